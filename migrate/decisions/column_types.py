"""The types that v1 code gives to columns of a table: ``set_column_types={"day": DataType.to_datetime("%Y-%m-%d")}``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.v1.values import Call, Const, DictValue, ListValue, Value, constant

DATA_TYPE = "azureml.data.DataType"
_SIMPLE = {
    "to_bool": "boolean", "to_float": "float", "to_long": "int", "to_stream": "stream_info", "to_string": "string",
}  # fmt: skip
"""What a file ``MLTable`` calls them, as mltable 1.7.0 saves it."""
TYPES = (*_SIMPLE, "to_datetime")


def column_types(made: Call, context: Context) -> list[dict[str, object]]:
    """The columns and their types, as the transformation ``convert_column_types`` takes them.

    Raises:
        Manual: they are only known when the code runs.
    """
    value = made.value("set_column_types")
    if value is None or value == Const(None):
        return []
    if not isinstance(value, DictValue) or not value.complete:
        raise Manual("`set_column_types` is only known when the code runs: write a file MLTable for this data")
    return [{"columns": str(name), "column_type": _type(item.node, context)} for name, item in value.items.items()]


def is_written(node: cst.CSTNode, context: Context) -> bool:
    """Whether the type is one of those that a file ``MLTable`` has."""
    for call in context.interpreter.uses.calls.values():
        value = call.value("set_column_types")
        if isinstance(value, DictValue) and any(item.node is node for item in value.items.values()):
            return not context.decide(call).stays_v1
    return False


def _type(node: cst.BaseExpression, context: Context) -> object:
    call = context.interpreter.uses.calls.get(node) if isinstance(node, cst.Call) else None
    owner, _, name = call.symbol.rpartition(".") if call is not None else ("", "", "")
    if call is None or owner != DATA_TYPE:
        raise Manual("`set_column_types` is only known when the code runs: write a file MLTable for this data")
    if name == "to_datetime":
        return {"datetime": {"formats": _formats(call.value("formats"))}}
    if constant(call.value("decimal_mark")) not in (None, ".") or constant(call.value("escaped")):
        raise Manual("a decimal mark or escaped addresses among `set_column_types`: write a file MLTable by hand")
    return _SIMPLE[name]


def _formats(value: Value | None) -> list[str]:
    if isinstance(value, ListValue) and value.known:
        found = [constant(item.value) for item in value.items]
    else:
        found = [constant(value)]
    if not found or not all(isinstance(one, str) for one in found):
        raise Manual("MLTable wants to know how dates are written: DataType.to_datetime(formats)")
    return [str(one) for one in found]
