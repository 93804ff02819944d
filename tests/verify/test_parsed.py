from __future__ import annotations

import json
import warnings

import pytest

from migrate.conversion import FileKind
from migrate.verify.parsed import check_parsed


def notebook(*cells: str) -> bytes:
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell{index}",
                    "metadata": {},
                    "outputs": [],
                    "execution_count": None,
                    "source": text,
                }
                for index, text in enumerate(cells)
            ],
        }
    ).encode()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"x = 1\n", FileKind.PYTHON),
        (b"", FileKind.PYTHON),
        (b"\xef\xbb\xbfx = 1\n", FileKind.PYTHON),
        ("# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), FileKind.PYTHON),
        (b"x = '\\d'\n", FileKind.PYTHON),
        (b"# %%\n!ls\n%run a.py\nx = 1\n", FileKind.PYTHON),
        (notebook("x = 1", "%matplotlib inline", "await x"), FileKind.NOTEBOOK),
        (b"a: 1\nb: [1, 2]\n", FileKind.YAML),
        (b"channels: [conda-forge]\n", FileKind.CONDA),
        (b"a: 1\n---\nb: 2\n", FileKind.YAML),
        (b"pandas==2.0\n", FileKind.REQUIREMENTS),
    ],
)
def test_readable(data: bytes, kind: FileKind) -> None:
    assert check_parsed("file", data, kind) == []


@pytest.mark.parametrize(
    ("data", "kind", "check", "line"),
    [
        (b"x = 1\ny = (\n", FileKind.PYTHON, "python-syntax", 2),
        (b"print 'x'\n", FileKind.PYTHON, "python-syntax", 1),
        (b"x = 1\n!ls\n", FileKind.PYTHON, "python-syntax", 2),
        (b"# %%\n!ls\nprint 'x'\n", FileKind.PYTHON, "python-syntax", 2),
        (b"x = 1\nreturn x\n", FileKind.PYTHON, "python-syntax", 2),
        (b"x = '\xe9'\n", FileKind.PYTHON, "python-syntax", 1),
        (b"# coding: nonsense\n", FileKind.PYTHON, "python-syntax", 1),
        (b"x = 1\x00\n", FileKind.PYTHON, "python-syntax", 1),
        (b"{", FileKind.NOTEBOOK, "notebook-format", 0),
        (b"{}", FileKind.NOTEBOOK, "notebook-format", 0),
        (
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]}',
            FileKind.NOTEBOOK,
            "notebook-format",
            0,
        ),
        (b"a: [1\n", FileKind.YAML, "yaml-syntax", 2),
        (b"a: 1\na: 2\n", FileKind.YAML, "yaml-syntax", 2),
        (b"a: \xe9\n", FileKind.YAML, "encoding", 0),
        (b"\xe9\n", FileKind.REQUIREMENTS, "encoding", 0),
    ],
)
def test_not_readable(data: bytes, kind: FileKind, check: str, line: int) -> None:
    (finding,) = check_parsed("file", data, kind)
    assert (finding.path, finding.check, finding.line) == ("file", check, line)


def test_the_cell_that_is_wrong_is_named() -> None:
    (finding,) = check_parsed("n.ipynb", notebook("x = 1", "x = 2\ny = ("), FileKind.NOTEBOOK)
    assert (finding.cell, finding.line) == (1, 2)


def test_a_notebook_that_jupyter_mends_is_only_a_warning() -> None:
    data = notebook("x = 1").replace(b'"metadata": {}', b'"metadata": {}, "comment": 1')
    (finding,) = check_parsed("n.ipynb", data, FileKind.NOTEBOOK)
    assert (finding.check, finding.is_error) == ("notebook-schema", False)
    assert "'comment' was unexpected" in finding.message
    assert {one.check for one in check_parsed("n.ipynb", data.replace(b"x = 1", b"x = ("), FileKind.NOTEBOOK)} == {
        "notebook-schema",
        "python-syntax",
    }


def test_cells_without_ids_are_no_finding() -> None:
    """Older versions of Jupyter wrote such notebooks."""
    data = notebook("x = 1").replace(b'"id": "cell0", ', b"")
    assert b'"id"' not in data
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert check_parsed("a.ipynb", data, FileKind.NOTEBOOK) == []
