"""Functions that others call: special methods, what is made by ``partial``, handed to a pool, or asked for by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import libcst as cst

from migrate.v1.calling import Calling
from migrate.v1.elsewhere import Gives
from migrate.v1.handed_on import ALL, ONE, SAME
from migrate.v1.nodes import walk
from migrate.v1.values import (
    UNKNOWN,
    Const,
    Container,
    DictValue,
    Foreign,
    Function,
    Item,
    ListValue,
    LocalClass,
    LocalInstance,
    LocalLambda,
    LocalPartial,
    Value,
    alternatives,
    join,
    objects,
)

Arguments = list[tuple[cst.Arg, Value]]
_STARTING = frozenset({"apply", "apply_async", "call_soon", "run_in_executor", "submit", "to_thread"})
_MAPPING = frozenset({"imap", "imap_unordered", "map", "map_async"})
_COPYING = frozenset({"copy.copy", "copy.deepcopy"})
_CHANGED = frozenset({"azureml.core.Environment"})
"""Classes whose objects the code changes, and a copy of them not the object itself."""
_LAST = frozenset({"functools.reduce", "typing.cast"})
_FIELD = "dataclasses.field"
_NAMED = "collections.namedtuple"
_THREADS = frozenset({"multiprocessing.Process", "threading.Thread"})
_VARIABLE = "contextvars.ContextVar"
GETTERS: Final = ("operator.attrgetter:", "operator.itemgetter:")
"""What these functions of Python make, with the name that it asks for behind the colon."""
_FUNCTIONS = (Function, LocalLambda, Foreign)
_MAKING = (Function, LocalLambda)


class Indirect(Calling):
    """Follows objects of v1 through code that Python runs for the project's own."""

    def given_on(self, node: cst.Call, name: str, arguments: Arguments) -> Value | None:
        """What a function of Python gives that hands on what it is given; None for any other function."""
        values = [value for _, value in arguments]
        if name == _NAMED:
            return self._named_tuple(node, values)
        if name == _VARIABLE:
            return self.namespace(node, [], _VARIABLE)
        if f"{name}:" in GETTERS and len(values) == 1 and isinstance(values[0], Const):
            return Foreign(f"{name}:{values[0].value}")
        if name == "vars" and len(values) == 1:
            return self._members_of(node, values[0])
        if name in _THREADS:
            self._in_thread(arguments)
        if name == _FIELD:
            made = [self._result(node, one) for one in _given("default_factory", arguments)]
            return self.handed_on(node, join(*made), name) if made else None
        if name.endswith(".setdefault") and len(values) > 1:
            return self.unsure(node, values[1:], "setdefault")
        if not values or not self.hands_on(name):
            # A function that it is given may be what makes the object that comes out.
            return self.unsure(node, [one for one in values if isinstance(one, _MAKING)], name.rpartition(".")[2])
        if name in SAME:
            last = self.element(values[-1]) if name == "functools.reduce" else values[-1]
            given = last if name in _LAST else values[0]
            copied = name in _COPYING and any(one.symbol in _CHANGED for one in objects(given))
            return self.unsure(node, [given], name) if copied else self.handed_on(node, given, name)
        values += [self._result(node, value) for value in values if isinstance(value, _FUNCTIONS)]
        one = self.element(values[0]) if len(values) == 1 or name == "sorted" else join(*values)
        known = self.handed_on(node, one, name)
        if name in ONE or self.is_unsure(known):
            return known
        if name in ALL and known != UNKNOWN and isinstance(values[0], ListValue):
            found = self.list_at(node)
            found.put(known, node, True)
            found.complete, found.mixed = False, True
            return found
        return self.unsure(node, values, name)

    def started(self, node: cst.Call, arguments: Arguments) -> Value | None:
        """What ``pool.submit(function, ws)`` and ``pool.map(function, runs)`` give; None for any other method."""
        method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        if method in ("get", "set") and isinstance(node.func, cst.Attribute):
            held = self._in_variable(self.values.get(node.func.value), method, arguments)
            if held is not None:
                return held
        if method == "update" and isinstance(node.func, cst.Attribute):
            self._update_members(node.func.value, arguments)
        if method not in _STARTING | _MAPPING:
            return None
        place = next((at for at, (_, one) in enumerate(arguments) if isinstance(one, _FUNCTIONS)), None)
        if place is None:
            return None
        function, rest = arguments[place][1], arguments[place + 1 :]
        if method in _MAPPING and rest:
            self.mapped(function, self.element(rest[0][1]))
        else:
            self.bound(function, rest)
        return self.unsure(node, [self._result(node, function)], method)

    def _in_thread(self, arguments: Arguments) -> None:
        """``Thread(target=function, args=(ws,))``"""
        for function in _given("target", arguments):
            for given in _given("args", arguments):
                if isinstance(given, ListValue):
                    self.bound(function, [(cst.Arg(item.node), item.value) for item in given.items])
            for given in _given("kwargs", arguments):
                items = given.items if isinstance(given, DictValue) else {}
                named = {name: item for name, item in items.items() if isinstance(name, str)}
                self.bound(function, [(cst.Arg(one.node, cst.Name(name)), one.value) for name, one in named.items()])

    def _named_tuple(self, node: cst.Call, values: list[Value]) -> Value | None:
        """``namedtuple("Parts", "ws data")``"""
        given = values[1] if len(values) > 1 else UNKNOWN
        if isinstance(given, ListValue):
            names = [one.value.value for one in given.items if isinstance(one.value, Const)]
        else:
            text = given.value if isinstance(given, Const) else ""
            names = [*text.replace(",", " ").split()] if isinstance(text, str) else []
        fields = [one for one in names if isinstance(one, str)]
        if node not in self.namespaces and fields:
            where = self.where(node)
            self.namespaces[node] = LocalClass(f"namedtuple:{where.cell}:{where.line}:{where.column}", ())
            self.namespaces[node].fields[:] = fields
        return self.namespaces.get(node)

    def _in_variable(self, variable: Value | None, method: str, arguments: Arguments) -> Value | None:
        """What a ``ContextVar`` gives, and what it is given."""
        if not isinstance(variable, LocalInstance) or not variable.cls.name.startswith(f"{_VARIABLE}:"):
            return None
        if method == "get":
            return variable.cls.attributes.get("value", UNKNOWN)
        for _, value in arguments:
            self._keep(variable, "value", value)
        return UNKNOWN

    def _members_of(self, node: cst.Call, owner: Value) -> Value | None:
        """``vars(config)``"""
        cls = owner.cls if isinstance(owner, LocalInstance) else owner
        if not isinstance(cls, LocalClass):
            return None
        found = self.dict_at(node)
        found.items |= {name: Item(value, cst.Name("_")) for name, value in cls.attributes.items()}
        found.complete = False
        return found

    # By name

    def got_by_name(self, node: cst.Call, getter: str, arguments: Arguments) -> Value:
        """What ``operator.attrgetter("data.ws")(config)`` and ``operator.itemgetter("ws")(settings)`` give."""
        function, _, name = getter.partition(":")
        found = arguments[0][1] if arguments else UNKNOWN
        for part in name.split(".") if function.endswith("attrgetter") else [name]:
            found = join(*(self._got(node, one, part) for one in alternatives(found)))
        return self.handed_on(node, found, function) if found != UNKNOWN else found

    def _got(self, node: cst.Call, owner: Value, name: str) -> Value:
        if isinstance(owner, DictValue):
            return next((item.value for key, item in owner.items.items() if str(key) == name), self.element(owner))
        if isinstance(owner, Foreign):
            told = self.told(f"{owner.dotted}.{name}")
            return self.as_value(told, (node, name)) if told is not None else UNKNOWN
        if isinstance(owner, Container):
            return self.element_of(owner, node)
        if isinstance(owner, LocalClass):
            return self.member_of_class(owner, name)
        return self.member_of_instance(owner, name) if isinstance(owner, LocalInstance) else self.element(owner)

    def asked_by_name(self, arguments: Arguments) -> Value | None:
        """What ``getattr(config, "ws")`` gives of an instance or a class of the project."""
        owners, (name,) = alternatives(arguments[0][1]), [arguments[1][1]]
        if not isinstance(name, Const) or not all(isinstance(one, (LocalInstance, LocalClass)) for one in owners):
            return None
        known = [
            self.member_of_instance(one, str(name.value))
            if isinstance(one, LocalInstance)
            else self.member_of_class(one, str(name.value))
            for one in owners
            if isinstance(one, (LocalInstance, LocalClass))
        ]
        found = join(*known)
        return found if found != UNKNOWN else None

    def set_by_name(self, arguments: Arguments) -> None:
        """``setattr(config, "ws", ws)``"""
        if len(arguments) == 3:
            for name in alternatives(arguments[1][1]):
                if isinstance(name, Const):
                    self._keep(arguments[0][1], str(name.value), arguments[2][1])

    def _update_members(self, of: cst.BaseExpression, arguments: Arguments) -> None:
        """``self.__dict__.update(ws=ws)``"""
        if not isinstance(of, cst.Attribute) or of.attr.value != "__dict__":
            return
        owner = self.values.get(of.value, UNKNOWN)
        for argument, value in arguments:
            if argument.keyword is not None:
                self._keep(owner, argument.keyword.value, value)
            elif isinstance(value, DictValue):
                for name, item in value.items.items():
                    self._keep(owner, str(name), item.value)

    def _keep(self, owner: Value, name: str, value: Value) -> None:
        for one in alternatives(owner):
            cls = one.cls if isinstance(one, LocalInstance) else one
            if isinstance(cls, LocalClass):
                cls.attributes[name] = join(cls.attributes.get(name), value)

    # What Python calls

    def special(self, value: Value, name: str) -> Value | None:
        """What a special method of an instance of the project gives; None when it has none."""
        found = [one for one in alternatives(value) if isinstance(one, LocalInstance)]
        scopes = [scope for one in found if (scope := dict(one.cls.methods).get(name)) is not None]
        for scope in scopes:
            if not scope.analysed:
                self.follow(scope)
        # of a class of another module that tells what it gives
        others = [(one.cls, one.cls.attributes.get(name)) for one in found]
        told = [(cls, one.told) for cls, one in others if isinstance(one, Foreign) and isinstance(one.told, Gives)]
        given = [self.as_value(one.result, (cls.name, name)) for cls, one in told]
        known = [*(scope.result for scope in scopes), *given]
        return join(*known) if known else None

    def partial(self, node: cst.Call, callee: LocalPartial, arguments: Arguments) -> Value:
        """What a call of ``functools.partial(function, ws)`` gives."""
        self.bound(callee.function, [(one, value) for one, value in arguments if one.keyword is not None])
        return self.handed_on(node, self._result(node, callee.function), "partial")

    def given_by(self, function: LocalLambda | LocalPartial) -> Value:
        """What a function without a name gives, as far as its calls here tell."""
        if isinstance(function, LocalLambda):
            return self.values.get(function.node.body, UNKNOWN)
        return function.function.scope.result if isinstance(function.function, Function) else UNKNOWN

    def _result(self, node: cst.Call, function: Value) -> Value:
        """What a function gives that others call."""
        if isinstance(function, LocalLambda):
            return self.call_lambda(function.node, [])
        if isinstance(function, Foreign):
            told = function.told or self.told(function.dotted)
            return self.as_value(told.result, node) if isinstance(told, Gives) else UNKNOWN
        if isinstance(function, Function):
            if not function.scope.analysed:
                self.follow(function.scope)
            scope = function.scope
            return self.unsure(node, [scope.result], f"@{scope.decorated}") if scope.decorated else scope.result
        return UNKNOWN

    def delegated(self, owner: LocalInstance) -> Value | None:
        """What ``__getattr__`` asks for all that the instance does not have: ``return getattr(self._ws, name)``."""
        scope = dict(owner.cls.methods).get("__getattr__")
        if scope is None or scope.node is None:
            return owner.cls.attributes.get("__getattr__")
        for one in walk(scope.node.body):
            call = one.value if isinstance(one, cst.Return) else None
            if isinstance(call, cst.Call) and isinstance(call.func, cst.Name) and call.func.value == "getattr":
                of = call.args[0].value
                return owner.cls.attributes.get(of.attr.value) if isinstance(of, cst.Attribute) else None
        return None


def _given(name: str, arguments: Arguments) -> Iterator[Value]:
    for argument, value in arguments:
        if argument.keyword is not None and argument.keyword.value == name:
            yield value
