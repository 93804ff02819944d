"""Objects that one variable may hold: all of them become v2, or none."""

from __future__ import annotations

from functools import cached_property

from migrate.v1.interpreter import Interpreter
from migrate.v1.values import Call, Container, Obj, Value, alternatives, objects


def makers(obj: Obj) -> list[Call]:
    """What made an object: a call, or the call that gave the collection it is from or the object that has this."""
    kept = obj.keeper.call if obj.keeper is not None and obj.call is None else None
    return [call for call in (obj.call, obj.source, kept) if call is not None]


class Mates:
    """What a variable may hold instead of an object, over all of a file."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter

    @cached_property
    def _joined(self) -> dict[Obj, set[Obj]]:
        """For each object those that the same variable may hold instead."""
        joined: dict[Obj, set[Obj]] = {}
        for value in (*self._interpreter.references.values(), *self._interpreter.module.variables.values()):
            found = objects(value)
            for one in found if len(found) > 1 else ():
                joined.setdefault(one, set()).update(found)
        return joined

    @cached_property
    def _taken(self) -> dict[Call, set[Obj]]:
        """By call that gives a collection the items that are taken out of it."""
        taken: dict[Call, set[Obj]] = {}
        for use in self._interpreter.uses.subscripts.values():
            for one in alternatives(self._interpreter.values.get(use.container)):
                if isinstance(one, Container) and one.call is not None:
                    taken.setdefault(one.call, set()).update(objects(self._interpreter.values.get(use.node)))
        return taken

    def of_value(self, value: Value | None) -> list[Obj]:
        """What a variable may hold instead of each object that the value may be."""
        return [mate for obj in objects(value) for mate in self._joined.get(obj, ())]

    def of_call(self, call: Call) -> list[Obj]:
        """What a variable may hold instead of the result of a call or an item of it, in source order.

        What is made of the result itself (``data = data.register(…)``) is decided on after it.
        """
        own = set(objects(call.result)) or self._taken.get(call, set())
        mates = {mate for obj in own for mate in self._joined.get(obj, ())} - own
        mates = {one for one in mates if own.isdisjoint(objects(one.call.receiver if one.call else None))}
        return sorted(mates, key=lambda one: one.call.where.order if one.call else (0, 0, 0))
