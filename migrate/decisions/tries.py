"""What v1 raises at once and v2 only later: code in a ``try`` whose handlers go another way."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.v1.values import Call, Where


def may_fail(where: Where, context: Context) -> bool:
    """Whether the code goes another way when this raises: ``try: … except UserErrorException: …``.

    Then something has to be looked up there. A reference such as ``azureml:name@latest`` is only resolved later, and
    a client is made without asking the service. A handler that only tells of the error is no other way.
    """
    calls = context.interpreter.uses.calls

    def goes_on(node: cst.CSTNode) -> bool:
        return node in calls or isinstance(node, (cst.Assign, cst.AnnAssign)) or any(map(goes_on, node.children))

    return any(
        _holds(node.body, where.statement) and any(map(goes_on, node.handlers))
        for _, module in context.interpreter.source
        for node in _tries(module)
    )


def tried(handler: cst.ExceptHandler, context: Context) -> list[Call]:
    """The calls of v1 whose errors the handler catches."""
    trees = (node for _, module in context.interpreter.source for node in _tries(module) if handler in node.handlers)
    return [
        call
        for tree in trees
        for call in context.interpreter.uses.calls.values()
        if _holds(tree.body, call.where.statement)
    ]


def _holds(node: cst.CSTNode, wanted: cst.CSTNode) -> bool:
    return node is wanted or any(_holds(child, wanted) for child in node.children)


def _tries(node: cst.CSTNode) -> Iterator[cst.Try]:
    if isinstance(node, cst.Try):
        yield node
    for child in node.children:
        yield from _tries(child)
