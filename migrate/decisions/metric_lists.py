"""Metrics of a run that code takes for lists: v1 gives all values of what was logged often, mlflow the last one."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context, plain_name, receiver_of
from migrate.decisions.removal import assigned, sole_value
from migrate.v1.nodes import walk
from migrate.v1.values import Call
from migrate.v2.expressions import V2, Attr, Chosen, Code, Expr, User, call, method

_OF_LISTS = frozenset({"max", "min", "sum", "len", "sorted", "list", "enumerate", "set", "reversed", "tuple"})
_OF_ARRAYS = frozenset({"array", "asarray", "mean", "max", "min", "argmax", "argmin", "std", "plot", "DataFrame"})


def give_lists(use: Call, job: Expr, context: Context) -> bool:
    """Put the history of a metric where the code needs a list; whether there is such a place.

    Args:
        use: the call that gives the metrics.
        job: the job that is asked, which can be asked again in those places.
    """
    taken = list(_taken(use, context))
    if not taken:
        return False
    listed = {one for _, module in context.interpreter.source for node in walk(module) for one in _lists(node)}
    found = [(node, name) for node, name in taken if node in listed]
    client = call(Attr(V2("mlflow"), "MlflowClient"))
    for node, name in found:
        history = method(client, "get_metric_history", Attr(job, "name"), User(name))
        context.replacements[node] = Chosen(Code("metric.value"), (("metric", history),))
    return bool(found)


def _taken(use: Call, context: Context) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression]]:
    """The expressions that take one metric, with its name."""
    name, function = assigned(use.where.statement), use.where.function
    bound = name is not None and sole_value(use.where.statement) is use.node
    alone = bound and all(len(context.bound.places(one, function)) <= 1 for one in (str(name), _variable(use)))
    for _, module in context.interpreter.source:
        for node in walk(module):
            metrics, key = _item(node)
            if metrics is None or key is None or not isinstance(node, cst.BaseExpression):
                continue
            read = isinstance(metrics, cst.Name) and metrics.value == name
            if metrics is use.node or (alone and read and _is_in(metrics, function, context)):
                yield node, key


def _variable(use: Call) -> str:
    receiver = receiver_of(use)
    return (plain_name(receiver) or "") if receiver is not None else ""


def _is_in(name: cst.BaseExpression, function: object, context: Context) -> bool:
    return isinstance(name, cst.Name) and context.function_of(name) is function


def _item(node: cst.CSTNode) -> tuple[cst.BaseExpression | None, cst.BaseExpression | None]:
    """``metrics`` and ``"loss"`` of ``metrics["loss"]`` and ``metrics.get("loss")``."""
    if isinstance(node, cst.Subscript) and len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Index):
        return node.value, node.slice[0].slice.value
    asked = isinstance(node, cst.Call) and len(node.args) == 1 and node.args[0].keyword is None
    if asked and isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value == "get":
        return node.func.value, node.args[0].value
    return None, None


def _lists(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What has to be a list in the node."""
    if isinstance(node, (cst.For, cst.CompFor)):
        yield node.iter
    elif isinstance(node, cst.Subscript):
        yield node.value
    elif isinstance(node, cst.Comparison):
        yield from (one.comparator for one in node.comparisons if isinstance(one.operator, (cst.In, cst.NotIn)))
    elif isinstance(node, cst.Call):
        plain = isinstance(node.func, cst.Name) and node.func.value in _OF_LISTS
        array = isinstance(node.func, cst.Attribute) and node.func.attr.value in _OF_ARRAYS
        if (plain and len(node.args) == 1) or array:
            yield from (one.value for one in node.args)
