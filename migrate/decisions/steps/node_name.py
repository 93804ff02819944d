"""What the node of a step is called that a loop or a function makes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.naming import base_name
from migrate.v1.steps import StepModel
from migrate.v1.values import Const, Value, alternatives, type_name
from migrate.v2.expressions import V2, Expr, Literal, Text, User, method


def node_name(step: StepModel, context: Context) -> Expr | None:
    """The step's name as the name of a node; None when all steps that are made here share one."""
    argument = step.argument("name")
    if argument is None or argument.value == Const(None) or isinstance(argument.node.value, cst.SimpleString):
        return None
    node = argument.node.value
    parts = list(_parts(node, context))
    head = parts[0][0] if parts and parts[0][0] is not None else ""
    if all(text is not None or safe for text, _, safe in parts):
        text = Text(tuple(_sane(one) if one is not None else expr for one, expr, _ in parts))
        if re.match(r"[a-zA-Z_]", head):
            return text
    expr: Expr = User(node)
    if not re.match(r"[a-zA-Z_]", head):
        prefix = base_name(step)
        expr = Text((f"{prefix}_", User(node)))
    return method(V2("re", ""), "sub", Literal("[^a-z0-9_]+"), Literal("_"), method(expr, "lower"))


def _parts(node: cst.BaseExpression, context: Context) -> Iterator[tuple[str | None, Expr, bool]]:
    """The pieces of a text: literal, or an expression and whether its value fits into a name."""
    if isinstance(node, cst.FormattedString):
        for part in node.parts:
            if isinstance(part, cst.FormattedStringText):
                yield part.value, Literal(part.value), True
            elif isinstance(part, cst.FormattedStringExpression):
                plain = part.conversion is None and part.format_spec is None
                yield None, User(part.expression), plain and _fits(context.value(part.expression))
    elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        yield from _parts(node.left, context)
        yield from _parts(node.right, context)
    elif isinstance(node, cst.Call) and _template(node) is not None:
        template = _template(node) or ""
        pieces = template.split("{}")
        for place, piece in enumerate(pieces):
            if piece:
                yield piece, Literal(piece), True
            if place < len(node.args):
                value = node.args[place].value
                yield None, User(value), _fits(context.value(value))
    elif isinstance(node, cst.SimpleString):
        yield str(node.evaluated_value), Literal(node.evaluated_value), True
    else:
        yield None, User(node), _fits(context.value(node))


def _template(node: cst.Call) -> str | None:
    """The text of ``"train-{}".format(region)``, when it has a plain field for each argument."""
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "format":
        return None
    text = node.func.value.evaluated_value if isinstance(node.func.value, cst.SimpleString) else None
    if not isinstance(text, str) or any(argument.keyword is not None or argument.star for argument in node.args):
        return None
    fields = text.count("{}")
    plain = text.count("{") == text.count("}") == fields == len(node.args)
    return text if plain else None


def _fits(value: Value | None) -> bool:
    if type_name(value) == "int":
        return True
    found = alternatives(value)
    texts = [one.value if isinstance(one, Const) else None for one in found]
    return bool(texts) and all(isinstance(one, str) and re.fullmatch("[a-z0-9_]+", one) for one in texts)


def _sane(text: str) -> str:
    return re.sub("[^a-z0-9_]+", "_", text.lower())
