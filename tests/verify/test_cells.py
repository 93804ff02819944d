from __future__ import annotations

import json

import pytest

from migrate.conversion import FileKind
from migrate.verify.cells import Cell, code_cells, mask_magics


@pytest.mark.parametrize(
    ("cell", "masked"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install a\nx = 1", "pass\nx = 1"),
        ("files = !ls\nprint(files)", "files = None\nprint(files)"),
        ("x?\ny = 2", "pass\ny = 2"),
        ("%%time\nx = 1", "pass\nx = 1"),
        ("x = (a\n  % b)\n!ls\n", "x = (a\n  % b)\npass\n"),
        (",f a b\n/f 1\n;g x\n??y\nz", "pass\npass\npass\npass\nz"),
        ("text = '''\n!ls\n'''\n%cd ..", "text = '''\n!ls\n'''\npass"),
        ("%sql\nselect 1\n", "\n\n"),
        ("%%bash\nls | grep x\n", "\n\n"),
        ("if x:\n    %run other.py", "if x:\n    pass"),
    ],
)
def test_magics_are_masked(cell: str, masked: str) -> None:
    assert mask_magics(cell) == masked


def test_a_shell_line_may_go_on() -> None:
    assert mask_magics("!pip install \\\n  --quiet \\\n  x\ny = 1") == "pass\npass\npass\ny = 1"


def test_a_notebook_may_have_no_kernel() -> None:
    notebook = {"metadata": {"kernelspec": None}, "cells": [{"cell_type": "code", "source": "x = 1"}]}
    assert code_cells(json.dumps(notebook).encode(), FileKind.NOTEBOOK) == [Cell("x = 1", 0)]


@pytest.mark.parametrize("cell", ["x = (a\n% b)", 'text = """\n%matplotlib\n!ls\n"""', "x = 5 % 2"])
def test_python_is_not_masked(cell: str) -> None:
    assert mask_magics(cell) == cell


def test_a_notebook_gives_its_code_cells() -> None:
    notebook = {
        "cells": [
            {"cell_type": "markdown", "source": ["# title"]},
            {"cell_type": "code", "source": ["x = 1\n", "!ls"]},
            {"cell_type": "code", "source": "y = 2"},
        ]
    }
    assert code_cells(json.dumps(notebook).encode(), FileKind.NOTEBOOK) == [Cell("x = 1\npass", 1), Cell("y = 2", 2)]


def test_a_notebook_in_another_language_has_no_python() -> None:
    notebook = {"metadata": {"kernelspec": {"language": "R"}}, "cells": [{"cell_type": "code", "source": "x <- 1"}]}
    assert code_cells(json.dumps(notebook).encode(), FileKind.NOTEBOOK) == []


def test_a_python_file_in_its_own_encoding() -> None:
    assert code_cells("# coding: latin-1\r\nx = 'é'".encode("latin-1"), FileKind.PYTHON) == [
        Cell("# coding: latin-1\nx = 'é'")
    ]
