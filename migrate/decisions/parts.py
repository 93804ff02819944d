"""Objects that only hold settings of a step: nothing is left of them where v1 made them."""

from __future__ import annotations

import libcst as cst
import libcst.matchers as m

from migrate.decisions.context import Context
from migrate.decisions.part_comments import with_comments
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Edit, Manual, converted
from migrate.decisions.unused import is_unused, unused
from migrate.v1.values import Call, DictValue, Obj, SetEvent, alternatives, objects


def part_made(use: Call, context: Context, v2: str) -> Decision:
    """What becomes of the statement that makes such an object.

    Args:
        v2: what it becomes, for the report.

    Raises:
        Manual: no step that could be converted uses it.
    """
    obj = use.result
    assert isinstance(obj, Obj)
    kind = obj.symbol.rpartition(".")[2]
    edit = removal(use.where.statement, use.node)
    if is_unused(use, context):
        return unused(use, f"nothing uses this {kind}")
    if not is_part(obj, context):
        entry = use.entry
        advice = f"{entry.v2}: {entry.note}" if entry.v2 and entry.note else entry.v2 or entry.note
        raise Manual(advice or f"no step that could be converted uses this {kind}")
    if obj.bound_to:
        context.vanished[obj] = f"`{obj.name}` has become part of {v2}"
    return Decision(converted(v2), edits=(with_comments(edit, use, context),) if edit is not None else ())


def spent_settings(use: Call, context: Context, name: str = "**") -> tuple[Edit, ...]:
    """Remove the dictionary of ``**settings`` when nothing else reads it; its items have become keywords.

    Args:
        name: the argument that the dictionary is.
    """
    given = use.arguments.get(name)
    value = given.value if given is not None else None
    if given is None or not isinstance(value, DictValue) or not isinstance(given.node.value, cst.Name):
        return ()
    if not all(isinstance(one, cst.SimpleStatementLine) and len(one.body) == 1 for one in value.statements):
        return ()
    own = {name for statement in value.statements for name in m.findall(statement, m.Name())}
    found = {node for node, known in context.interpreter.references.items() if value in alternatives(known)}
    if not found <= {*own, given.node.value}:
        return ()
    return tuple(Edit(statement, instead=()) for statement in value.statements)


def is_part(obj: Obj, context: Context) -> bool:
    """Whether a converted step holds the object, or something that is a part of one."""
    parts = [part for step in context.readers for part in step.parts]
    for part in parts:
        if part is obj:
            return True
        if part.call is not None:
            parts += [one for value in part.call.arguments.values() for one in objects(value.value) if one not in parts]
    return False


def part_set(obj: Obj, event: SetEvent, context: Context) -> tuple[Edit, ...]:
    """Remove what is set on such an object.

    Raises:
        Manual: no step that could be converted uses it.
    """
    if not is_part(obj, context):
        raise Manual(f"no step that could be converted uses this {obj.symbol.rpartition('.')[2]}")
    return (Edit(event.where.statement, instead=()),)
