"""Small projects, each converted as a whole: what is written for every file is compared with ``expected/``.

A project that holds pipelines says in ``proof.txt`` how many there are; each has to be proved equivalent.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from migrate.around.surroundings import convert_around
from migrate.cli.outputs import write_tree
from migrate.cli.settle import settle
from migrate.cli.workers import convert_documents
from migrate.conversion import Options
from migrate.engine import convert_one
from migrate.project.discovery import select
from migrate.project.reading import read_files
from migrate.project.written import with_written
from migrate.verify.levels import Level
from tests.levels import levels_of

PROJECTS = Path(__file__).parent / "projects"
NAMES = sorted(folder.name for folder in PROJECTS.iterdir() if (folder / "before").is_dir())
PROVED = [name for name in NAMES if (PROJECTS / name / "proof.txt").exists()]


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder, with its text."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def converted(before: Path, output: Path) -> dict[str, str]:
    """What conversion writes for the files of a folder."""
    selection = select([before])
    read = read_files(selection)
    options = with_written(Options(together=frozenset(selection.files)), read.project.documents)

    convert = partial(convert_one, root=selection.root, options=options)
    results = convert_documents(read.project.documents, convert, workers=1)
    assert results.crashes == {}
    files = convert_around(selection.root, selection.files, results.files, options)
    write_tree(selection, settle(files, selection.root), output)
    return tree(output)


@pytest.mark.parametrize("name", NAMES)
def test_what_becomes_of_a_project(name: str, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(PROJECTS / name / "before", before)
    assert converted(before, tmp_path / "out") == tree(PROJECTS / name / "expected")


@pytest.mark.parametrize("name", PROVED)
def test_its_pipelines_are_the_same(name: str, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(PROJECTS / name / "before", before)
    found = levels_of(before, Options(), trust_code=True)
    proved = [proof.level for proof in found.proofs]
    assert proved == [Level.EQUIVALENT] * int((PROJECTS / name / "proof.txt").read_text(encoding="utf-8"))
