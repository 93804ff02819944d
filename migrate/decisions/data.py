"""Datastore paths, inputs, outputs and parameters: how v1's data is named in v2."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.rule import Decision, Manual, changed, converted
from migrate.v1.data import is_data, v1_name
from migrate.v1.pipelines import PipelineModel
from migrate.v1.problems import not_followed
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Const, Obj, Value, alternatives, constant, objects, type_name
from migrate.v2.expressions import Attr, Code, Expr, Literal, Text, User, call
from migrate.v2.names import port
from migrate.v2.statements import Param

DATA_PLACE = changed("", "v2 chooses where the data is on the compute: the script gets the path as argument")
_LOOKUPS = ("azureml.core.Datastore", "azureml.core.Datastore.get")
_DEFAULTS = ("get_default_datastore", "get_default")

_FILES = frozenset(
    {".csv", ".tsv", ".txt", ".json", ".jsonl", ".parquet", ".pkl", ".joblib", ".npy", ".npz", ".h5", ".pt", ".onnx"}
    | {".zip", ".gz", ".png", ".jpg"}
)
"""Endings of a path that is surely a file's."""


def is_default(value: Value | None) -> bool:
    """Whether it can only be the workspace's default datastore."""
    found = objects(value)
    return bool(found) and len(found) == len(alternatives(value)) and all(map(_default, found))


def _default(obj: Obj) -> bool:
    return obj.call is not None and obj.call.entry.name in _DEFAULTS


def store_name(node: cst.BaseExpression, value: Value | None, context: Context) -> Expr:
    """The name of the datastore that an expression stands for, for a path ``azureml://datastores/<name>/…``.

    Raises:
        Manual: where the datastore comes from is not known.
    """
    obj = single(value)
    if (
        obj is not None
        and obj.call is not None
        and not _is_given(node, context)
        and (obj.call.symbol in _LOOKUPS or obj.call.entry.name.startswith("register_azure"))
    ):
        name = constant(obj.call.value("datastore_name") or obj.call.value("name"))
        if isinstance(name, str):
            return Literal(name)
    if objects(value):
        if not all(map(context.is_converted, objects(value))):
            raise Manual("the datastore stays one of v1")
        known = _literal_key(obj, context) if obj is not None and not _is_given(node, context) else None
        if known is not None:
            return Literal(known)
        if isinstance(node, cst.Attribute) and any(map(is_data, objects(context.value(node.value)))):
            raise Manual("which datastore this data is on is only known when the code runs: name the datastore itself")
        use = context.interpreter.uses.subscripts.get(node)
        if use is not None and use.key is not None:
            return Literal(use.key.evaluated_value) if isinstance(use.key, cst.SimpleString) else User(use.key)
        return Attr(User(node), "name")
    raise Manual(not_followed("this datastore", node, context.value(node)))


def _is_given(node: cst.BaseExpression, context: Context) -> bool:
    """Whether it is a parameter: each caller may give another one."""
    function = context.function_of(node) if isinstance(node, cst.Name) else None
    return function is not None and isinstance(node, cst.Name) and node.value in function.arguments


def _literal_key(obj: Obj, context: Context) -> str | None:
    """``sales`` for what ``ws.datastores["sales"]`` gave."""
    for use in context.interpreter.uses.subscripts.values():
        if context.value(use.node) is obj and use.key is not None:
            key = constant(context.value(use.key))
            return key if isinstance(key, str) else None
    return None


def same_store(use: AttributeUse, context: Context) -> Decision:
    """``PipelineData("clean", datastore=raw.datastore)``: the new data says by itself where it is.

    Raises:
        Manual: something else asks for the datastore.
    """
    for other in context.interpreter.uses.calls.values():
        if other.expression("datastore") is use.node and not context.decide(other).stays_v1:
            return Decision(converted("Output(path=…)", "where that is not the default datastore"))
    raise Manual("the Input and Output of v2 have no datastore: name the datastore itself")


def store_path(node: cst.BaseExpression, value: Value | None, path: Expr | None, context: Context) -> Text:
    """``azureml://datastores/<name>/paths/<path>``."""
    parts = spliced(path)
    first = parts[0].value if parts and isinstance(parts[0], Literal) else parts[0] if parts else None
    if isinstance(first, str):
        # v1 takes paths from the root of the datastore, however they begin.
        parts[0] = re.sub(r"^(?:\./+|/+)+|^\.$", "", first)
    return joined(("azureml://datastores/", store_name(node, value, context), "/paths/", *parts))


def joined(parts: Iterable[str | Expr]) -> Text:
    """The text of these parts, an f-string unless all of them are known."""
    merged: list[str | Expr] = []
    for part in parts:
        text = part.value if isinstance(part, Literal) and isinstance(part.value, str) else part
        if isinstance(text, str) and merged and isinstance(merged[-1], str):
            merged[-1] += text
        elif text is not None:
            merged.append(text)
    return Text(tuple(merged))


def spliced(expr: Expr | None) -> list[str | Expr]:
    """The parts of an f-string, so that it can become part of another one; else the expression itself."""
    if expr is None:
        return []
    if isinstance(expr, Text):
        return list(expr.parts)
    if not isinstance(expr, User) or not isinstance(expr.node, cst.FormattedString):
        return [expr]
    parts: list[str | Expr] = []
    for part in expr.node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append(part.value.replace("{{", "{").replace("}}", "}"))
        elif isinstance(part, cst.FormattedStringExpression):
            if part.conversion is not None or part.format_spec is not None or part.equal is not None:
                return [expr]
            parts.append(User(part.expression))
    return parts if "r" not in expr.node.prefix.lower() and "\\" not in "".join(map(str, parts)) else [expr]


def data_type(path: object) -> str:
    """``uri_file`` for a path that ends like a file's name, else ``uri_folder``; v1 did not say which it is."""
    return "uri_file" if isinstance(path, str) and PurePosixPath(path).suffix.lower() in _FILES else "uri_folder"


def writes_to_default(model: PipelineModel) -> bool:
    """Whether outputs of the pipeline go to the workspace's default datastore when nothing else is said."""
    argument = model.obj.argument("default_datastore")
    return argument is None or argument.value == Const(None) or is_default(argument.value)


_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


def parameter_name(obj: Obj) -> str:
    return port(v1_name(obj))


def default_constant(obj: Obj) -> cst.BaseExpression | None:
    """The default of a parameter, when it means the same wherever it is written."""
    argument = obj.argument("default_value")
    node = argument.node.value if argument is not None else None
    return node if isinstance(node, (cst.SimpleString, cst.Integer, cst.Float)) else None


def parameter_type(obj: Obj) -> str:
    """The component input's type; ``string`` when v1 code does not tell (the command gets the same text)."""
    argument = obj.argument("default_value")
    return _TYPES.get(type_name(argument.value) if argument else "", "string")


def parameter_python(obj: Obj) -> str:
    """The type that the parameter has in the pipeline function: ``float``."""
    return {v2: v1 for v1, v2 in _TYPES.items()}[parameter_type(obj)]


def function_parameter(obj: Obj, name: str) -> Param:
    """The parameter of the pipeline function that a ``PipelineParameter`` of plain text or a number becomes."""
    argument = obj.argument("default_value")
    assert argument is not None
    default: Expr = User(argument.node.value)
    if not type_name(argument.value):
        default = call(Code("str"), default)
    return Param(name, Code(parameter_python(obj)), default)
