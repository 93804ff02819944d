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

# Cell magics whose body is Python all the same; the body of any other (%%bash, %%writefile, ...) is not.
_PYTHON_CELL_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")
_ASSIGNED_MAGIC = re.compile(r"^(\s*[\w.\[\]'\", ]+=\s*)[!%]\S.*$")
_MAGIC_LINE = re.compile(r"^(\s*)([!%?].*|[\w.]+\?{1,2}\s*)$")


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
        return [Cell(data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n"))]
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
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is not None and lines[first].startswith("%%"):
        if lines[first].split()[0] not in _PYTHON_CELL_MAGICS:
            return "\n".join("" for _ in lines)
        lines[first] = ""
        text = "\n".join(lines)
    if parses(text):
        return text
    masked: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on:
            # A shell line that ends with a backslash goes on.
            masked.append("")
            goes_on = line.endswith("\\")
        elif match := _MAGIC_LINE.match(line):
            masked.append(f"{match.group(1)}pass")
            goes_on = line.endswith("\\")
        elif match := _ASSIGNED_MAGIC.match(line):
            masked.append(f"{match.group(1)}None")
        else:
            masked.append(line)
    return "\n".join(masked)


def parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True
