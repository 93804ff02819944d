"""What methods and functions of Python do with lists and dictionaries."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrate.v1.indirect import Indirect
from migrate.v1.literals import ANY_KEY
from migrate.v1.values import (
    UNKNOWN,
    Const,
    Container,
    DictValue,
    Foreign,
    Function,
    Item,
    ListValue,
    Obj,
    Unknown,
    Value,
    alternatives,
    join,
    objects,
)
from migrate.v1.written import sole_value

_SAME = frozenset({"sorted"})
_ONE = frozenset({"max", "min", "next"})
_BY_ELEMENT = frozenset({"filter", "map", "max", "min", "sorted"})


class Lists(Indirect):
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

    def evaluated(self, node: cst.Call, callee: Value) -> list[tuple[cst.Arg, Value]]:
        """The arguments of a call; a function without a name that takes the elements of one of them comes last."""
        values = {one: self.eval(one.value) for one in node.args if not isinstance(one.value, cst.Lambda)}
        collection = self._taken(node, callee, list(values.values()))
        element = self.element(collection or UNKNOWN)
        taken = element if isinstance(collection, ListValue) and objects(element) else listed(element)
        if isinstance(callee, Foreign) and callee.dotted == "map" and len(values) == 2:
            function, mapped = values.values()
            self.mapped(function, self.element(mapped))
        for one in node.args:
            if isinstance(one.value, cst.Lambda):
                if taken is not None and len(one.value.params.params) == 1:
                    self.taken[one.value] = {one.value.params.params[0].name.value: taken}
                values[one] = self.eval(one.value)
        return [(one, values[one]) for one in node.args]

    def _taken(self, node: cst.Call, callee: Value, values: list[Value]) -> Value | None:
        """The collection whose elements go to the ``key`` or to the function that filters or maps them."""
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "sort":
            return self.values.get(node.func.value)
        if isinstance(callee, Foreign) and callee.dotted in _BY_ELEMENT and values:
            return values[0]
        return None

    def picked(self, name: str, arguments: list[tuple[cst.Arg, Value]]) -> Value | None:
        """What ``max(runs, key=…)`` or ``next(…)`` gives of a collection that the SDK returned."""
        values = [value for _, value in arguments]
        if name == "filter" and len(values) == 2:
            return values[1] if listed(self.element(values[1])) is not None else None
        found = listed(self.element(values[0])) if values else None
        if found is None or name not in _SAME | _ONE:
            return None
        return values[0] if name in _SAME else found

    def built_in(self, node: cst.Call, name: str, arguments: list[tuple[cst.Arg, Value]]) -> Value | None:
        """What a function of Python makes of lists; None when it is another one, or gets something else."""
        if name == "dict" and arguments and all(argument.keyword is not None for argument, _ in arguments):
            return self._dict_of(node, arguments)
        if name == "asyncio.gather":
            return self._gathered(node, arguments)
        if any(argument.keyword is not None or argument.star for argument, _ in arguments):
            return None
        if name == "dict" and len(arguments) == 1:
            held = self._zipped(arguments[0][0].value)
            return self.some_of(node, ANY_KEY, held) if held is not None else None
        given = [value for _, value in arguments if isinstance(value, ListValue)]
        if name in ("list", "tuple") and not arguments:
            return self.list_at(node)
        if name == "dict" and not arguments:
            return self.dict_at(node)
        if name == "filter" and len(arguments) == 2 and arguments[0][1] == Const(None) and given and given[0].known:
            kept = [item for item in given[0].items if isinstance(item.value, (Obj, ListValue))]
            if all(item in kept or item.value == Const(None) for item in given[0].items):
                return self._with(node, kept)
        if not given or len(given) < len(arguments):
            return None
        if name in ("list", "tuple") and len(given) == 1:
            return self._copy(node, given[0])
        if name == "reversed" and given[0].known:
            return self._with(node, given[0].items[::-1])
        if name == "itertools.chain":
            return self._chained(node, given)
        if name in ("sum", "itertools.chain.from_iterable") and given[0].known:
            rows = [item.value for item in given[0].items]
            lists = [one for one in rows if isinstance(one, ListValue)]
            if len(lists) == len(rows):
                return self._chained(node, [*given[1:], *lists])
        return None

    def _with(self, node: cst.Call, items: list[Item]) -> ListValue:
        found = self.list_at(node)
        for item in items:
            found.put(item.value, item.node, False)
        return found

    def _dict_of(self, node: cst.Call, arguments: list[tuple[cst.Arg, Value]]) -> DictValue:
        """``dict(a=1)``"""
        found = self.dict_at(node)
        for argument, value in arguments:
            if argument.keyword is not None:
                found.items[argument.keyword.value] = Item(value, argument.value)
        return found

    def _gathered(self, node: cst.Call, arguments: list[tuple[cst.Arg, Value]]) -> ListValue:
        """``asyncio.gather(one(), another())``"""
        found = self.list_at(node)
        for argument, value in arguments:
            if argument.star:
                self.extend(found, value, argument.value)
            elif argument.keyword is None:
                found.put(value, argument.value, False)
        return found

    def _zipped(self, node: cst.BaseExpression) -> Value | None:
        """What the values are in ``zip(names, values)``; None for any other expression."""
        called = node.func.value if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) else ""
        if not isinstance(node, cst.Call) or called != "zip" or len(node.args) != 2 or node.args[1].star:
            return None
        return self.element(self.values.get(node.args[1].value) or UNKNOWN)

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
        once = receiver.known and not conditional and node not in receiver.done
        receiver.statements[self.statement] = None
        receiver.done.add(node)
        if once and sole_value(self.statement) is node and _change(receiver, method, arguments):
            return Const(None)
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
        return self.handed_on(node, self.element(receiver), method) if method in ("pop", "popleft") else UNKNOWN

    def call_dict(
        self, node: cst.Call, receiver: DictValue, method: str, arguments: list[tuple[cst.Arg, Value]]
    ) -> Value | None:
        """What a method of a dictionary gives; None for one that is not known."""
        key = arguments[0][1] if arguments else None
        if method == "values" and (receiver.complete or ANY_KEY in receiver.items):
            found = self.values_of(node, receiver)
            found.complete = receiver.complete
            return found
        if method == "items" and receiver.items:
            found = self.list_at(node)
            for name, item in receiver.items.items():
                found.put(self._pair_of(name, item), item.node, item.conditional, item.blocks)
            found.complete = found.complete and receiver.complete
            return found
        if method == "get" and isinstance(key, Const) and receiver.complete:
            if key.value in receiver.items:
                return receiver.items[key.value].value
            return arguments[1][1] if len(arguments) > 1 else Const(None)
        if method == "get" and len(arguments) == 1 and _holds_functions(receiver):
            return self.element(receiver)  # code that calls it has seen to it that there is one
        held = receiver.items.get(key.value) if isinstance(key, Const) else None
        held = held or receiver.items.get(ANY_KEY)
        if method == "update":
            self._update(receiver, arguments)
        if method in ("update", "pop", "popitem", "clear", "setdefault"):
            receiver.complete = False
            receiver.statements[self.statement] = None
            if method == "setdefault" and len(arguments) > 1:
                return self.handed_on(node, join(held.value if held is not None else None, arguments[1][1]), method)
            return held.value if held is not None and method == "pop" and objects(held.value) else UNKNOWN
        if method == "get" and held is not None and not receiver.complete:
            # what code asks of it, it asks when it is there
            return join(held.value, arguments[1][1] if len(arguments) > 1 else None)
        return None

    def _update(self, receiver: DictValue, arguments: list[tuple[cst.Arg, Value]]) -> None:
        """What ``settings.update(ws=ws)`` and ``settings.update({"ws": ws})`` put there."""
        for argument, value in arguments:
            if argument.keyword is not None:
                receiver.items[argument.keyword.value] = Item(value, argument.value, bool(self.blocks))
            elif isinstance(value, DictValue):
                receiver.items |= value.items

    def _pair_of(self, name: object, item: Item) -> ListValue:
        """A key with its value, as a loop over the items of a dictionary takes them apart."""
        pair = self.list_at(item)
        key = Unknown("str") if name is ANY_KEY else Const(name)
        pair.items = [Item(key, item.node), Item(item.value, item.node)]
        return pair

    def call_container(self, node: cst.Call, receiver: Container, method: str) -> Value:
        """What a method of a dictionary that the SDK returned gives."""
        if method == "get" and len(node.args) == 1 and isinstance(node.func, cst.Attribute):
            self.note_subscript(node, node.func.value, receiver)
            return self.element_of(receiver, node)
        if method in ("pop", "popleft", "setdefault") and receiver.of is not None:
            return self.element_of(receiver, node)
        kind = {"values": "list", "items": "items"}.get(method)
        return replace(receiver, kind=kind, place=node) if kind is not None else UNKNOWN


def _holds_functions(table: DictValue) -> bool:
    return bool(table.items) and all(isinstance(item.value, Function) for item in table.items.values())


def _change(receiver: ListValue, method: str, arguments: list[tuple[cst.Arg, Value]]) -> bool:
    """Take away, add or turn round elements of a list that is known; False when that cannot be followed."""
    values = [value for _, value in arguments]
    items = receiver.items
    match method, values:
        case "reverse", []:
            items.reverse()
        case "pop", []:
            if not items:
                return False
            items.pop()
        case "pop", [Const(int(place))] if -len(items) <= place < len(items):
            items.pop(place)
        case "remove", [Obj() as wanted]:
            found = [item for item in items if item.value is wanted]
            if not found or any(not isinstance(item.value, Obj) for item in items):
                return False
            items.remove(found[0])
        case "insert", [Const(int(place)), value] if place:
            node = arguments[1][0].value
            if any(item.node is node for item in items):
                return False
            items.insert(place, Item(value, node))
        case _:
            return False
    return True


def listed(value: Value) -> Value | None:
    """The value when it is an element of a collection that the SDK returned."""
    found = alternatives(value)
    return value if found and all(isinstance(one, Obj) and one.source is not None for one in found) else None


def may_change(arguments: list[tuple[cst.Arg, Value]]) -> None:
    """What an unknown function is given: it may add steps or data to a list, or what the list is there for."""
    for _, value in arguments:
        for one in alternatives(value):
            if isinstance(one, ListValue) and all(objects(item.value) for item in one.items):
                one.complete, one.mixed = False, True
