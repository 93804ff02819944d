"""Tables of functions of the project: ``STEPS = {"clean": clean_step}``, called as ``STEPS[name](data)``.

Also those that a loop goes through, and lists: ``for make in STEPS.values()``. What a variable holds of them is looked
at by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from migrate.v1.decorators import last_name
from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import walk
from migrate.v1.values import DictValue, Function, Item, ListValue, Value, alternatives

_ELEMENTS = frozenset({"items", "values"})
_LISTING = frozenset({"frozenset", "list", "set", "sorted", "tuple"})
_SAME = frozenset({"enumerate", "list", "reversed", "sorted", "tuple", "zip"})


def in_table(name: cst.CSTNode, interpreter: Interpreter) -> bool:
    """Whether a function is named as an element of a table of a module, of which all that is done is to call these."""
    for _, module in interpreter.source:
        for statement in module.body:
            table = _table(statement)
            if table is not None and any(element.value is name for element in _elements(table)):
                known = interpreter.values.get(table)
                return known is not None and _only_called(known, interpreter)
    return False


def only_asked(name: cst.CSTNode, interpreter: Interpreter) -> bool:
    """Whether a variable that holds such a function is only compared with None."""
    compared = (one for _, module in interpreter.source for one in walk(module) if isinstance(one, cst.Comparison))
    return any(one.left is name and len(one.comparisons) == 1 and _is_none(one.comparisons[0]) for one in compared)


def holds_functions(value: Value) -> bool:
    """Whether it is such a table."""
    items: list[Item] = []
    if isinstance(value, DictValue):
        items = list(value.items.values())
    elif isinstance(value, ListValue):
        items = list(value.all())
    return any(isinstance(one, Function) for item in items for one in alternatives(item.value))


def _table(statement: cst.CSTNode) -> cst.Dict | cst.List | cst.Tuple | cst.Call | None:
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    if not isinstance(small, (cst.Assign, cst.AnnAssign)):
        return None
    made = small.value
    named = isinstance(made, cst.Call) and isinstance(made.func, cst.Name) and made.func.value == "dict"
    return made if isinstance(made, (cst.Dict, cst.List, cst.Tuple)) or (isinstance(made, cst.Call) and named) else None


def _elements(
    table: cst.Dict | cst.List | cst.Tuple | cst.Call,
) -> Sequence[cst.BaseElement | cst.BaseDictElement | cst.Arg]:
    """``dict(clean=clean_step)`` has the arguments as its elements."""
    return table.args if isinstance(table, cst.Call) else table.elements


def _only_called(table: Value, interpreter: Interpreter) -> bool:
    nodes: list[tuple[cst.CSTNode, Value]] = [*interpreter.references.items()]
    nodes += [(node, value) for node, value in interpreter.values.items() if isinstance(node, cst.Attribute)]
    named = {node for node, value in nodes if any(one is table for one in alternatives(value))}
    nodes_of_all = [one for _, module in interpreter.source for one in walk(module)]
    harmless = {node for one in nodes_of_all for node in _uses(one)}
    if isinstance(table, DictValue):
        harmless |= {node for one in nodes_of_all for node in _names_listed(one)}
    return named <= harmless


def _names_listed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The dictionary of ``sorted(STEPS)``, ``", ".join(STEPS)`` or ``choices=STEPS``, which is its keys."""
    if isinstance(node, cst.Call) and len(node.args) > 0:
        named = isinstance(node.func, cst.Name) and node.func.value in _LISTING
        if named or last_name(node.func) in ("join", "Choice"):
            yield node.args[0].value
        if last_name(node.func) == "add_argument":
            yield from (one.value for one in node.args if one.keyword is not None and one.keyword.value == "choices")
    elif isinstance(node, cst.StarredElement):
        yield node.value


def _uses(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What the node asks for its elements, its keys, or whether it has one."""
    called = node.func if isinstance(node, cst.Call) else None
    made = called or (node.value if isinstance(node, cst.Assign) else None)
    asked = _asked(made) if made is not None else None
    if asked is not None:
        yield asked
    elif isinstance(called, cst.Subscript) or (isinstance(called, cst.Attribute) and called.attr.value == "keys"):
        yield called.value
    elif isinstance(node, cst.Call) and isinstance(called, cst.Name) and called.value == "len":
        yield from (one.value for one in node.args)
    elif isinstance(node, cst.Assign) and isinstance(node.value, cst.Subscript):
        yield node.value.value
    elif isinstance(node, (cst.For, cst.CompFor)):
        yield from _gone_through(node.iter)
    elif isinstance(node, cst.ComparisonTarget) and isinstance(node.operator, (cst.In, cst.NotIn)):
        yield node.comparator


def _asked(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """The dictionary of ``STEPS.get(name)``."""
    function = node.func if isinstance(node, cst.Call) else None
    return function.value if isinstance(function, cst.Attribute) and function.attr.value == "get" else None


def _gone_through(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The collections that a loop goes through: in ``enumerate(STEPS.items())`` it is ``STEPS``."""
    yield node
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value in _ELEMENTS:
        yield node.func.value
    elif isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in _SAME:
        for one in node.args:
            yield from _gone_through(one.value)


def _is_none(one: cst.ComparisonTarget) -> bool:
    return isinstance(one.comparator, cst.Name) and one.comparator.value == "None"
