"""Where new import statements go, and what the old ones say."""

from __future__ import annotations

import libcst as cst

from migrate.rewriting.rewriter import PLACEHOLDER
from migrate.v1.catalogue import is_v1
from migrate.v2.imports import is_standard


def imported_name(alias: cst.ImportAlias, module: cst.Module) -> tuple[str, str, bool]:
    dotted = alias.evaluated_name
    local = alias.evaluated_alias or dotted.split(".")[0]
    text = module.code_for_node(alias.with_changes(comma=cst.MaybeSentinel.DEFAULT)).strip()
    return text, local, is_v1(dotted)


def import_text(symbol: str, local: str) -> str:
    module, _, name = symbol.rpartition(".")
    return f"from {module} import {name}" + (f" as {local}" if local != name else "")


def with_anchor(module: cst.Module, mark: int) -> tuple[cst.Module, int]:
    """The module with a placeholder below its last top-level import, or below its docstring; and its place."""
    body: list[cst.BaseStatement | cst.BaseSmallStatement] = list(module.body)
    place, above = 0, ""
    for index, statement in enumerate(body):
        small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and statement.body else None
        docstring = index == 0 and isinstance(small, cst.Expr) and isinstance(small.value, cst.SimpleString)
        if isinstance(small, (cst.Import, cst.ImportFrom)) or docstring:
            place, above = index + 1, "" if docstring else module.code_for_node(statement).split()[1]
        elif not isinstance(statement, cst.SimpleStatementLine):
            break
    line = cst.SimpleStatementLine([cst.Expr(cst.Name(PLACEHOLDER.format(mark)))])
    head: list[cst.EmptyLine] = []
    if place and (not above or is_standard(above.rstrip(","))):
        head = [_BLANK]
    if place < len(body):
        lines = list(getattr(body[place], "leading_lines", ()))
        if not place:
            head, lines = _parted(lines)
        gap = next((index for index, one in enumerate(lines) if one.comment is not None), len(lines))
        wanted = 2 if isinstance(body[place], (cst.FunctionDef, cst.ClassDef)) else 1
        lines = [*([_BLANK] * max(gap, wanted)), *lines[gap:]]
        body[place] = body[place].with_changes(leading_lines=lines)
    body.insert(place, line.with_changes(leading_lines=head))
    return module.with_changes(body=body), place


_BLANK = cst.EmptyLine(indent=False)


def _parted(lines: list[cst.EmptyLine]) -> tuple[list[cst.EmptyLine], list[cst.EmptyLine]]:
    """The comments at the top of a file: those about the file, and those about its first statement."""
    blanks = [index for index, line in enumerate(lines) if line.comment is None]
    last = blanks[-1] + 1 if blanks else 0
    while last < len(lines) and (_comment(lines[last]).startswith("#!") or "coding" in _comment(lines[last])):
        last += 1
    return lines[:last], lines[last:]


def _comment(line: cst.EmptyLine) -> str:
    return line.comment.value if line.comment is not None else ""
