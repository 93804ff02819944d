"""What v1 raises at once and v2 only later: code in a ``try`` whose handlers go another way."""

from __future__ import annotations

from collections.abc import Collection

import libcst as cst

from migrate.decisions.context import Context
from migrate.v1.nodes import children
from migrate.v1.values import Call, Where, constant


def may_fail(where: Where, context: Context) -> bool:
    """Whether the code goes another way when this raises: ``try: … except UserErrorException: …``.

    Then something has to be looked up there. A reference such as ``azureml:name@latest`` is only resolved later, and
    a client is made without asking the service. A handler that only tells of the error is no other way, unless the
    body says in a variable, or the ``else``, that nothing was wrong.
    """
    trees = ((node, body) for node, body in context.interpreter.source.tries.items() if where.statement in body)
    return any(
        node.orelse is not None or _flags(body, context) or any(_goes_on(handler, context) for handler in node.handlers)
        for node, body in trees
    )


_OTHER_WAY = (cst.Assign, cst.AnnAssign, cst.AugAssign, cst.Continue, cst.Break)


def _goes_on(node: cst.CSTNode, context: Context) -> bool:
    if isinstance(node, _OTHER_WAY) or node in context.interpreter.uses.calls:
        return True
    if isinstance(node, cst.Return) and node.value is not None:
        return True
    return any(_goes_on(child, context) for child in children(node))


def _flags(body: Collection[cst.CSTNode], context: Context) -> bool:
    """Whether a variable has a constant as value that says how the body went: it has another one elsewhere."""
    made = [node for node in body if isinstance(node, cst.Assign) and constant(context.value(node.value)) is not None]
    flags = {target.target.value for node in made for target in node.targets if isinstance(target.target, cst.Name)}
    return bool(flags) and any(node.value in flags and node not in body for node in context.interpreter.bindings)


def tried(handler: cst.ExceptHandler, context: Context) -> list[Call]:
    """The calls of v1 whose errors the handler catches."""
    trees = [tried for node, tried in context.interpreter.source.tries.items() if handler in node.handlers]
    calls = context.interpreter.uses.calls.values()
    return [call for tried in trees for call in calls if call.where.statement in tried]
