"""How the steps of v1 read data: ``raw.as_named_input("raw").as_mount()``, which their nodes say in v2."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.inputs import NOT_USED, Held, holder, input_at, input_of, is_asset, is_held, mode_word, ports_of
from migrate.decisions.lineage import lineage
from migrate.decisions.removal import assigned, removal, returned, sole_value
from migrate.decisions.rule import Decision, Edit, Fate, Manual, changed, converted, dropped
from migrate.v1.data import ACCESS, CONSUMPTION, Port, as_listed, chain, data_of, origins, port_of
from migrate.v1.nodes import code_of
from migrate.v1.pipelines import PipelineModel
from migrate.v1.values import Call, Obj, objects
from migrate.v2.expressions import Attr, CallTo, Expr, IfElse, Literal, User
from migrate.v2.statements import Assign, Return

_ONLY_NAMED = "v1 mounts the data: `inputs` names it without a mode, and an argument does not say how it is read"


def access(use: Call, context: Context) -> Decision:
    """``raw.as_download()``: how one step reads the data, which its node says in v2.

    Raises:
        Manual: no step that could be converted reads the data in this way.
    """
    port = _port(use, context)
    if port is None:
        raise Manual(NOT_USED)
    if use.entry.name == "as_upload" and not port.intermediate:
        raise Manual("an input that is uploaded is an output in v2: Output(mode='upload')")
    fate = dropped(_ONLY_NAMED) if _is_only_named(port, context) else converted("node.inputs.<name>.mode")
    data = data_of(port.source)
    if not port.intermediate and is_held(use.node, data, context):
        return Decision(converted("Input(type, path, mode)"), input_of(data, context))
    obj = use.result
    born = port.intermediate and obj in born_as(data, context)
    if not born and _is_carried(use, port, context):
        given = _carried(use, port, context)
        return _said_once(use, given, fate, context) or Decision(fate, given)
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
        elsewhere = use.where.function is not step.call.where.function
        if not port.intermediate and elsewhere and not _moves(use, context.mover_of(step)):
            return True
    return False


def _moves(use: Call, mover: PipelineModel | None) -> bool:
    """Whether the use stands in what moves into the pipeline function, or in a function that is called there."""
    flow = mover.flow if mover is not None else None
    return flow is not None and use.where.function in (flow.region.scope, *flow.helpers)


def _carried(use: Call, port: Port, context: Context) -> Expr:
    """The input or output itself, in place of how one step reads it."""
    data, receiver = data_of(port.source), use.node.func.value if isinstance(use.node.func, cst.Attribute) else None
    if port.intermediate and receiver is not None:
        return User(receiver)
    if receiver is not None and _says_mode(use, port, context):
        path = Attr(User(receiver), "id" if use is port.calls[-1] and is_asset(data, context) else "path")
        return input_at(path, data, context, mode=mode_word(port.mode, data, context))
    if not data.bound_to and receiver is not None and _has(receiver, holder(data, context), context):
        return User(receiver)
    if not data.bound_to or receiver is None:
        return input_of(data, context)
    if use is not port.calls[-1]:
        return User(receiver)
    return input_at(Attr(User(receiver), "id"), data, context) if is_asset(data, context) else User(receiver)


def _says_mode(use: Call, port: Port, context: Context) -> bool:
    """Whether branches read the data in several ways, of which this call says one."""
    wholes = (one for step in context.readers for one in step.uses if port in one.parts)
    return use is port.calls[0] and any(one.has_modes for one in wholes)


def _said_once(use: Call, given: Expr, fate: Fate, context: Context) -> Decision | None:
    """``x = Input(…, mode="ro_mount" if small else "download")``, where the statement chooses between two modes.

    None where it is anything else.
    """
    line = use.where.statement
    choice, name = returned(line) or sole_value(line), assigned(line)
    if not isinstance(given, CallTo) or not isinstance(choice, cst.IfExp) or not (name or returned(line)):
        return None
    calls = [one for one in (choice.body, choice.orelse) if isinstance(one, cst.Call)]
    sides = [context.interpreter.uses.calls.get(one) for one in calls]
    known = [(one, _port(one, context)) for one in sides if one is not None]
    modes = [Literal(mode_word(port.mode, data_of(port.source), context)) for _, port in known if port is not None]
    asked = {code_of(one.node.func.value) for one, _ in known if isinstance(one.node.func, cst.Attribute)}
    if use not in sides or len(modes) < 2 or len(asked) > 1:
        return None
    said = IfElse(User(choice.test), *modes)
    value = CallTo(given.func, tuple((key, said if key == "mode" else one) for key, one in given.args))
    # Both calls come here, and the statement is written once.
    edit = Edit(line, instead=(Assign(name, value) if name else Return(value),))
    return Decision(fate, edits=(edit,) if use is sides[0] else ())


def _port(use: Call, context: Context) -> Port | None:
    """The use of data by a step to which the call belongs."""
    return next((port for step in context.readers for port in step.uses if use.node in chain(port)), None)


def _has(variable: cst.BaseExpression, held: Held | None, context: Context) -> bool:
    """Whether a variable has what says how the data is read, which is the input in v2."""
    if held is None or not isinstance(variable, cst.Name):
        return False
    found = objects(context.value(variable))
    return len(found) == 1 and found[0].call is not None and found[0].call.node is held.node


def selection(use: Call, context: Context) -> Decision:
    """``clean.read_delimited_files().keep_columns(…)``: which columns of the files of an output are read."""
    verb = "leaves these columns out" if use.entry.name == "drop_columns" else "takes these columns only"
    message = f"what reads the files {verb}: the script, or the file MLTable that the step before writes for AutoML"
    return replace(access(use, context), fate=changed('Output(type="mltable")', message))


def access_name(use: Call, context: Context) -> str | None:
    """The mode in which the steps read data that is accessed here."""
    port = _port(use, context)
    return port.mode if port is not None else None


def refuse_unused(data: Obj, context: Context) -> None:
    """A dataset that v1 code goes on to read must stay one of v1, and all that it is made of.

    Raises:
        Manual: no step that could be converted reads it.
    """
    consumed = [call for call in context.interpreter.uses.calls.values() if call.symbol == CONSUMPTION]
    for one in lineage(data, context):
        read = [call for call in one.calls.values() if call.entry.name in ACCESS]
        read += [call for call in consumed if one in objects(call.value("dataset"))]
        if any(call.node not in context.in_vain for call in read) and not any(ports_of(one, context)):
            raise Manual(NOT_USED)
