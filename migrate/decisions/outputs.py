"""What a step writes for others: ``PipelineData`` and the output configurations, as outputs of a component."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrate.decisions.annotations import is_annotation
from migrate.decisions.context import Context
from migrate.decisions.data import is_default, spliced, store_path, writes_to_default
from migrate.decisions.held import holding
from migrate.decisions.misplaced import sees
from migrate.decisions.removal import removal, sole_value
from migrate.decisions.rule import Decision, Edit, Manual, changed, converted, dropped
from migrate.decisions.unused import is_taken
from migrate.v1.data import (
    OUTPUT_HDFS,
    OUTPUT_LINKS,
    OUTPUT_TABLE,
    PIPELINE_DATA,
    REGISTERING,
    Port,
    in_messages,
    origins,
    v1_name,
)
from migrate.v1.pipelines import PipelineModel
from migrate.v1.stand_in import is_foreign
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Call, Const, ListValue, Obj, Value, constant, objects
from migrate.v2 import components, names
from migrate.v2.expressions import V2, Code, Expr, Literal, Text, User

_OWN = "azureml/${{name}}/${{output_name}}"
"""A folder that is new in each run, which the service makes by itself on the default datastore."""
_TOKENS = {"{run-id}": "${{name}}", "{output-name}": "${{output_name}}"}
"""Parts of a destination that v1 fills in, and those of v2 (how-to-manage-inputs-outputs-pipeline)."""
OUTPUT_VARIABLE = "AZURE_ML_OUTPUT_"
"""Begins the environment variable that the service sets for an output."""
TABLE = "mltable"
REGISTERED_ALWAYS = "v2 registers the output also when the step fails"
_NO_STORE = "v2 has no datastores of this kind: the output goes to the default datastore"
OUTPUT_PLACE = changed("", "v2 chooses where the output is on the compute: the script gets the path as argument")
COLUMNS_SELECTED = changed("", "what reads the files chooses the columns")
TABLE_FILE = (
    "v2 reads how to parse the files from a file MLTable beside them: the script that writes them saves one with "
    "mltable.from_delimited_files(…).save(path), or mltable.from_parquet_files"
)


def output_type(port: Port) -> str:
    """v1 describes how to read an output as a table; v2 reads that from a file ``MLTable`` in it."""
    if port.source.symbol == PIPELINE_DATA:
        return "uri_folder"  # v1 reads it as a table where it is used
    return TABLE if port.tabular or port.source.symbol == OUTPUT_TABLE else "uri_folder"


def output_port(port: Port, name: str, default: bool, context: Context) -> components.Port:
    """The component output that data written by a step becomes.

    Args:
        default: whether the pipeline writes to the workspace's default datastore when nothing else is said.

    Raises:
        Manual: v2 has no such output.
    """
    data = port.source
    holder = _holder(data, context)
    if holder is not None:
        context.refuse_staying(one.call for one in origins(data))
        return components.Port(name, output_type(port), held=Code(holder))
    return described(port, name, default, context)


def described(port: Port, name: str, default: bool, context: Context) -> components.Port:
    """The same, wherever it is held."""
    data = port.source
    if data.symbol in OUTPUT_LINKS:
        raise Manual("v2 cannot link an output to data that is there already: write the data to the output")
    if data.call is None:
        raise Manual("where this output comes from is not known")
    if data.symbol == OUTPUT_HDFS:
        mode: str | None = "direct"
    else:
        mode = _output_mode(port, data.call)
    return components.Port(
        name,
        output_type(port),
        mode=mode,
        path=None if is_foreign(data) else _path(data.call, default, context),
        asset=_asset(port, context),
    )


def _holder(data: Obj, context: Context) -> str | None:
    """The variable that holds the output where a pipeline is made, when other places make it.

    Raises:
        Manual: several variables do.
    """
    found = set()
    for model in context.pipelines.values():
        if not model.convertible or model.flow is not None or model.producer(data) is None:
            continue
        here = data.call is not None and (sees(model.call.where, data.call.where) or not _is_elsewhere(data, model))
        held = None if here else holding(data, model.call.where, model.steps, context.interpreter)
        found.add(held.name if held is not None else None)
    if len(found) > 1:
        raise Manual(f"{in_messages(data)} is made in another function for several pipelines")
    return found.pop() if found else None


def _is_elsewhere(data: Obj, model: PipelineModel) -> bool:
    """Whether another function makes it than the one that makes the pipeline."""
    return data.call is None or data.call.where.function is not model.call.where.function


def held_output(data: Obj, context: Context) -> Expr | None:
    """``Output(type="uri_folder", path=…)`` in place of data that a variable holds for a step made elsewhere.

    Raises:
        Manual: what writes it, or how, is not the same everywhere.
    """
    found: list[tuple[Port, bool, bool]] = []
    for step in context.converted_steps:
        for port in step.outputs:
            if data in origins(port.source) and _holder(port.source, context) is not None:
                models = context.pipelines_of(step)
                file = step.single_file is port.source
                found.append((port, file, all(writes_to_default(model) for model in models)))
    if not found:
        return None
    if len({(file, default, output_type(port), port.calls) for port, file, default in found}) > 1:
        raise Manual(f"{in_messages(data)} is written in several ways")
    port, file, default = found[0]
    if port.source in {one for step in context.converted_steps for one in (*step.tables, *step.best, *step.models)}:
        raise Manual(f"{in_messages(data)} is made in another function than the step that writes it")
    made = described(replace(port, source=data), "", default, context)
    return replace(made, type="uri_file" if file else made.type).expr("Output")


_OUTPUT = V2("azure.ai.ml", "Output")


def output_annotation(use: ReferenceUse, context: Context) -> Decision:
    """The class of what a variable holds, or a function is given or returns, in place of data that a step writes.

    Raises:
        Manual: it is no annotation, or some of the data stays v1.
    """
    if _is_explained(use):
        return Decision(changed("help(Output)", "what the steps write is described by this class in v2"), _OUTPUT)
    calls = [call for call in context.interpreter.uses.calls.values() if _is_a(call, use.symbol, context)]
    if not is_annotation(use.node, context) or not calls or any(context.decide(call).stays_v1 for call in calls):
        raise Manual("what the steps write is no object of its own in v2: node.outputs.<name>")
    return Decision(converted("Output"), _OUTPUT)


def _is_explained(use: ReferenceUse) -> bool:
    """Whether the statement is ``help(OutputFileDatasetConfig)``."""
    value = sole_value(use.where.statement)
    asked = isinstance(value, cst.Call) and isinstance(value.func, cst.Name) and value.func.value == "help"
    return asked and isinstance(value, cst.Call) and [one.value for one in value.args] == [use.node]


def _is_a(call: Call, symbol: str, context: Context) -> bool:
    made = call.result.symbol if isinstance(call.result, Obj) else ""
    return made == symbol or context.catalogue.is_subclass(made, symbol)


def _output_mode(port: Port, made: Call) -> str | None:
    asked = port.last("as_upload", "as_mount")
    if asked is not None and asked.symbol.startswith("azureml.data."):
        return "upload" if asked.entry.name == "as_upload" else None
    given = made.value("output_mode") or made.value("bind_mode")
    if given is not None and not isinstance(given, Const):
        raise Manual("how this data is written is only known when the code runs: say the mode as a literal")
    return "upload" if constant(given) == "upload" else None


def _asset(port: Port, context: Context) -> Expr | None:
    """The name under which the output is registered."""
    call = port.last(*REGISTERING)
    node = call.expression("name") if call is not None else None
    return None if node is None else text_of(node, call.value("name") if call else None)


def text_of(node: cst.BaseExpression, value: Value | None) -> Expr:
    """A text of the user's: a literal where it is one, otherwise as it is written."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)) and isinstance(constant(value), str):
        return Literal(constant(value))
    return User(node)


def _path(made: Call, default: bool, context: Context) -> Expr | None:
    destination = made.value("destination")
    if "destination" in made.arguments and destination != Const(None):
        return _destination(made, destination, default, context)
    store, value = made.expression("datastore"), made.value("datastore")
    if store is None or value == Const(None) or (default and is_default(value)):
        return None
    return store_path(store, value, Literal(_OWN), context)


def own_name(data: Obj) -> str | None:
    """The name of an output that is written where the service puts it, which is also that of its only file."""
    name = v1_name(data)
    placed = data.call is None or data.call.value("destination") not in (None, Const(None))
    return None if placed or not name else names.port(name)


def _destination(made: Call, value: Value | None, default: bool, context: Context) -> Expr | None:
    node = made.expression("destination")
    assert node is not None
    if isinstance(value, ListValue):
        if not value.known or len(value.items) != 2:
            raise Manual("where this output is written is only known when the code runs")
        (store, store_value), (path, path_value) = ((item.node, item.value) for item in value.items)
        return with_tokens(store_path(store, store_value, text_of(path, path_value), context))
    if not objects(value):
        raise Manual("where this output is written is only known when the code runs")
    return None if default and is_default(value) else store_path(node, value, Literal(_OWN), context)


def with_tokens(path: Text) -> Text:
    """A path with the placeholders of v2 in place of those of v1."""
    parts: list[str | Expr] = []
    for part in path.parts:
        for piece in [part] if isinstance(part, str) else spliced(part):
            if isinstance(piece, str):
                for v1, v2 in _TOKENS.items():
                    piece = piece.replace(v1, v2)
            parts.append(piece)
    return Text(tuple(parts))


def pipeline_output(obj: Obj) -> Expr | None:
    """The name under which the pipeline gives an output back."""
    argument = obj.argument("pipeline_output_name")
    if argument is None or argument.value == Const(None):
        return None
    text = text_of(argument.node.value, argument.value)
    return Literal(names.port(str(text.value))) if isinstance(text, Literal) else text


def is_moved(data: Obj, context: Context) -> bool:
    """Whether the data is bound to its variable where the step is made that writes it."""
    return any(context.mover_of(step) is not None for step in context.converted_steps if step.produces(data))


def written(use: Call, context: Context) -> Decision:
    """Data that one step writes: nothing is left where v1 described it.

    Raises:
        Manual: no step that could be converted uses it.
    """
    data = use.result
    assert isinstance(data, Obj)
    held = held_output(data, context)
    if held is not None:
        return Decision(converted("Output(type, path)"), held)
    edit = removal(use.where.statement, use.node)
    if edit is not None and data.bound_to and not (context.references_to(data) or is_taken(use, data, context)):
        return Decision(dropped("nothing uses this data"), edits=(edit,))
    if not any(port.source is data for step in context.readers for port in step.uses):
        raise Manual("no pipeline that could be converted uses this data")
    if not is_moved(data, context):
        context.vanished[data] = f"`{data.name}` is now an output of the step that writes it: `node.outputs.…`"
    edits: tuple[Edit, ...] = (edit,) if edit is not None else ()
    fates = {"datastore": changed("", _NO_STORE)} if is_foreign(data) else {}
    return Decision(converted('Output(type="uri_folder") and node.outputs'), edits=edits, arguments=fates)


def is_output_asked(data: Obj, asked: Call) -> bool:
    """Is it this output that a run is asked for, by its name in the pipeline or in the step?"""
    argument = data.argument("pipeline_output_name" if asked.entry.name == "get_pipeline_output" else "name")
    said = constant(next((one.value for one in asked.arguments.values()), None))
    return argument is not None and said is not None and constant(argument.value) == said
