"""Code in texts that IPython runs: what nbconvert makes of cells with ``%%time``, ``%%capture`` or ``%%writefile``."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Collection, Iterator

from migrate.conversion import Document, FileKind, Remark
from migrate.ledger import Location
from migrate.project.magics import PYTHON_CELL_MAGICS

_MARK = "run_cell_magic("


def remarks_on_code(document: Document, names: Collection[str]) -> Iterator[Remark]:
    """The texts with code of v1, which stays as it is.

    Args:
        names: the variables that hold something of v1.
    """
    text = document.cells.get(0, "") if document.kind is FileKind.PYTHON else ""
    for call in ast.walk(_parsed(text)) if _MARK in text else ():
        match call:
            case ast.Call(
                func=ast.Attribute(attr="run_cell_magic"),
                args=[ast.Constant(value=str(magic)), _, ast.Constant(value=str(code))],
            ) if magic in PYTHON_CELL_MAGICS or magic in ("writefile", "file"):
                used = sorted({*re.findall(r"\b[A-Za-z_]\w*\b", code)} & {*names, "azureml"})
                if used:
                    shown = ", ".join(f"`{name}`" for name in used)
                    message = f"this text is code of SDK v1, which is not converted: it names {shown}"
                    yield Remark(Location(document.path, call.lineno), message)


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])
