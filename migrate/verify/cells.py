"""The Python code inside a file: a module as one cell, a notebook as its code cells, without IPython."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
import warnings
from dataclasses import dataclass

from migrate.conversion import FileKind
from migrate.project import magics
from migrate.project.script_cells import has_cells

_HIDDEN = re.compile(r"(?m)^(?P<indent>[ \t]*)__aml_magic_\d+__[ \t]*$|__aml_magic_\d+__")


@dataclass(frozen=True)
class Cell:
    """Python text with every magic line blanked; the lines keep their numbers.

    Args:
        index: index in ``nb.cells``; None for a Python file.
    """

    text: str
    index: int | None = None


def code_cells(data: bytes, kind: FileKind) -> list[Cell]:
    """The Python cells of a file.

    Raises:
        SyntaxError: the encoding declaration of a Python file is wrong.
        UnicodeDecodeError: the bytes are not in the declared encoding.
        ValueError: a notebook is not JSON, or has no list of cells.
    """
    if kind is FileKind.PYTHON:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        return [Cell(mask_magics(text) if has_cells(text) else text)]
    if kind is not FileKind.NOTEBOOK:
        return []
    notebook = json.loads(data.decode("utf-8-sig"))
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError("a notebook must be a JSON object with a list of cells")
    kernel = (notebook.get("metadata") or {}).get("kernelspec") or {}
    if str(kernel.get("language", "python")).lower() != "python":
        return []
    cells = []
    for index, cell in enumerate(notebook["cells"]):
        if cell.get("cell_type") == "code":
            source = cell.get("source", "")
            text = source if isinstance(source, str) else "".join(source)
            cells.append(Cell(mask_magics(text), index))
    return cells


def mask_magics(text: str) -> str:
    """Replace IPython magics, shell lines and help queries by ``pass``, keeping every line's number.

    A cell that is Python as it stands is not touched: ``%`` may well begin a continuation line.
    """
    if magics.is_opaque(text):
        return "\n" * text.count("\n")
    if parses(text):
        return text
    return _HIDDEN.sub(_in_place, magics.mask(text, magics.Masks(avoid=text, reads=False)))


def _in_place(hidden: re.Match[str]) -> str:
    return "None" if hidden["indent"] is None else f"{hidden['indent']}pass"


def parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True
