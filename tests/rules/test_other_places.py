"""What converts at the top of a module converts in a function and over the cells of a notebook as well.

Most real code has a ``main()``, and most notebooks a cell for each thought.
"""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from migrate.forms import FORMS
from migrate.ledger import Use
from migrate.rules import all_rules
from tests.conversion import Converted, convert, notebook

_DEFINED = (ast.FunctionDef, ast.ClassDef)
_KEPT = (ast.Import, ast.ImportFrom, *_DEFINED)


def in_main(text: str) -> str | None:
    """The code with all but its imports, functions and classes in ``main()``; None where that is another program."""
    tree, lines = ast.parse(text), text.splitlines(keepends=True)
    rest = [node for node in tree.body if not isinstance(node, _KEPT)]
    bound = {name for node in rest for name in _bound(node)}
    for node in tree.body:
        own = {*_bound(node), *(one.arg for one in ast.walk(node) if isinstance(one, ast.arg))}
        read = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        if isinstance(node, _DEFINED) and (read - own) & bound:
            return None
    if not rest or "__main__" in text or '"""' in text:
        return None
    above, inside, begin = "", "", 0
    for node in tree.body:
        part, begin = "".join(lines[begin : node.end_lineno]), node.end_lineno or 0
        if isinstance(node, _KEPT):
            above += part
        else:
            inside += re.sub(r"(?m)^(?=.)", "    ", part)
    body = inside.lstrip("\n")
    return f'{above}\n\ndef main():\n{body}\n\nif __name__ == "__main__":\n    main()\n'


def _bound(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


EXAMPLES = {
    f"{rule.name}-{number}": example.before
    for rule in all_rules()
    for number, example in enumerate(rule.examples, 1)
    if rule.name != "moved-steps" and not (example.code or example.beside) and "Pipeline(" in example.before
}
TEXTS = {
    name: (text, wrapped)
    for name, text in {**EXAMPLES, **{name: before for name, (before, _) in FORMS.items()}}.items()
    if (wrapped := in_main(text)) is not None
}


def _told(use: Use) -> tuple[str, str, str]:
    assert use.verdict is not None
    return use.symbol, use.name, use.verdict.message


def test_enough_is_tried() -> None:
    assert len(TEXTS) > 100


converted = cache(convert)
"""What becomes of a text at the top of a module, which both tests ask for."""


def assert_same_fate(found: Converted, alone: Converted) -> None:
    assert sorted(map(_told, found.manual)) == sorted(map(_told, alone.manual))
    assert found.text.count("@dsl.pipeline(") == alone.text.count("@dsl.pipeline(")


@pytest.mark.parametrize("name", TEXTS)
def test_in_a_function_no_more_is_left_to_a_person(name: str) -> None:
    before, wrapped = TEXTS[name]
    assert_same_fate(convert(wrapped), converted(before))


def in_cells(text: str) -> str:
    """A notebook with a cell for all imports, and one for each other statement."""
    tree, lines, begin = ast.parse(text), text.splitlines(keepends=True), 0
    cells = [""]
    for node in tree.body:
        part, begin = "".join(lines[begin : node.end_lineno]).strip("\n"), node.end_lineno or 0
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            cells[0] += f"{part}\n"
        else:
            cells.append(part)
    return notebook(*cells)


IN_ONE_CELL = {"alternatives_that_write_the_same_data", "choice_between_steps", "settings_that_each_branch_makes"}
"""What makes a choice has to stand in one cell with what takes it."""


@pytest.mark.parametrize("name", [name for name in FORMS if name not in IN_ONE_CELL])
def test_over_cells_no_more_is_left_to_a_person(name: str) -> None:
    before, _ = FORMS[name]
    assert_same_fate(convert(in_cells(before), path="pipeline.ipynb"), converted(before))
