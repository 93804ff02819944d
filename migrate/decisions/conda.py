"""The conda dependencies of an environment as v2 takes them: a dictionary, or the path of a file."""

from __future__ import annotations

import re

from migrate.v1.conda import Conda, Package
from migrate.v2.expressions import (
    SPREAD,
    V2,
    Chosen,
    Code,
    DictOf,
    Expr,
    Index,
    ListOf,
    Literal,
    Starred,
    Text,
    User,
    call,
    dict_of,
    method,
)

SDK_PACKAGES = frozenset(
    {"azureml-sdk", "azureml-core", "azureml-defaults", "azureml-dataprep", "azureml-dataset-runtime"}
    | {"azureml-pipeline", "azureml-pipeline-core", "azureml-pipeline-steps", "azureml-train", "azureml-train-core"}
    | {"azureml-telemetry", "azureml-widgets"}
)
"""v1 packages that a script needs only while it imports azureml itself."""


def package_name(text: str) -> str:
    """The name of a package without its version."""
    name = text.split("[")[0]
    for separator in "=<>~! ;":
        name = name.split(separator)[0]
    return name.strip().lower().replace("_", "-")


def is_sdk_package(text: str) -> bool:
    return package_name(text) in SDK_PACKAGES


_PYTHON = re.compile(r"^\s*-\s*['\"]?python\s*=+\s*([^\s'\"#]+)", re.MULTILINE)
_READ_BY_V1 = re.compile(r"(\d+)\.(\d+)(\.(\d+))?([ab](\d+))?$")


def unread_python(text: str) -> str:
    """The Python of a conda file, where v1 cannot read it and installs its own default: ``3.7.*``; else empty."""
    found = _PYTHON.search(text)
    return found[1] if found is not None and not _READ_BY_V1.search(found[1]) else ""


def conda_expr(conda: Conda, keeps_sdk: bool) -> Expr:
    """The conda dependencies as a v2 ``conda_file``: a dictionary, or the path of the file.

    Args:
        keeps_sdk: whether a script that runs in the environment still imports azureml, so that v1 packages stay.
    """
    if conda.file is not None:
        return User(conda.file)
    pip = [one for one in conda.pip if keeps_sdk or one.text is None or not is_sdk_package(one.text)]
    python: Expr
    if conda.python.text is not None:
        python = Literal(f"python={conda.python.text}")
    else:
        assert conda.python.node is not None
        python = Text(("python=", User(conda.python.node)))
    dependencies: list[Expr] = [python]
    packages = _items([*conda.options, *pip])
    if packages:
        dependencies.append(dict_of({"pip": _list(packages)}))
    dependencies += _items(conda.conda)
    return dict_of({"channels": _list(_items(conda.channels)), "dependencies": ListOf(tuple(dependencies))})


def extended(base: Expr, conda: Conda) -> Expr:
    """The dictionary ``base`` with more packages, as v1 adds them to it."""
    had: Expr = Index(base, Literal("dependencies"))
    pip = _items(conda.pip)
    items: list[Expr] = [Starred(had)]
    if pip:
        part, package = Code("part"), Code("package")
        listed = Code('(part["pip"] if isinstance(part, dict) else [])')
        others = Chosen(part, ((part.text, had),), (Code("isinstance(part, str)"),))
        had = Chosen(package, ((part.text, had), (package.text, listed)))
        items = [Starred(others), dict_of({"pip": ListOf((Starred(had), *pip))})]
    changes: list[tuple[Expr, Expr]] = [(SPREAD, base)]
    if conda.channels:
        channels = method(base, "get", Literal("channels"), ListOf(()))
        changes.append((Literal("channels"), ListOf((Starred(channels), *_items(conda.channels)))))
    if pip or conda.conda:
        changes.append((Literal("dependencies"), ListOf((*items, *_items(conda.conda)))))
    return DictOf(tuple(changes))


def _items(packages: list[Package]) -> list[Expr]:
    return [Starred(_item(package)) if package.spread else _item(package) for package in packages]


def _item(package: Package) -> Expr:
    if package.text is not None:
        return Literal(package.text)
    assert package.node is not None
    if package.file:
        text = method(call(V2("pathlib", "Path"), User(package.node)), "read_text")
        return method(text, "splitlines")
    return User(package.node)


def _list(items: list[Expr]) -> Expr:
    """``[*packages]`` is written ``packages``."""
    if len(items) == 1 and isinstance(items[0], Starred):
        return items[0].value
    return ListOf(tuple(items))
