"""What one module of a project tells those that import from it.

An object of v1 is told only when its place holds the v2 counterpart once the module is converted, and of a function
what holds for every call.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeAlias

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.handed_on import HARMLESS
from migrate.ledger import Outcome
from migrate.linking.given import Argument, Key, Passes, has_v1, merged
from migrate.linking.sharing import PUBLISHED, making
from migrate.v1.catalogue import catalogue
from migrate.v1.data import DATASETS
from migrate.v1.decorators import decorating, given_by_decorator, is_transparent, last_name
from migrate.v1.elsewhere import (
    ClassOf,
    Elements,
    Fixed,
    Gives,
    Made,
    Named,
    Passed,
    Several,
    Stays,
    Table,
    Together,
    Told,
    Typed,
)
from migrate.v1.environments import known_variables
from migrate.v1.nodes import walk
from migrate.v1.scopes import FunctionScope
from migrate.v1.values import (
    UNKNOWN,
    Const,
    Container,
    DictValue,
    Foreign,
    Function,
    ListValue,
    LocalClass,
    LocalInstance,
    LocalLambda,
    LocalMethod,
    LocalPartial,
    Obj,
    OneOf,
    Parameter,
    Symbol,
    Unknown,
    Value,
    alternatives,
    join,
)

Tells: TypeAlias = Mapping[str, Told | None]
"""What each name of a module stands for; None for one of which nothing is known."""

_CLASSES = (
    "azureml.core.Workspace",
    "azureml.core.Environment",
    "azureml.core.compute.ComputeTarget",
    "azureml.core.Datastore",
    "azureml.data.abstract_datastore.AbstractDatastore",
    "azureml.core.authentication.AbstractAuthentication",
    "azureml.core.Run",
    "azureml.core.Model",
    "azureml.core.Keyvault",
    "azureml.core.Experiment",
    "azureml.pipeline.core.Pipeline",
    "azureml.pipeline.core.PublishedPipeline",
    "azureml.pipeline.core.PipelineEndpoint",
)
"""v1 classes whose objects have a counterpart in v2 that stands in the same variable."""
_WORKSPACE = "azureml.core.Workspace"
_SCHEDULE = "azureml.pipeline.core.Schedule"
_CHANGING = frozenset({"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update"})
_READING = HARMLESS | {"len", "list", "tuple", "set", "sorted", "enumerate", "zip", "any", "all"}
"""Functions that add nothing to what they are given."""
_ITSELF = (*PUBLISHED, "azureml.core.Datastore", "azureml.core.Experiment")
"""Classes of objects of which users may need to know more: the pipeline, the name, and whether it is the default."""
_HOLDING = (LocalInstance, Container, ListValue, DictValue)
_DEEPEST = 3
"""How many objects that hold each other are described."""


class Telling:
    """Tells of one module.

    Args:
        lookup: what the modules tell that it imports from itself.
        module_of: the document of a module by its dotted name; empty when it is none of the project.
    """

    def __init__(
        self,
        context: Context,
        lookup: Callable[[str], Told | None],
        module_of: Callable[[str], str] = lambda dotted: "",
    ) -> None:
        self._context = context
        self._lookup = lookup
        self._module_of = module_of
        self._interpreter = context.interpreter
        self._path = context.interpreter.source.path
        self._nodes = {id(cls): node for node, cls in self._interpreter.classes.items()}
        self._depth = 0

    def names(self) -> dict[str, Told | None]:
        """What each name of the module stands for."""
        changing = {name for scope in self._interpreter.functions.values() for name in scope.globals}
        assigned = self._assigned(changing)
        imported = {one.local for one in self._interpreter.uses.imports if one.where.function.is_module}
        # What came with all others of a module is no import of its own where nothing reads it.
        bound = {node.value for node in self._interpreter.bindings} - imported
        variables = self._interpreter.module.variables
        # None is what a variable holds until something else is known.
        return {
            name: None
            if value == Const(None) or (isinstance(value, Symbol) and name in bound)
            else self._kept(name, self._tell(value))
            for name, value in variables.items()
            if name not in changing
        } | {name: self._tell(value) for name, value in assigned.items()}

    def _assigned(self, changing: Collection[str]) -> dict[str, Value]:
        """What the variables hold that functions change: objects of v1 are known, also when they are not there yet."""
        held: dict[str, list[Value]] = {name: [] for name in changing}
        for node, value in self._interpreter.bindings.items():
            if node.value in held and self._interpreter.binding_functions[node].is_module:
                held[node.value] += [one for one in alternatives(value) if one != Const(None)]
        return {
            name: join(*found) if all(isinstance(one, (Obj, LocalInstance)) for one in found) else UNKNOWN
            for name, found in held.items()
        }

    def _kept(self, name: str, told: Told | None) -> Told | None:
        """What a variable at the top of the module holds; what stays v1 others have to know where to find."""
        if isinstance(told, Table):
            return told if told.maker is not None else replace(told, maker=(self._path, name))
        if isinstance(told, Together) and not any(isinstance(one, Stays) for one in told.values):
            return told
        known = isinstance(told, (Stays, Together)) or (isinstance(told, Made) and told.symbol in _ITSELF)
        if isinstance(told, (Made, Stays, Together)) and known and told.kept is None:
            return replace(told, kept=(self._path, name))
        return told

    def passed(self) -> list[Passes]:
        """What functions of other modules are given, and what is kept in these, as far as that is of v1."""
        calls = [
            Passes(
                function,
                place,
                tuple(Argument(_name_of(one), self._passed(value, place)) for one, value in given),
                client=self._interpreter.clients_at.get(node) is not None,
            )
            for node, (function, given) in self._interpreter.handed.items()
            for place in [self._context.interpreter.shown(node)]
        ]
        return [*calls, *self._held_otherwise(), *self._set_elsewhere()]

    def _held_otherwise(self) -> Iterator[Passes]:
        """Functions of other modules that the code does not call but hands on: who calls them is not known."""
        called = {node.func for node in self._interpreter.handed}
        for node, value in self._interpreter.values.items():
            if isinstance(value, Foreign) and node not in called and isinstance(node, (cst.Name, cst.Attribute)):
                told = value.told or (self._lookup(value.dotted) if "." in value.dotted else None)
                if isinstance(told, Gives) and told.place is not None:
                    yield Passes(told.place, self._interpreter.shown(node), ())

    def _set_elsewhere(self) -> Iterator[Passes]:
        for node, (owners, value) in self._interpreter.set_elsewhere.items():
            place = self._interpreter.shown(node)
            for home in filter(None, map(self._home, owners)):
                yield Passes(home, place, (Argument(node.attr.value, self._passed(value, place)),), sets=True)

    def _home(self, owner: Foreign | LocalClass) -> tuple[str, str] | None:
        """The document of a module, or of a class and its name."""
        told = self._lookup(owner.dotted) if isinstance(owner, Foreign) and "." in owner.dotted else None
        name = told.name if isinstance(told, ClassOf) else owner.name if isinstance(owner, LocalClass) else ""
        if name:
            path, _, cls = name.partition(":")
            return (path, cls) if path and cls and ":" not in cls else None
        path = self._module_of(owner.dotted) if isinstance(owner, Foreign) and told is None else ""
        return (path, "") if path else None

    def _passed(self, value: Value, place: str) -> tuple[Told | Key | None, ...]:
        """What an argument may be, None excepted: every object may be missing."""
        found = [one for one in alternatives(value) if one != Const(None)]
        extended = [one for one in found if isinstance(one, LocalInstance) and one.cls.is_extended]
        return tuple(self._passed_one(one, place) for one in extended or found)

    def _passed_one(self, value: Value, place: str) -> Told | Key | None:
        if isinstance(value, Parameter):
            return self._interpreter.key_of(value)
        if isinstance(value, Obj):
            return self._tell(value) or Stays(place, value.symbol)
        told = self._tell(value) if isinstance(value, (*_HOLDING, Unknown)) else None
        return told if isinstance(told, (ClassOf, Elements, Named, Stays)) else None

    def _tell(self, value: Value) -> Told | None:
        if isinstance(value, Function):
            return self._function(value.scope)
        if isinstance(value, LocalMethod):
            method = self._function(value.scope)
            return replace(method, maker=None, place=None) if method is not None else None
        if isinstance(value, (LocalLambda, LocalPartial)):
            given_on = self._tell(self._interpreter.given_by(value))
            return Gives(given_on, None, True) if given_on is not None else None
        if isinstance(value, Symbol):
            return Passed(value.name)
        if isinstance(value, Foreign):
            return self._lookup(value.dotted) if "." in value.dotted else None
        if isinstance(value, Const):
            return Fixed(value.value)
        if isinstance(value, Unknown):
            return value.told or _typed(value)
        if isinstance(value, Obj):
            return Made(value.symbol, known_variables(value) or ()) if self._is_v2(value) else self._stays(value)
        if isinstance(value, LocalClass):
            return self._class(value)
        if isinstance(value, LocalInstance):
            found = self._class(value.cls)
            return replace(found, instance=True) if found is not None else None
        if isinstance(value, DictValue):
            return (
                _table([self._tell(item.value) for item in value.items.values()])
                or self._elements("dict", value)
                or self._named(value)
            )
        if isinstance(value, Container):
            of = self._element(value) if value.of is None else value.of
            return Elements(value.kind, of) if of is not None and value.kind != "items" else None
        if isinstance(value, ListValue) and value.known:
            told = [self._tell(item.value) for item in value.items]
            return _table(told) or Together(tuple(told))
        if isinstance(value, ListValue):
            return self._elements("list", value)
        if isinstance(value, OneOf):
            # ``ws or get_workspace()``: what a caller may pass is of the same class, or the code means nothing.
            given = [one for one in value.values if isinstance(one, Parameter)]
            told = [self._tell(one) for one in value.values if one not in given]
            if given and not all(isinstance(one, Made) and one.symbol == _WORKSPACE for one in told):
                return None
            known = tuple(dict.fromkeys(one for one in told if one is not None))
            if any(isinstance(one, Stays) for one in known):
                return next(one for one in known if isinstance(one, Stays))
            if len(known) < len(dict.fromkeys(told)):
                return None
            return known[0] if len(known) == 1 else Several(known)
        return None

    def _elements(self, kind: str, value: ListValue | DictValue) -> Elements | None:
        """A list or dictionary that the code makes itself, of objects that have a counterpart in v2."""
        items = value.items if isinstance(value, ListValue) else list(value.items.values())
        found = [one for item in items for one in alternatives(item.value)]
        if not found or not all(map(self._is_told_of_many, found)):
            return None
        return merged(
            [Elements(kind, of) if isinstance(of := self._tell(one), (Made, Stays)) else None for one in found]
        )

    def _is_told_of_many(self, value: Value) -> bool:
        """Whether users need to know that a list or dictionary holds it."""
        if isinstance(value, Obj):
            return self._has_counterpart(value.symbol) or value.symbol in {*DATASETS, _SCHEDULE}
        return isinstance(value, Unknown) and isinstance(value.told, Stays)

    def _named(self, value: DictValue) -> Named | None:
        """A dictionary of this and that."""
        told = {str(key): self._tell(item.value) for key, item in value.items.items() if isinstance(key, str)}
        known = tuple((key, one) for key, one in told.items() if one is not None and _leads_to_v1(one))
        return Named(known) if known else None

    def _element(self, value: Container) -> Made | Stays | None:
        """What each element of a collection is that the SDK returned."""
        uses, decisions = self._interpreter.uses, self._context.decisions
        if value.call is not None:
            nodes: list[cst.CSTNode] = [value.call.node]
        else:
            nodes = [node for node, use in uses.attributes.items() if use.value == value]
        found = [decisions[node] for node in nodes if node in decisions]
        if not found:
            return None
        kept = next((node for node in nodes if node in decisions and decisions[node].stays_v1), None)
        if kept is None and self._has_counterpart(value.symbol):
            return Made(value.symbol)
        reason = decisions[kept].fate.message if kept is not None else ""
        return Stays(self._interpreter.shown(kept or nodes[0]), value.symbol, reason)

    def _function(self, scope: FunctionScope) -> Gives | None:
        node = scope.node
        if not isinstance(node, cst.FunctionDef):
            return None
        unknown = [one for one in node.decorators if not self._interpreter.is_handed_on(one)]
        results = [one for one in alternatives(scope.result) if one != Const(None)]
        told = self._tell(join(*results))
        makes = scope in self._makers and scope.parent is self._interpreter.module and scope.owner is None
        maker = (self._path, scope.name) if makes else None
        params = node.params
        own = [*params.posonly_params, *params.params, *params.kwonly_params]
        # What the callers of this module pass, others need not.
        changes = _changes(node, self._interpreter.uses.calls)
        name = scope.name if scope.owner is None else f"{scope.owner.name}.{scope.name}"
        place = (self._path, name) if scope.parent is self._interpreter.module and (own or params.star_kwarg) else None
        injects = tuple(self._injected(node))
        if unknown:
            return Gives(self._through(unknown[0], told, node), None, True, place, injects=injects)
        client = self._context.handed_clients.get(scope, "")
        return Gives(_of_any(told) if own else told, maker, changes, place, is_transparent(node), injects, client)

    def _injected(self, decorator: cst.FunctionDef) -> Iterator[tuple[int | str, Told]]:
        """What a decorator calls what it decorates with, as far as that is of v1."""
        for place, given in given_by_decorator(decorator):
            told = self._tell(self._interpreter.values.get(given, UNKNOWN))
            if told is not None and has_v1(told):
                yield place, told

    def _through(self, decorator: cst.Decorator, told: Told | None, node: cst.FunctionDef) -> Told | None:
        """What a function gives whose decorator may make something else of it."""
        if isinstance(told, Together):
            return Together(tuple(self._through(decorator, one, node) for one in told.values))
        if isinstance(told, Made):
            name = f"@{last_name(decorating(decorator))}"
            return Stays(self._interpreter.shown(node), told.symbol, decorator=name, becomes=True)
        return told if isinstance(told, Stays) else None

    @cached_property
    def _makers(self) -> set[FunctionScope]:
        return making(self._context)

    def _class(self, cls: LocalClass) -> ClassOf | None:
        node = self._nodes.get(id(cls))
        if node is None:
            return self._foreign_class(cls)
        if self._depth >= _DEEPEST:
            return None
        self._depth += 1
        members: dict[str, Told | None] = {name: _of_any(self._tell(one)) for name, one in cls.attributes.items()}
        if any(last_name(base.value).endswith(("Enum", "Flag")) for base in node.bases):
            # A member of it is not what it is made with, but has that as its value.
            members = {name: told for name, told in members.items() if has_v1(told)}
            if not members:
                self._depth -= 1
                return None
        for name, scope in cls.methods:
            told = self._function(scope)
            members[name] = told.result if told is not None and scope.kind == "property" else told
        delegated = self._interpreter.delegated(LocalInstance(cls))
        if delegated is not None:
            members["__getattr__"] = self._tell(delegated)
        hands = tuple((name, given) for name, scope in cls.methods if any(given := self._handed(scope)))
        self._depth -= 1
        known = tuple((name, told) for name, told in sorted(members.items()) if told is not None)
        makes = any(scope in self._makers for _, scope in cls.methods) or self._inherits_maker(node)
        at_top = self._interpreter.module.variables.get(cls.name) == cls
        maker = (self._path, cls.name) if makes and at_top else None
        return ClassOf(f"{self._path}:{cls.name}", known, maker=maker, keeps=tuple(_kept(cls)), hands=hands)

    def _handed(self, method: FunctionScope) -> tuple[Told | None, ...]:
        """What a method is given in its own module, as far as that is of v1."""
        params = method.node.params.params[1:] if method.node is not None else ()
        told = (self._tell(method.arguments.get(one.name.value, UNKNOWN)) for one in params)
        return tuple(one if has_v1(one) else None for one in told)

    def _inherits_maker(self, node: cst.ClassDef) -> bool:
        """Whether methods of a class of another module, which this one inherits from, make something for pipelines."""
        bases = (one for base in node.bases for one in alternatives(self._interpreter.values.get(base.value)))
        told = (self._lookup(one.dotted) for one in bases if isinstance(one, Foreign) and "." in one.dotted)
        return any(isinstance(one, ClassOf) and one.maker is not None for one in told)

    def _foreign_class(self, cls: LocalClass) -> ClassOf | None:
        if self._depth >= _DEEPEST:
            return None
        self._depth += 1
        members = {
            name: one.told if isinstance(one, Foreign) else self._tell(one) for name, one in cls.attributes.items()
        }
        self._depth -= 1
        known = tuple((name, told) for name, told in sorted(members.items()) if told is not None)
        return ClassOf(cls.name, known, keeps=tuple(cls.keeps.items()))

    def _stays(self, obj: Obj) -> Stays | None:
        made = obj.call or obj.source
        if made is None:
            return None
        place = self._interpreter.source.location(made.where.cell, made.node)
        decision = self._context.decisions.get(made.node)
        reason = decision.fate.message if decision is not None and decision.stays_v1 else ""
        return Stays(str(place), obj.symbol, reason, not self._has_counterpart(obj.symbol))

    def _has_counterpart(self, symbol: str) -> bool:
        return any(symbol == one or self._context.catalogue.is_subclass(symbol, one) for one in _CLASSES)

    def _is_v2(self, obj: Obj) -> bool:
        """Whether the object's place holds its v2 counterpart once the module is converted."""
        if not self._has_counterpart(obj.symbol):
            return False
        if known_variables(obj) is None:
            # In v2 they belong to the job, which the other module makes.
            return False
        if obj.source is not None and obj.call is None:
            found = self._context.decisions.get(obj.source.node)
            if found is not None and found.stays_v1:
                return False
        if obj.call is None or obj in self._context.vanished:
            return obj.call is None and obj.owner is None
        decision = self._context.decisions.get(obj.call.node)
        return decision is not None and decision.fate.outcome is not Outcome.MANUAL


def common_class(symbols: Iterable[str]) -> str:
    """The v1 class that all of these are, of those that have a counterpart; empty when there is none."""
    known = set(symbols)
    if len(known) == 1:
        return known.pop()
    return next((base for base in _CLASSES if all(catalogue().is_subclass(one, base) for one in known)), "")


def _leads_to_v1(told: Told | None) -> bool:
    """Whether it is an object of v1, or code asks it for one."""
    if isinstance(told, Gives):
        return has_v1(told.result)
    return has_v1(told) or (isinstance(told, ClassOf) and any(_leads_to_v1(member) for _, member in told.members))


def _kept(cls: LocalClass) -> Iterator[tuple[str, str]]:
    """What a class is made with, in order, each with the attribute that keeps it; an empty one where none does."""
    init = dict(cls.methods).get("__init__")
    node = init.node if init is not None else None
    if not isinstance(node, cst.FunctionDef):
        yield from cls.keeps.items() if not cls.fields else ((name, name) for name in cls.fields)
        return
    kept = {
        one.value.value: target.target.attr.value
        for one in walk(node.body)
        if isinstance(one, cst.Assign) and isinstance(one.value, cst.Name)
        for target in one.targets
        if isinstance(target.target, cst.Attribute) and isinstance(target.target.value, cst.Name)
    }
    for param in (*node.params.params[1:], *node.params.kwonly_params):
        yield param.name.value, kept.get(param.name.value, "")


def _typed(value: Unknown) -> Typed | None:
    return Typed(value.type_name, value.plain) if value.type_name or value.plain else None


def _table(told: Sequence[Told | None]) -> Table | None:
    """A table, when some of its elements make something for pipelines."""
    makes = any(isinstance(one, (Gives, ClassOf)) and one.maker is not None for one in told)
    return Table(tuple(told)) if makes else None


def _name_of(argument: cst.Arg) -> str:
    return argument.keyword.value if argument.keyword is not None else argument.star


def is_given_away(name: str, names: Tells) -> bool:
    """Whether ``from module import *`` binds a name of the module."""
    listed = names.get("__all__")
    if isinstance(listed, Together):
        return Fixed(name) in listed.values
    return not name.startswith("_")


def _of_any(told: Told | None) -> Told | None:
    """What holds whatever is passed: of a literal its type."""
    if isinstance(told, Fixed):
        return Typed(type(told.value).__name__) if isinstance(told.value, (str, int, float, bool)) else None
    if isinstance(told, Several):
        # None is what an attribute holds until something else is known.
        found = tuple(dict.fromkeys(one if one == Fixed(None) else _of_any(one) for one in told.values))
        known = tuple(one for one in found if one is not None)
        return (known[0] if len(known) == 1 else Several(known)) if len(known) == len(found) else None
    if isinstance(told, Together):
        return Together(tuple(_of_any(one) for one in told.values))
    return told


def _changes(node: cst.FunctionDef, known: Collection[cst.CSTNode]) -> bool:
    """Whether a function may add something to a list that it is given, if only by keeping it or handing it on.

    Args:
        known: the calls of v1, which add nothing.
    """
    params = node.params
    given = {one.name.value for one in (*params.posonly_params, *params.params, *params.kwonly_params)}
    touched = (one for inner in walk(node.body) if inner not in known for one in _touched(inner))
    return any(isinstance(one, cst.Name) and one.value in given for one in touched)


def _touched(node: cst.CSTNode) -> Iterator[cst.BaseExpression | None]:
    """What a node adds something to, keeps or hands on."""
    if isinstance(node, (cst.Assign, cst.AnnAssign)):
        yield node.value
    elif isinstance(node, cst.AugAssign):
        yield node.target
    elif isinstance(node, cst.AssignTarget) and isinstance(node.target, cst.Subscript):
        yield node.target.value
    elif isinstance(node, cst.Call):
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in _CHANGING:
            yield node.func.value
        if not isinstance(node.func, cst.Name) or node.func.value not in _READING:
            yield from (argument.value for argument in node.args)
