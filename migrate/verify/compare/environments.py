"""The environments of a pair of nodes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from migrate.v1.catalogue import catalogue
from migrate.v1.conda import CREATE_PYTHON, DEFAULT_PYTHON
from migrate.verify.compare.difference import Text
from migrate.verify.compare.ports import Found
from migrate.verify.graph import Environment, Origin, Value
from migrate.verify.remarks import IMPORTS_AZUREML, OF_RUN

_SPEC = re.compile(r"^(?:(?P<channel>[\w./-]+)::)?(?P<name>[\w.-]+)\s*(?P<version>.*)$")


def environments(one: Environment, other: Environment, settings: dict[str, Value]) -> Iterator[Found]:
    """Compare two environments.

    Args:
        settings: of the v2 node; they tell whether its scripts still import azureml.
    """
    if one.reference.startswith(f"{OF_RUN}@") and other.conda_packages == (OF_RUN,):
        yield "environment.of_run", Text("that of the run"), Text(f"its packages in {_described(other)}")
        return
    if one.reference or other.reference:
        if one.reference != other.reference:
            yield "environment", one.reference or _described(one), other.reference or _described(other)
        return
    known = {field for field, *_ in newer_defaults(one, other)}
    same_image = _image(one.image.value) == _image(other.image.value) or bool(one.dockerfile and other.dockerfile)
    if not same_image and "environment.image" not in known:
        yield "environment.image", one.image, other.image
    if one.dockerfile.split() != other.dockerfile.split():
        yield "environment.dockerfile", one.dockerfile, other.dockerfile
    if one.user_managed and other.user_managed:
        return
    if one.user_managed != other.user_managed:
        yield "environment.user_managed", one.user_managed, other.user_managed
        return
    same_python = _version(one.python.value) == _version(other.python.value) or unread(one, other)
    if not same_python and "environment.python" not in known:
        yield "environment.python", one.python, other.python
    unwanted = one.packages_origin is Origin.SDK_DEFAULT and IMPORTS_AZUREML not in settings
    yield from _sets("environment.conda", _conda(one), _conda(other))
    yield from _sets("environment.pip", _pip(one, unwanted), _pip(other, unwanted))
    yield from _sets(
        "environment.channel", {name: name for name in one.channels}, {name: name for name in other.channels}
    )


def newer_defaults(one: Environment, other: Environment) -> Iterator[Found]:
    """What this v1 SDK fills in by itself where the newest one fills in what v2 has."""
    newest = catalogue().get("azureml.core.runconfig.DEFAULT_CPU_IMAGE")
    images = {str(ast.literal_eval(newest.value))} if newest is not None else set()
    for field, ours, theirs, defaults in (
        ("environment.image", one.image, other.image, images),
        ("environment.python", one.python, other.python, {CREATE_PYTHON, DEFAULT_PYTHON}),
    ):
        if ours.origin is Origin.SDK_DEFAULT and ours.value not in (None, theirs.value) and theirs.value in defaults:
            yield field, ours, theirs


def unread(one: Environment, other: Environment) -> bool:
    """Whether v2 has the Python of v1's conda file, which no v1 SDK could read: each put its own default instead."""
    written = _version(one.python_written)
    return bool(written) and one.python.origin is Origin.SDK_DEFAULT and written == _version(other.python.value)


def _sets(field: str, one: dict[str, str], other: dict[str, str]) -> Iterator[Found]:
    for name in sorted(set(one) | set(other)):
        if one.get(name) != other.get(name):
            yield f"{field}.{name}", one.get(name), other.get(name)


def _described(environment: Environment) -> str:
    return str(environment.image.value or "an image that is built")


def _image(image: object) -> str:
    text = str(image or "")
    return text.removesuffix(":latest").removeprefix("docker.io/")


def _version(python: object) -> str:
    return re.sub(r"\s", "", str(python or "")).lstrip("=").removesuffix(".*")


def _conda(environment: Environment) -> dict[str, str]:
    """Specifications by package; pip itself belongs to the list whether it is named or not."""
    found = {}
    for text in environment.conda_packages:
        match = _SPEC.match(text.strip())
        name = match["name"].lower() if match else text
        version = re.sub(r"\s+", "", match["version"]) if match else ""
        if (name, version) != ("pip", ""):
            found[name] = f"{match['channel']}::{name}{version}" if match and match["channel"] else f"{name}{version}"
    return found


def _pip(environment: Environment, without_sdk: bool) -> dict[str, str]:
    """Requirements by package, specifiers in one order; options as they are.

    Args:
        without_sdk: leave out the packages of the v1 SDK, which it adds by itself to an environment without packages.
    """
    found = {}
    for text in environment.pip_packages:
        if not text.strip() or text.lstrip().startswith("#"):
            continue  # v1 sends the lines of a requirements file as they are
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            found[" ".join(text.split())] = " ".join(text.split())
            continue
        name = canonicalize_name(requirement.name)
        extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
        marker = f"; {requirement.marker}" if requirement.marker else ""
        address = f" @ {requirement.url}" if requirement.url else ""
        specifiers = ",".join(sorted(str(item) for item in requirement.specifier))
        if not (without_sdk and name == "azureml-defaults"):
            found[name] = f"{name}{extras}{specifiers}{address}{marker}"
    return found
