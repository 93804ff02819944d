"""Looking something up by its name in a dictionary that the workspace of v1 has."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrate.decisions.context import Context
from migrate.v1.nodes import children
from migrate.v1.uses import SubscriptUse
from migrate.v1.values import Obj, objects
from migrate.v2.expressions import Code, ForEach, Literal, method

ABSENT = "v1 gives None for a name that it does not know, v2 raises ResourceNotFoundError: catch that"
_LISTING = ("list", "sorted", "set", "tuple", "len", "print", "enumerate")
_TESTS = (cst.Is, cst.IsNot, cst.Equal, cst.NotEqual)


def lookup_of(obj: Obj, context: Context) -> SubscriptUse | None:
    """``ws.datasets["sales"]``, when the object comes from there."""
    uses = context.interpreter.uses.subscripts.values()
    return next((use for use in uses if obj in objects(context.value(use.node))), None)


def dictionary_of(obj: Obj, context: Context) -> cst.BaseExpression | None:
    """``ws.models`` when the object is one of ``ws.models.values()``, or of ``ws.models.items()``."""
    func = obj.listed.func if obj.listed is not None else None
    owner = func.value if isinstance(func, cst.Attribute) else None
    return owner if isinstance(owner, cst.Attribute) and owner in context.interpreter.uses.attributes else None


def by_name(client: str, collection: str, name: str) -> ForEach:
    """The dictionary that v1 gives, of the latest version of each, from what v2 lists."""
    latest = method(Code(f"{client}.{collection}"), "get", Code(f"{name}.name"), label=Literal("latest"))
    return ForEach(Code(f"{name}.name"), latest, f"{name} in {client}.{collection}.list()")


def may_be_absent(use: SubscriptUse, context: Context) -> bool:
    """Whether the code goes on to ask if ``ws.compute_targets.get(name)`` gave anything."""
    if not isinstance(use.node, cst.Call):
        return False
    wanted = objects(context.value(use.node))

    def is_it(node: cst.BaseExpression) -> bool:
        return any(one in wanted for one in objects(context.value(node)))

    def tests(node: cst.CSTNode) -> bool:
        if isinstance(node, (cst.If, cst.While, cst.IfExp, cst.Assert)):
            return is_it(node.test)
        if isinstance(node, cst.UnaryOperation):
            return isinstance(node.operator, cst.Not) and is_it(node.expression)
        if isinstance(node, cst.BooleanOperation):
            return is_it(node.left) or is_it(node.right)
        if isinstance(node, cst.Comparison):
            return is_it(node.left) and any(isinstance(one.operator, _TESTS) for one in node.comparisons)
        return False

    return _anywhere(tests, context)


def is_listed(node: cst.BaseExpression, context: Context) -> bool:
    """Whether a dictionary is only asked for the names in it: ``for name in ws.datasets``."""

    def lists(one: cst.CSTNode) -> bool:
        if isinstance(one, (cst.For, cst.CompFor)):
            return one.iter is node
        if isinstance(one, cst.Call) and isinstance(one.func, cst.Name) and one.func.value in _LISTING:
            return any(argument.value is node for argument in one.args)
        return False

    return _anywhere(lists, context)


def keys_of(node: cst.BaseExpression, context: Context) -> cst.Call | None:
    """``ws.datasets.keys()``, the whole of it."""
    found: list[cst.Call] = []

    def asks(one: cst.CSTNode) -> bool:
        called = one.func if isinstance(one, cst.Call) else None
        if isinstance(called, cst.Attribute) and called.value is node and called.attr.value == "keys":
            assert isinstance(one, cst.Call)
            found.append(one)
        return bool(found)

    _anywhere(asks, context)
    return found[0] if found else None


def _anywhere(fits: Callable[[cst.CSTNode], bool], context: Context) -> bool:
    def within(node: cst.CSTNode) -> bool:
        return fits(node) or any(map(within, children(node)))

    return any(within(module) for _, module in context.interpreter.source)
