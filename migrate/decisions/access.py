"""How the steps of v1 read data: ``raw.as_named_input("raw").as_mount()``, which their nodes say in v2."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.inputs import NOT_USED, input_at, input_of, is_asset, is_held, ports_of
from migrate.decisions.lineage import lineage
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Manual, changed, converted, dropped
from migrate.v1.data import ACCESS, Port, as_listed, chain, data_of, origins, port_of
from migrate.v1.values import Call, Obj, objects
from migrate.v2.expressions import Attr, Expr, User

_ONLY_NAMED = "v1 mounts the data: `inputs` names it without a mode, and an argument does not say how it is read"


def access(use: Call, context: Context) -> Decision:
    """``raw.as_download()``: how one step reads the data, which its node says in v2.

    Raises:
        Manual: no step that could be converted reads the data in this way.
    """
    ports = [port for step in context.readers for port in step.uses if use.node in chain(port)]
    if not ports:
        raise Manual(NOT_USED)
    port = ports[0]
    if use.entry.name == "as_upload" and not port.intermediate:
        raise Manual("an input that is uploaded is an output in v2: Output(mode='upload')")
    fate = dropped(_ONLY_NAMED) if _is_only_named(port, context) else converted("node.inputs.<name>.mode")
    data = data_of(port.source)
    if not port.intermediate and is_held(use.node, data, context):
        return Decision(converted("Input(type, path, mode)"), input_of(data, context))
    obj = use.result
    born = port.intermediate and obj in born_as(data, context)
    if not born and _is_carried(use, port, context):
        return Decision(fate, _carried(use, port, context))
    moved = any(context.mover_of(step) is not None for step in context.readers if port in step.uses)
    if isinstance(obj, Obj) and obj.bound_to and not (moved and obj in born_as(data, context)):
        context.vanished[obj] = "in v2 the node of the step says how its input is read: `node.inputs.….mode`"
    edit = removal(use.where.statement, use.node)
    return Decision(fate, edits=(edit,) if edit is not None else ())


def _is_only_named(port: Port, context: Context) -> bool:
    """Whether ``inputs`` of the step says how the data is read, and this use of it does not."""
    steps = (step for step in context.readers if port in step.uses)
    return any(as_listed(port, step.inputs) is not port for step in steps)


def born_as(data: Obj, context: Context) -> list[Obj]:
    """What variables hold from the first in place of data: ``clean = OutputFileDatasetConfig("clean").as_upload()``."""
    made = data.call.where.statement if data.call is not None else None
    held = dict.fromkeys(obj for value in context.interpreter.references.values() for obj in objects(value))
    copies = [one for one in held if one is not data and one.call is not None and one.call.where.statement is made]
    return [one for one in copies if (port := port_of(one)) is not None and port.source is data]


def _is_carried(use: Call, port: Port, context: Context) -> bool:
    """Whether what says how the data is read goes to the step through a variable that branches or functions bind."""
    for step in context.readers:
        if port not in step.uses:
            continue
        if any(port.source in origins(one.source) and one.parts for one in step.uses):
            return True
        if (
            not port.intermediate
            and use.where.function is not step.call.where.function
            and context.mover_of(step) is None
        ):
            return True
    return False


def _carried(use: Call, port: Port, context: Context) -> Expr:
    """The input or output itself, in place of how one step reads it."""
    data, receiver = data_of(port.source), use.node.func.value if isinstance(use.node.func, cst.Attribute) else None
    if port.intermediate and receiver is not None:
        return User(receiver)
    if not data.bound_to or receiver is None:
        return input_of(data, context)
    if use is not port.calls[-1]:
        return User(receiver)
    return input_at(Attr(User(receiver), "id"), data, context) if is_asset(data, context) else User(receiver)


def selection(use: Call, context: Context) -> Decision:
    """``clean.read_delimited_files().keep_columns(…)``: which columns of the files of an output are read."""
    verb = "leaves these columns out" if use.entry.name == "drop_columns" else "takes these columns only"
    message = f"what reads the files {verb}: the script, or the file MLTable that the step before writes for AutoML"
    return replace(access(use, context), fate=changed('Output(type="mltable")', message))


def access_name(use: Call, context: Context) -> str | None:
    """The mode in which the steps read data that is accessed here."""
    steps = context.readers
    return next((port.mode for step in steps for port in step.uses if use.node in chain(port)), None)


def refuse_unused(data: Obj, context: Context) -> None:
    """A dataset that v1 code goes on to read must stay one of v1, and all that it is made of.

    Raises:
        Manual: no step that could be converted reads it.
    """
    for one in lineage(data, context):
        reads = any(call.entry.name in ACCESS and call.node not in context.in_vain for call in one.calls.values())
        if reads and not any(ports_of(one, context)):
            raise Manual(NOT_USED)
