"""What methods and functions of Python do with lists and dictionaries."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrate.v1.calling import Calling
from migrate.v1.values import UNKNOWN, Const, Container, DictValue, ListValue, Value, alternatives, objects


class Lists(Calling):
    """Follows what is done to lists and dictionaries, and what is made of them."""

    def _copy(self, node: cst.Call, original: ListValue) -> ListValue:
        copied = self.list_at(node)
        self.extend(copied, original, node)
        return copied

    def values_of(self, node: cst.Call, original: DictValue) -> ListValue:
        found = self.list_at(node)
        for item in original.items.values():
            found.put(item.value, item.node, item.conditional, item.blocks)
        return found

    def built_in(self, node: cst.Call, name: str, arguments: list[tuple[cst.Arg, Value]]) -> Value | None:
        """What a function of Python makes of lists; None when it is another one, or gets something else."""
        if any(argument.keyword is not None or argument.star for argument, _ in arguments):
            return None
        given = [value for _, value in arguments if isinstance(value, ListValue)]
        if name in ("list", "tuple") and not arguments:
            return self.list_at(node)
        if name == "dict" and not arguments:
            return self.dict_at(node)
        if not given or len(given) < len(arguments):
            return None
        if name in ("list", "tuple") and len(given) == 1:
            return self._copy(node, given[0])
        if name == "itertools.chain":
            return self._chained(node, given)
        if name in ("sum", "itertools.chain.from_iterable") and given[0].known:
            rows = [item.value for item in given[0].items]
            lists = [one for one in rows if isinstance(one, ListValue)]
            if len(lists) == len(rows):
                return self._chained(node, [*given[1:], *lists])
        return None

    def _chained(self, node: cst.Call, lists: list[ListValue]) -> ListValue:
        joined = self.list_at(node)
        for one in lists:
            self.extend(joined, one, node)
        return joined

    def call_list(
        self, node: cst.Call, receiver: ListValue, method: str, arguments: list[tuple[cst.Arg, Value]]
    ) -> Value:
        if method == "copy":
            return self._copy(node, receiver)
        conditional = self.may_not_run(receiver)
        receiver.statements[self.statement] = None
        if method in ("append", "insert") and arguments:
            argument, value = arguments[-1]
            known = len(receiver.items)
            receiver.put(value, argument.value, conditional, self.blocks_for(receiver))
            if method == "insert" and receiver.known and arguments[0][1] == Const(0):
                if len(receiver.items) > known:
                    receiver.items.insert(0, receiver.items.pop())
            else:
                receiver.complete = receiver.complete and method == "append"
                receiver.mixed = receiver.mixed or method == "insert"
        elif method == "extend" and arguments:
            self.extend(receiver, arguments[0][1], arguments[0][0].value)
        elif method not in ("index", "count"):
            receiver.complete = False
            receiver.mixed = True
        return UNKNOWN

    def call_container(self, node: cst.Call, receiver: Container, method: str) -> Value:
        """What a method of a dictionary that the SDK returned gives."""
        if method == "get" and len(node.args) == 1 and isinstance(node.func, cst.Attribute):
            self.note_subscript(node, node.func.value, receiver)
            return self.element_of(receiver, node)
        kind = {"values": "list", "items": "items"}.get(method)
        return replace(receiver, kind=kind, place=node) if kind is not None else UNKNOWN


def may_change(arguments: list[tuple[cst.Arg, Value]]) -> None:
    """What an unknown function is given: it may add steps or data to a list, or what the list is there for."""
    for _, value in arguments:
        for one in alternatives(value):
            if isinstance(one, ListValue) and all(objects(item.value) for item in one.items):
                one.complete, one.mixed = False, True
