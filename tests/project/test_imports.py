from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from migrate.project.imports import place_of
from migrate.project.search_path import SearchPath

LIBRARY = ("libs/tools/setup.py", "libs/tools/acme_tools/__init__.py", "libs/tools/acme_tools/azure.py")
IN_SRC = ("libs/tools/pyproject.toml", "libs/tools/src/acme_tools/azure.py")


def found(dotted: str, *files: str, path: str = "jobs/build.py") -> tuple[str, tuple[str, ...]] | None:
    search = SearchPath.of_project(files, ())
    return place_of(PurePosixPath(path), dotted, frozenset(files), search)


@pytest.mark.parametrize(
    ("dotted", "files", "place"),
    [
        ("acme_tools.azure.connect", LIBRARY, ("libs/tools/acme_tools/azure.py", ("connect",))),
        ("acme_tools.connect", LIBRARY, ("libs/tools/acme_tools/__init__.py", ("connect",))),
        ("acme_tools.azure.connect", IN_SRC, ("libs/tools/src/acme_tools/azure.py", ("connect",))),
    ],
)
def test_a_package_of_the_project_that_is_installed(
    dotted: str, files: tuple[str, ...], place: tuple[str, tuple[str, ...]]
) -> None:
    assert found(dotted, *files) == place


def test_what_is_nearer_comes_before_what_is_installed() -> None:
    assert found("acme_tools.azure.connect", *LIBRARY, "acme_tools/azure.py") == ("acme_tools/azure.py", ("connect",))


@pytest.mark.parametrize(
    "files",
    [
        ("libs/tools/acme_tools/azure.py",),
        (*LIBRARY, "libs/others/setup.cfg", "libs/others/acme_tools/azure.py"),
        (*LIBRARY, *IN_SRC),
    ],
    ids=["nothing says that it is installed", "two of one name", "one in two places"],
)
def test_which_package_it_is_is_not_known(files: tuple[str, ...]) -> None:
    assert found("acme_tools.azure.connect", *files) is None


def test_a_relative_import_is_never_one_of_what_is_installed() -> None:
    assert found(".acme_tools.azure", *LIBRARY) is None
