"""Data from outside as an input of a pipeline: ``Input(type=…, path=…, mode=…)``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.data import data_type, store_path
from migrate.decisions.dataset_versions import as_text, of_version
from migrate.decisions.lookups import lookup_of
from migrate.decisions.outputs import output_type, text_of
from migrate.decisions.removal import returned, sole_value
from migrate.decisions.rule import Manual
from migrate.decisions.tables import factory_path, factory_type, is_folder_of_files, table_folder
from migrate.decisions.tries import may_fail
from migrate.decisions.unused import is_taken
from migrate.v1.data import (
    ACCESS,
    DATA_PATH,
    DATA_PATH_BINDING,
    DATA_REFERENCE,
    DATASETS,
    FILE_DATASET,
    PIPELINE_PARAMETER,
    STORE_PATHS,
    TABULAR_DATASET,
    UNKNOWN_MODE,
    Port,
    data_of,
    made_by,
    origins,
    port_name,
    stored,
)
from migrate.v1.nodes import walk
from migrate.v1.steps import StepModel
from migrate.v1.table_methods import derivation, is_registered
from migrate.v1.values import Call, Obj, Where, constant, objects
from migrate.v2.expressions import V2, Attr, CallTo, Code, Expr, Literal, Text, User, call, method

REFERENCE_MODES = {"mount": "ro_mount", "download": "download"}
INPUT_MODES = {**REFERENCE_MODES, "direct": "direct", "hdfs": "direct"}
INPUT_VARIABLE = "AZURE_ML_INPUT_"
"""Begins the environment variable that the service sets for an input (azure-ai-ml 1.35.2: INPUT_BINDING_PREFIX).

The definition of a job, as the service gives it back, names the variable for each input (microsoft/hi-ml#756).
"""
_REGISTERED = ("register", "register_pandas_dataframe")
NOT_USED = "no pipeline that could be converted uses this data"


# What it is


def ports_of(data: Obj, context: Context) -> Iterator[Port]:
    """The uses of data from outside in the steps that are converted."""
    for step in context.readers:
        yield from (port for port in step.uses if _reads(port.source, data) and not is_either(port))


def is_either(port: Port) -> bool:
    """Whether it is data from outside, which its parts tell of, or what a step writes."""
    return port.intermediate and bool(port.parts)


def _reads(source: Obj, data: Obj) -> bool:
    """Whether a use reads the data, or may read it."""
    used = data_of(source)
    return used is data or data in used.one_of


def _origins(data: Obj, context: Context) -> tuple[Obj, ...]:
    """The data, and what a step may read in place of it."""
    found = {one: None for port in ports_of(data, context) for one in origins(data_of(port.source))}
    return tuple(found) or origins(data)


def port_type(port: Port, context: Context) -> str:
    """The type of a component's input."""
    if not port.intermediate:
        return input_type(port.source, context)
    kinds = {port_type(one, context) for one in port.parts} if is_either(port) else {output_type(port)}
    if len(kinds) > 1:
        raise Manual(f"`{port.source.name}` is {' or '.join(sorted(kinds))}, and an input of v2 has one type")
    return kinds.pop()


def input_type(obj: Obj, context: Context) -> str:
    """The type of data from outside."""
    data = data_of(obj)
    if data.symbol in DATASETS:
        return _dataset_type(data, context)
    places = [stored(one) for one in origins(data)]
    kinds = {data_type(constant(one.path_value)) if one and one.path is not None else "uri_folder" for one in places}
    if len(kinds) > 1:
        raise Manual(f"`{data.name}` is {' or '.join(sorted(kinds))}, and an input of v2 has one type")
    return kinds.pop()


def _dataset_type(data: Obj, context: Context) -> str:
    if _table_steps(data, context):
        return "mltable"
    all_origins = _origins(data, context)
    factories = [made for one in all_origins if (made := made_by(one)) is not None]
    kinds = {factory_type(made, context) for made in factories}
    if len(kinds) > 1:
        raise Manual(f"`{data.name}` is {' or '.join(sorted(kinds))}, and an input of v2 has one type")
    symbols = {one.symbol for one in all_origins}
    if kinds:
        return kinds.pop()
    if all_origins and all(one.call is not None and is_folder_of_files(one.call, context) for one in all_origins):
        return "uri_folder"
    if TABULAR_DATASET in symbols:
        return "mltable"
    if FILE_DATASET in symbols:
        return "uri_folder"
    modes = {port.mode for port in ports_of(data, context)}
    # Only the service knows what is registered. A script that gets no path reads a table.
    return "mltable" if modes and modes <= {"direct"} else "uri_folder"


def _table_steps(data: Obj, context: Context) -> list[StepModel]:
    """The steps that can read the data as a table only."""
    return [step for step in context.readers if any(_reads(source, data) for source in step.tables)]


def v1_access(port: Port) -> str:
    """How a script of v1 gets data that is no argument of its step."""
    name = port_name(port)
    if port.name is not None and not port.source.symbol.startswith("azureml.pipeline.core.PipelineData"):
        return f'run.input_datasets["{name}"] or os.environ["{name}"]'
    return f"AZUREML_DATAREFERENCE_{name}"


def input_mode(obj: Obj, context: Context) -> str:
    """The mode in which an input is read when a step does not ask for another one."""
    data = data_of(obj)
    argument = data.argument("mode") if data.symbol == DATA_REFERENCE else None
    if argument is not None:
        return REFERENCE_MODES.get(str(constant(argument.value)), "ro_mount")
    if data.call is not None and data.call.symbol in STORE_PATHS and data.call.entry.name == "as_download":
        return "download"
    if data.symbol in DATASETS or data is not obj or not data.bound_to:
        first = next((port.mode for port in ports_of(data, context) if port.mode is not None), None)
        return mode_word(first, data, context)
    return "ro_mount"


def mode_word(mode: str | None, data: Obj, context: Context) -> str:
    """v2's word; of several paths, which only a table can stand for, the files are what is mounted."""
    refuse_unknown(mode)
    word = INPUT_MODES.get(mode or "", "ro_mount")
    factories = [made for one in _origins(data, context) if (made := made_by(one)) is not None]
    if any(made.entry.name == "from_files" and factory_type(made, context) == "mltable" for made in factories):
        return {"ro_mount": "eval_mount", "download": "eval_download"}.get(word, word)
    return word


def refuse_unknown(mode: str | None) -> None:
    """Refuse a mode that no literal says.

    Raises:
        Manual: it is such a one.
    """
    if mode == UNKNOWN_MODE:
        raise Manual("how this data is read is only known when the code runs: say the mode as a literal")


def port_mode(port: Port, context: Context) -> str | None:
    """The mode that the node must ask for, because the data has another one by itself."""
    for part in (one for one in port.parts if is_either(port) and not one.intermediate):
        asked = mode_word(part.mode, data_of(part.source), context)
        if asked != input_mode(part.source, context):
            raise Manual(
                f"steps read `{data_of(part.source).name}` in several ways, and `{port.source.name}` may be it"
            )
    if port.mode is None:
        return None
    refuse_unknown(port.mode)
    if port.mode not in INPUT_MODES:
        raise Manual("an input that is uploaded is an output in v2: Output(mode='upload')")
    data = data_of(port.source)
    wanted = mode_word(port.mode, data, context)
    known = {"ro_mount"} if port.intermediate else {input_mode(one, context) for one in _made_as(port.source)}
    # What is given for a parameter need not have the mode of its default, nor that which the step asks for.
    given = port.source.symbol == PIPELINE_PARAMETER or _is_given(data, context)
    plain = not given or wanted == "ro_mount"
    return None if {wanted} == known and plain else wanted


def _made_as(source: Obj) -> tuple[Obj, ...]:
    """What is written where the data is made: one expression for all calls of the function that it stands in."""
    return source.one_of if source.symbol in DATASETS and source.call is None and source.one_of else (source,)


def _is_given(data: Obj, context: Context) -> bool:
    """Whether a function is given the dataset, and only its annotation says what it is."""
    known = data.call or data.source or data.one_of or lookup_of(data, context)
    return data.symbol in DATASETS and not known


# Where it stands in the code


@dataclass(frozen=True)
class Held:
    """The expression whose value is bound to a variable, which holds the input in v2."""

    node: cst.CSTNode
    name: str
    where: Where


def holder(data: Obj, context: Context) -> Held | None:
    """Where the data is bound to a variable: as it is, or after saying how it is read."""
    if data.bound_to:
        if data.call is not None:
            return Held(data.call.node, data.name, data.call.where)
        if data.source is not None and derivation(data) is not None:
            return Held(data.source.node, data.name, data.source.where)
        item = lookup_of(data, context)
        return Held(item.node, data.name, item.where) if item is not None else None
    for port in ports_of(data, context):
        for use in reversed(port.calls):
            bound = isinstance(use.result, Obj) and use.result.name
            if bound and sole_value(use.where.statement) is use.node and use.symbol != DATA_PATH_BINDING:
                return Held(use.node, bound, use.where)
    return None


def is_held(node: cst.CSTNode, data: Obj, context: Context) -> bool:
    """Whether this expression becomes the input: a variable holds it, or a function gives it to what reads it."""
    held = holder(data, context)
    if held is None and data.call is not None and data.call.node is node:
        return returned(data.call.where.statement) is node
    return held is not None and held.node is node


def is_made_in(node: cst.CSTNode, data: Obj, context: Context) -> bool:
    """Whether an expression finds or makes data that no variable holds."""
    item = lookup_of(data, context)
    made = data.call.node if data.call is not None else item.node if item is not None else None
    return made is not None and any(one is made for one in walk(node)) and holder(data, context) is None


def is_asset(data: Obj, context: Context) -> bool:
    """Whether a dataset is a data asset in v2: it is registered here, or used for more than to read it in a step."""
    if data.symbol not in DATASETS:
        return False
    found = _origins(data, context)
    assets = [one for one in found if _is_asset(one, context)]
    made = next((one for one in found if _is_made(one) and one not in assets), None)
    if assets and made is not None and len(found) > 1:
        if any(_is_asked(one, context) for one in found):
            raise Manual(f"`{made.name}` is registered in one branch only: only a data asset has a name")
        return False  # The variable holds an Input either way.
    return bool(assets)


def _is_asset(data: Obj, context: Context) -> bool:
    described = derivation(data)
    if described is not None:
        return is_registered(described)
    if _is_made(data):
        return data.call is not None and data.call.entry.name in _REGISTERED
    if any(one.entry.name not in ACCESS for one in data.calls.values()):
        return True
    if data.call is not None and not data.calls and may_fail(data.call.where, context):
        return True  # the code only asks whether it is there
    return _is_asked(data, context)


def _is_asked(data: Obj, context: Context) -> bool:
    """Whether the code reads an attribute of it."""
    uses = context.interpreter.uses.attributes.values()
    read = (use for use in uses if use.entry is not None and use.entry.kind != "method")
    return any(data in objects(context.value(use.node.value)) for use in read)


def _is_made(data: Obj) -> bool:
    """Whether the code itself makes the dataset, or registers it, rather than finding it in the workspace."""
    return data.call is not None and data.call.entry.name != "get_by_name"


def input_of(data: Obj, context: Context) -> CallTo:
    """``Input(type="uri_folder", path="azureml:sales@latest", mode="ro_mount")``.

    Raises:
        Manual: where the data lies is not known, or only another file reads it, where it stays v1.
    """
    elsewhere = data.call is not None and data.symbol in DATASETS and is_taken(data.call, data, context)
    if elsewhere and not any(ports_of(data, context)):
        raise Manual(NOT_USED)
    return input_at(path_of(data, context), data, context)


def input_at(path: Expr, data: Obj, context: Context, mode: str = "") -> CallTo:
    """The input for data that lies there.

    Args:
        mode: how it is read, if not in the way in which the data is by itself.
    """
    return call(
        V2("azure.ai.ml", "Input"),
        type=Literal(input_type(data, context)),
        path=path,
        mode=Literal(mode or input_mode(data, context))
        if data.symbol not in DATASETS or _is_delivered(data, context)
        else None,
    )


def _is_delivered(data: Obj, context: Context) -> bool:
    """Whether some script gets the data; how AutoML reads its tables is not for the code to say."""
    tables = _table_steps(data, context)
    used = [step for step in context.readers if any(_reads(port.source, data) for port in step.uses)]
    return any(step not in tables for step in used)


def path_of(data: Obj, context: Context) -> Expr:
    """Where data lies, as ``Input(path=…)`` takes it."""
    made = data.call
    if data.one_of:
        return Attr(Code(data.name), "id")
    described = derivation(data)
    if described is not None:
        if is_registered(described) and data.name:
            return Attr(Code(data.name), "id")
        return Literal(f"./{table_folder(data, described, context)}")
    if made is None:
        return _by_key(data, context)
    if data.symbol in (DATA_PATH, DATA_REFERENCE):
        return _on_datastore(data, context)
    if made.entry.name == "get_by_name":
        if may_fail(made.where, context):
            return Attr(data_asset(data, made.client, context), "id")
        return _by_name(made)
    if made.entry.name in _REGISTERED:
        return _registered(data, made, context)
    factory = made_by(data)
    if factory is not None:
        return factory_path(data, factory, context)
    raise Manual("where this data lies cannot be read from the code")


def _on_datastore(data: Obj, context: Context) -> Expr:
    place = stored(data)
    if place is None:
        raise Manual("which datastore this is cannot be read from the code")
    path = text_of(place.path, place.path_value) if place.path is not None else None
    return store_path(place.store, place.store_value, path, context)


def _registered(data: Obj, made: Call, context: Context) -> Expr:
    """A dataset that the code registers itself: the version that it makes of it."""
    if data.name:
        return Attr(Code(data.name), "id")
    asset = context.decide(made)
    if asset.stays_v1 or asset.expr is None:
        raise Manual("this dataset is registered in v1")
    return Attr(asset.expr, "id")


def _by_name(made: Call) -> Expr:
    name = made.expression("name")
    if name is None:
        raise Manual("which dataset this is cannot be read from the code")
    parts: list[str | Expr] = ["azureml:", text_of(name, made.value("name"))]
    return of_version(made, _joined([*parts, "@latest"]), lambda version: _joined([*parts, ":", version]))


def _by_key(data: Obj, context: Context) -> Expr:
    use = lookup_of(data, context)
    if use is None or use.key is None:
        raise Manual("where this data comes from is not known")
    return _joined(["azureml:", text_of(use.key, context.value(use.key)), "@latest"])


def _joined(parts: list[str | Expr]) -> Expr:
    merged: list[str | Expr] = []
    for part in parts:
        text = part.value if isinstance(part, Literal) and isinstance(part.value, str) else part
        if isinstance(text, str) and merged and isinstance(merged[-1], str):
            merged[-1] += text
        else:
            merged.append(text)
    return Literal(merged[0]) if len(merged) == 1 and isinstance(merged[0], str) else Text(tuple(merged))


# Assets


def data_asset(data: Obj, client: str | None, context: Context) -> Expr:
    """``ws.data.get("sales", label="latest")``."""
    made = data.call
    if made is None:
        use = lookup_of(data, context)
        if use is None or use.key is None or not isinstance(use.container, cst.Attribute):
            raise Manual("where this data comes from is not known")
        return method(User(use.container.value), "data.get", User(use.key), label=Literal("latest"))
    workspace, name = made.expression("workspace"), made.expression("name")
    if name is None:
        raise Manual("which dataset this is cannot be read from the code")
    owner = User(workspace) if workspace is not None else context.client(client)
    latest = method(owner, "data.get", User(name), label=Literal("latest"))
    return of_version(made, latest, lambda version: method(owner, "data.get", User(name), version=as_text(version)))
