"""What v1 raises at once and v2 only later: code in a ``try`` whose handlers go another way."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.v1.nodes import children
from migrate.v1.values import Call, Where


def may_fail(where: Where, context: Context) -> bool:
    """Whether the code goes another way when this raises: ``try: … except UserErrorException: …``.

    Then something has to be looked up there. A reference such as ``azureml:name@latest`` is only resolved later, and
    a client is made without asking the service. A handler that only tells of the error is no other way.
    """
    calls = context.interpreter.uses.calls

    def goes_on(node: cst.CSTNode) -> bool:
        return node in calls or isinstance(node, (cst.Assign, cst.AnnAssign)) or any(map(goes_on, children(node)))

    trees = (node for node, tried in context.interpreter.source.tries.items() if where.statement in tried)
    return any(any(map(goes_on, node.handlers)) for node in trees)


def tried(handler: cst.ExceptHandler, context: Context) -> list[Call]:
    """The calls of v1 whose errors the handler catches."""
    trees = [tried for node, tried in context.interpreter.source.tries.items() if handler in node.handlers]
    calls = context.interpreter.uses.calls.values()
    return [call for tried in trees for call in calls if call.where.statement in tried]
