"""Code in texts that IPython runs: what nbconvert makes of cells with ``%%time``, ``%%capture`` or ``%%writefile``.

Also cells of a notebook with Python that is not its own, in as far as they are not converted as the files they write.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Collection, Iterator

from migrate.conversion import Document, FileKind, Remark
from migrate.ledger import Location
from migrate.project.magics import PYTHON_CELL_MAGICS
from migrate.project.notebook import NotebookDocument

_MARK = "run_cell_magic("
_IMPORTS = re.compile(r"(?m)^[ \t]*(?:from|import)[ \t]+(?P<module>azureml(?:\.\w+)*)")


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


def remarks_on_cells(document: Document, converted: Collection[int]) -> Iterator[Remark]:
    """The cells with code of v1 that a magic takes as a text.

    Args:
        converted: those that write files which are converted.
    """
    cells = document.opaque.items() if isinstance(document, NotebookDocument) else ()
    for index, cell in cells:
        found = _IMPORTS.search(cell.source) if index not in converted else None
        if found is not None:
            line = cell.source.count("\n", 0, found.start("module")) + 1
            message = f"this cell holds code of SDK v1, which is not converted: it names `{found['module']}`"
            yield Remark(Location(document.path, line, 0, index), message)


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])
