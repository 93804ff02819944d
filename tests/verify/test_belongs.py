from __future__ import annotations

from migrate.conversion import FileKind
from migrate.verify.belongs import dependencies, users
from tests.conversion import notebook


def python(text: str) -> tuple[FileKind, bytes]:
    return FileKind.PYTHON, text.encode()


FILES = {
    "pipelines/main.py": python("import os\nfrom steps import prep\nload_component('components/prep.yaml')"),
    "pipelines/steps.py": python("from shared import names"),
    "shared/__init__.py": python(""),
    "shared/names.py": python("from . import more"),
    "shared/more.py": python("import steps_of_someone_else"),
    "pipelines/components/prep.yaml": (FileKind.YAML, b""),
    "pipelines/other.py": python("x = 'steps'"),
    "broken.py": python("import ("),
}


def test_what_a_module_needs() -> None:
    assert dependencies("pipelines/main.py", FILES) == [
        "pipelines/main.py",
        "pipelines/steps.py",
        "pipelines/components/prep.yaml",
        "shared/__init__.py",
        "shared/names.py",
        "shared/more.py",
    ]


def test_who_uses_a_module() -> None:
    assert users("pipelines/steps.py", FILES) == ["pipelines/main.py"]
    assert users("pipelines/other.py", FILES) == []


def test_a_file_that_cannot_be_read_stands_for_itself() -> None:
    assert dependencies("broken.py", FILES) == ["broken.py"]
    assert dependencies("gone.py", FILES) == ["gone.py"]


def test_a_notebook() -> None:
    text = notebook("%run x\nfrom steps import prep")
    files = {**FILES, "pipelines/n.ipynb": (FileKind.NOTEBOOK, text.encode())}
    assert "pipelines/steps.py" in dependencies("pipelines/n.ipynb", files)


def test_a_package_that_is_installed_and_the_packages_above_a_module() -> None:
    files = {
        "jobs/build.py": python("from acme.azure.data import find"),
        "lib/setup.py": python(""),
        "lib/acme/__init__.py": python(""),
        "lib/acme/azure/__init__.py": python(""),
        "lib/acme/azure/data.py": python(""),
    }
    assert dependencies("jobs/build.py", files) == [
        "jobs/build.py",
        "lib/acme/__init__.py",
        "lib/acme/azure/__init__.py",
        "lib/acme/azure/data.py",
    ]
