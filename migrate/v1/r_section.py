"""``RSection``: the R that v1 installs into an environment, with its packages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.folding import events, foldable
from migrate.v1.problems import Problem
from migrate.v1.values import Const, ListValue, Obj, Value, constant, objects

R_SECTION = "azureml.core.environment.RSection"
CRAN, GITHUB, URL, BIOCONDUCTOR = "cran_packages", "github_packages", "custom_url_packages", "bioconductor_packages"
PACKAGE_CLASSES = ("azureml.core.environment.RCranPackage", "azureml.core.environment.RGitHubPackage")


@dataclass(frozen=True)
class RPackage:
    """A package; ``source`` is the field of the section that it is in."""

    source: str
    name: str
    version: str | None = None
    repository: str | None = None


@dataclass(eq=False)
class R:
    """What the section says in the end."""

    user_managed: bool = False
    version: str | None = None
    snapshot: str | None = None
    """The day of the CRAN archive, YYYY-MM-DD."""
    packages: list[RPackage] = field(default_factory=list)
    objects: list[Obj] = field(default_factory=list)
    """The section and the objects of its packages."""
    problems: list[Problem] = field(default_factory=list)


def fold_r(section: Obj) -> R:
    """Fold an ``RSection``."""
    found = R(objects=[section], problems=foldable(section))
    for event in events(section):
        if event.value == Const(None):
            continue
        known = constant(event.value)
        if event.name == "user_managed" and isinstance(known, bool):
            found.user_managed = known
        elif event.name == "r_version" and isinstance(known, str):
            found.version = known
        elif event.name == "snapshot_date" and isinstance(known, str):
            found.snapshot = known
        elif event.name in (CRAN, GITHUB, URL, BIOCONDUCTOR) and isinstance(event.value, ListValue):
            if not event.value.known:
                message = f"what `{event.name}` holds is only known when the code runs"
                found.problems.append(Problem(event.node, message))
            found.packages += [one for item in event.value.flat() for one in _package(found, event.name, item.value)]
        elif event.name == "rscript_path":
            message = "`rscript_path`: put the folder of Rscript into PATH of the image"
            found.problems.append(Problem(event.node, message))
        else:
            found.problems.append(Problem(event.node, f"`{event.name}` of R is only known when the code runs"))
    return found


def _package(found: R, source: str, value: Value) -> Iterator[RPackage]:
    text = constant(value)
    if isinstance(text, str):
        yield RPackage(source, text)
        return
    made = objects(value)
    if len(made) != 1 or made[0].symbol not in PACKAGE_CLASSES or made[0].call is None:
        message = f"a package of `{source}` is only known when the code runs"
        found.problems.append(Problem(_section_node(found), message))
        return
    package = made[0]
    found.objects.append(package)
    found.problems += foldable(package)
    fields = {event.name: constant(event.value) for event in events(package)}
    name = fields.get("name" if source == CRAN else "repository")
    if "auth_token" in fields or any(not isinstance(one, str) for one in fields.values()) or not isinstance(name, str):
        message = f"a package of `{source}` needs a token, or is only known when the code runs"
        found.problems.append(Problem(_section_node(found), message))
        return
    version, repository = fields.get("version"), fields.get("repository") if source == CRAN else None
    yield RPackage(source, name, str(version) if version else None, str(repository) if repository else None)


def _section_node(found: R) -> cst.CSTNode | None:
    made = found.objects[0].call
    return made.node if made is not None else None
