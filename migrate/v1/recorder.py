"""The interpreter's memory: where it is, what it has seen, and the one value that each place of the source makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import libcst as cst

from migrate.v1.catalogue import Catalogue, Entry, is_v1
from migrate.v1.clients import CALLERS, EXPERIMENT, WORKSPACE, chosen, workspaces_of
from migrate.v1.elsewhere import ClassOf, Made, Parameters, Stays, Told
from migrate.v1.nodes import walk
from migrate.v1.plain import ANY, PLAIN, is_plain, parameter
from migrate.v1.problems import parameter_of
from migrate.v1.scopes import FunctionScope, Variables
from migrate.v1.source import Source
from migrate.v1.uses import AskedUse, AttributeUse, ReferenceUse, SubscriptUse, Uses
from migrate.v1.values import (
    UNKNOWN,
    Call,
    Const,
    Container,
    DictValue,
    Foreign,
    Item,
    ListValue,
    LocalClass,
    LocalInstance,
    Obj,
    Parameter,
    Symbol,
    Unknown,
    Value,
    Where,
    alternatives,
    join,
    objects,
)

_TELLING_PARAMETERS = {"workspace": WORKSPACE, "ws": WORKSPACE}
"""Parameters of v1 functions that take nothing but an object of this class."""
_ONLY_OF_V1 = frozenset(
    {"compute_targets", "get_default_compute_target", "get_default_datastore", "get_default_keyvault"}
    | {"get_mlflow_tracking_uri"}
)
"""Members of a workspace that nothing else in v1 has, and no client of v2."""
_NAMED_SO = re.compile(r"(?:^|_)(?:ws|workspace)$")


def _held(instance: LocalInstance, here: FunctionScope) -> Iterator[tuple[str, Value]]:
    """The attributes of an instance, and its properties, which may set the private ones when they are asked first."""
    attributes = instance.cls.attributes
    later = [name for name, value in attributes.items() if name[:1] == "_" or Const(None) in alternatives(value)]
    yield from ((name, value) for name, value in attributes.items() if name not in later)
    properties = ((name, scope) for name, scope in instance.cls.methods if scope.kind == "property")
    yield from ((name, scope.result) for name, scope in properties if scope is not here)
    yield from ((name, attributes[name]) for name in later)


def _is_workspace(value: Value) -> bool:
    return any(obj.symbol == WORKSPACE and not is_of_own_run(obj) for obj in objects(value))


def is_of_own_run(obj: Obj) -> bool:
    """Whether it is a part of ``Run.get_context()``, which has no counterpart in v2: it stays v1."""
    while obj.owner is not None:
        obj = obj.owner
    return obj.call is not None and obj.call.symbol == "azureml.core.Run.get_context"


_PLAIN_TYPES = {"str": str, "int": int, "float": float, "bool": bool}


class Recorder:
    """State of one run of the interpreter."""

    def __init__(self, source: Source, catalogue: Catalogue) -> None:
        self.source = source
        self.catalogue = catalogue
        self.learnt: dict[tuple[str, str, str], str] = {}
        """Class of a parameter, by document, function and parameter name, as its uses tell."""
        self.mixed: set[str] = set()
        """Members of configurations that the code sets to something that is not plain, such as ``args.compute``."""
        self.given: Parameters = {}
        """What callers in other documents pass for a parameter that nothing here tells."""
        self.apart = ""
        """Why the document is not understood together with those that make something for its pipelines."""
        self.denied: set[tuple[str, str, str]] = set()
        """Parameters that are no workspace of v1, whatever they are handed to: code that is half converted has such."""
        self.reset()

    def reset(self) -> None:
        self._taught = dict(self.learnt)
        """What an earlier round has learnt: only at its end it is known what else is asked of a name."""
        self.uses = Uses()
        self.values: dict[cst.CSTNode, Value] = {}
        """What each expression may be, joined over all the times it was met."""
        self.references: dict[cst.Name, Value] = {}
        """Every name that is read and known."""
        self.reference_functions: dict[cst.Name, FunctionScope] = {}
        self.bindings: dict[cst.Name, Value] = {}
        """Every name that is assigned."""
        self.binding_functions: dict[cst.Name, FunctionScope] = {}
        """Whose variable each of them is."""
        self.modules: dict[str, FunctionScope] = {}
        """By path the top level of each document."""
        self.module = self.enter(self.source.path)
        self.functions: dict[cst.CSTNode, FunctionScope] = {}
        self.function_cells: dict[FunctionScope, int] = {}
        self.classes: dict[cst.ClassDef, LocalClass] = {}
        self.foreign_classes: dict[object, LocalClass] = {}
        """Classes of other modules, by the place where an instance of them is made."""
        self.kept_elsewhere: set[tuple[str, str]] = set()
        """Path and name of the variables of other modules that are read and hold what stays v1 there by itself."""
        self.clients_at: dict[cst.Call, str | None] = {}
        """By call of a function of the project the variable that holds a workspace there."""
        self.clients_wanted: dict[cst.Call, str] = {}
        """By call of a function of another module, which takes a client in v2, the parameter for it."""
        self.handed: dict[cst.Call, tuple[tuple[str, str], list[tuple[cst.Arg, Value]]]] = {}
        """By call of a function of another document its place and what it is given."""
        self.set_elsewhere: dict[cst.Attribute, tuple[tuple[Foreign | LocalClass, ...], Value]] = {}
        """By attribute that is set on a module or classes of other documents: these, and what it gets."""
        self.set_here: dict[str, Value] = {}
        """By dotted name of such an attribute what this document keeps in it."""
        self.skipped: dict[int, Variables] = {}
        """By cell that cannot be parsed the variables that it names, with what they hold before it."""
        self.unread_reasons: set[str] = set()
        """Why nothing is known of those that it makes, or of which it changes what they hold."""
        self.blocks: tuple[cst.CSTNode, ...] = ()
        self.loops: list[list[Variables]] = []
        """For each loop around the variables where it is left, or goes on to its next time, from within."""
        self.over_list = False
        """Whether what is bound just now is a loop's variable: a step is not named after that."""
        self.statement: cst.CSTNode = cst.Pass()
        self.cell = 0
        self._objects: dict[object, Obj] = {}
        self.replaced_parts: list[tuple[Obj, str, Obj | None, Obj]] = []
        """The parts that were given to objects: object, attribute, the part before, the part now."""
        self._lists: dict[object, ListValue] = {}
        self.else_expressions: dict[cst.CSTNode, cst.IfExp] = {}
        """By what stands behind ``else`` in an expression the expression."""
        self._dicts: dict[cst.CSTNode, DictValue] = {}
        self._types: dict[tuple[str, str, str], str] = {}
        self._of_modules: dict[FunctionScope, str] = {}

    # Places

    def enter(self, path: str) -> FunctionScope:
        """Go to the top level of a document."""
        scope = self.modules.setdefault(path, FunctionScope("<module>", analysed=True))
        self.function = scope
        return scope

    @property
    def path(self) -> str:
        """The document of the place."""
        return self.source.path_of(self.cell)

    def _key(self, scope: FunctionScope, name: str) -> tuple[str, str, str]:
        function = scope.name if scope.owner is None else f"{scope.owner.name}.{scope.name}"
        return (self.source.path_of(self.function_cells.get(scope, self.cell)), function, name)

    def where(self, node: cst.CSTNode) -> Where:
        start = self.source.positions[self.cell][node].start
        return Where(self.statement, self.function, self.blocks, self.cell, start.line, start.column)

    def declare(self, node: cst.FunctionDef, name: str) -> FunctionScope:
        scope = self.functions.get(node)
        if scope is None:
            scope = self.functions[node] = FunctionScope(name, node, self.function)
            self.function_cells[scope] = self.cell
        return scope

    def client(self, wanted: Sequence[Obj]) -> str | None:
        """A variable, ``self.ws`` or ``config.ws``, visible here, that holds a workspace.

        Of several the innermost and latest, and one that is surely bound here before all others.

        Args:
            wanted: those of which it has to be one; none when that is not known.
        """
        found = list(self._clients())
        found.sort(key=lambda one: not self._is_sure(one[1]))
        return chosen(wanted, found)

    def note_client_at(self, node: cst.Call, arguments: Sequence[tuple[cst.Arg, Value]]) -> None:
        """Remember the client that a function of the project could be given: none when it may be one of several."""
        wanted = workspaces_of([value for _, value in arguments])
        held = {frozenset(objects(value)) for _, value in self._clients()}
        known = len(wanted) == 1 if wanted else len(held) == 1
        self.clients_at[node] = self.client(wanted) if known else None

    def _clients(self) -> Iterator[tuple[str, Value | None]]:
        """What holds a workspace, with what it holds where that is known."""
        scope: FunctionScope | None = self.function
        bound: set[str] = set()
        while scope is not None:
            visible = {name: value for name, value in scope.variables.items() if name not in bound}
            yield from ((name, visible[name]) for name in reversed(visible) if _is_workspace(visible[name]))
            for name, value in visible.items():
                for one in alternatives(value):
                    for attribute, held in _held(one, self.function) if isinstance(one, LocalInstance) else ():
                        if _is_workspace(held):
                            yield f"{name}.{attribute}", held
            module, _, held_there = self._of_modules.get(scope, "").partition(".")
            if module not in bound and isinstance(scope.variables.get(module), Foreign):
                yield f"{module}.{held_there}", None
            bound |= scope.variables.keys()
            scope = scope.parent

    def _is_sure(self, value: Value | None) -> bool:
        """Whether no branch that may not run has made it."""
        made = [one.call.where for one in objects(value) if one.call is not None]
        return all(one.function is not self.function or one.blocks == self.blocks[: len(one.blocks)] for one in made)

    def note_of_module(self, node: cst.Attribute, value: Value) -> None:
        """Remember ``config.ws``, the workspace of a module that the document imports at its top level."""
        top = self.modules.get(self.path)
        module = node.value.value if isinstance(node.value, cst.Name) else ""
        if top is not None and module in top.variables and _is_workspace(value):
            self._of_modules[top] = f"{module}.{node.attr.value}"

    # One value for each place

    def result_of(self, returns: str, call: Call | None, key: object, keeper: Obj | None = None) -> Value:
        """The value of something whose class the catalogue gives.

        ``list[X]`` and ``dict[X]`` are containers, ``tuple[X, Any]`` has one value for each name.
        """
        kind, bracket, inner = returns.partition("[")
        if kind == "tuple" and call is not None:
            found = self.list_at((returns, key))
            known = (self.result_of(one, call, key) if one != "Any" else UNKNOWN for one in inner[:-1].split(", "))
            found.items = [Item(value, call.node) for value in known]
            return found
        if bracket:
            return Container(kind, inner.rstrip("]"), call, keeper=keeper)
        place = (returns, key)
        made = self._objects.get(place)
        if made is None:
            made = self._objects[place] = Obj(returns, call)
        made.call = call
        return made

    def list_at(self, node: object) -> ListValue:
        return self._lists.setdefault(node, ListValue(blocks=self.blocks, function=self.function))

    def so_far(self, value: ListValue, node: cst.CSTNode) -> ListValue:
        """What is in the list before this place, also when the code behind it was met before."""
        if any(isinstance(block, (cst.For, cst.While)) for block in self.blocks):
            return value
        positions = self.source.positions[self.cell]
        here = positions[node].end
        later = {
            item.node
            for item in value.items
            if value.function is self.function
            and item.node in positions
            and (positions[item.node].start.line, positions[item.node].start.column) > (here.line, here.column)
        }
        items = [item for item in value.items if item.node not in later]
        return replace(value, items=items, added=list(value.added))

    def may_not_run(self, receiver: ListValue) -> bool:
        """Whether what stands here may run never or often for a list that is made once."""
        return self.blocks != receiver.blocks or self.function is not receiver.function

    def blocks_for(self, receiver: ListValue) -> tuple[cst.CSTNode, ...] | None:
        """The branches and loops around what is added to a list here; None when another function made the list."""
        return self.blocks if self.function is receiver.function else None

    def dict_at(self, node: cst.CSTNode) -> DictValue:
        return self._dicts.setdefault(node, DictValue())

    # Uses

    def is_v1(self, dotted: str) -> bool:
        return is_v1(dotted)

    def note_reference(self, node: cst.Name, value: Value) -> None:
        known = self.references.get(node)
        self.references[node] = value if known is None else join(known, value)
        self.reference_functions[node] = self.function

    def note_binding(self, node: cst.Name, value: Value, scope: FunctionScope) -> None:
        known = self.bindings.get(node)
        self.binding_functions[node] = scope
        self.bindings[node] = value if known is None else join(known, value)
        for one in alternatives(value):
            if isinstance(one, Obj) and not (self.over_list and one.symbol.startswith("azureml.pipeline.steps.")):
                one.bound_to[node] = node.value
            elif isinstance(one, (ListValue, DictValue)):
                one.statements[self.statement] = None

    def note_symbol(self, node: cst.Name | cst.Attribute, symbol: str) -> None:
        self.uses.references[node] = ReferenceUse(node, symbol, self.where(node))

    def note_error(self, node: cst.Name | cst.Attribute, dotted: str) -> None:
        self.uses.errors[node] = ReferenceUse(node, dotted, self.where(node))

    def forget_symbol(self, node: cst.CSTNode) -> None:
        self.uses.references.pop(node, None)

    def note_attribute(
        self, node: cst.Attribute, owner: Obj | Unknown, entry: Entry | None, name: str, value: Value
    ) -> None:
        symbol = entry.symbol if entry else f"{owner.symbol}.{name}"
        client = self.client(workspaces_of([owner]))
        self.uses.attributes[node] = AttributeUse(node, symbol, entry, owner, value, self.where(node), client)

    def forget_attribute(self, node: cst.CSTNode) -> None:
        """A method that is called is recorded as a call."""
        self.uses.attributes.pop(node, None)  # type: ignore[call-overload]

    def note_subscript(
        self, node: cst.Subscript | cst.Call | cst.Comparison, container: cst.BaseExpression, value: Container
    ) -> None:
        if value.of is not None:
            return
        attribute = self.uses.attributes.get(container) if isinstance(container, cst.Attribute) else None
        symbol = attribute.symbol if attribute else value.symbol
        self.uses.subscripts[node] = SubscriptUse(
            node, container, symbol, self.where(node), self.client(workspaces_of([value]))
        )

    def note_asked(self, node: cst.Call, receiver: Value, name: Value) -> None:
        """``getattr(ws, "compute_targets")``, of which the text stays as it is."""
        for one in alternatives(receiver):
            symbol = one.symbol if isinstance(one, (Obj, Unknown)) else ""
            entry = self.catalogue.member(symbol, str(name.value)) if symbol and isinstance(name, Const) else None
            if symbol and not (isinstance(name, Const) and (entry is None or entry.is_the_same)):
                self.uses.asked[node] = AskedUse(node, entry, one, self.where(node))

    # Parameters

    def note_annotation(self, scope: FunctionScope, param: cst.Param, annotation: Value) -> None:
        if isinstance(annotation, Symbol):
            entry = self.catalogue.get(annotation.name)
            if entry is not None and entry.kind == "class":
                self._types[self._key(scope, param.name.value)] = annotation.name
        elif isinstance(annotation, Foreign):
            self.denied.add(self._key(scope, param.name.value))

    def note_set(self, receiver: Value, name: str, value: Value) -> None:
        """A member of something plain gets a value: what it holds from then on may be anything."""
        if receiver == PLAIN and not (isinstance(value, Const) or is_plain(value)):
            self.mixed.add(name)

    def member_of_plain(self, name: object) -> Value:
        known = isinstance(name, (str, int)) and self.mixed.isdisjoint({str(name), ANY})
        return PLAIN if known or not self.mixed else UNKNOWN

    def note_passed(self, parameter: str, value: Value) -> None:
        """A function's own parameter that is handed on to v1 as a workspace is a workspace."""
        if parameter in _TELLING_PARAMETERS:
            for one in alternatives(value):
                if isinstance(one, Parameter):
                    self.learnt[self._key(one.function, one.name)] = _TELLING_PARAMETERS[parameter]

    def note_submitted(self, owner: Value | None) -> None:
        """A parameter that is asked to submit a job of v1 is an experiment."""
        for one in alternatives(owner):
            if isinstance(one, Parameter):
                self.learnt[self._key(one.function, one.name)] = EXPERIMENT

    def note_member(self, parameter: Parameter, node: cst.Attribute, of: str | None = None) -> None:
        """What a parameter is asked for tells whether it is a workspace of v1.

        It is none when that has no such member, and one when it is named so and only that has the member.

        Args:
            parameter: what is asked.
            node: the attribute.
            of: the collection of the workspace that has the attribute, as in ``ws.datastores.get_default``.
        """
        member = self.catalogue.member(WORKSPACE, of or node.attr.value)
        if of is None:
            fits = member is not None
        else:
            fits = member is None or not member.returns.startswith("dict[") or hasattr(dict, node.attr.value)
        if of is None and node.attr.value in _ONLY_OF_V1 and _NAMED_SO.search(parameter.name):
            self.learnt[self._key(parameter.function, parameter.name)] = WORKSPACE
        if not fits:
            self.denied.add(self._key(parameter.function, parameter.name))

    def from_elsewhere(self, name: str) -> Value | None:
        """A variable named like a workspace that other code gives this document: ``%run``, a package, the reader.

        Its uses tell what it is, as those of a parameter do.
        """
        if not _NAMED_SO.search(name):
            return None
        module = self.modules[self.source.path_of(self.cell)]
        key = self._key(module, name)
        if key in self._taught and key not in self.denied:
            found = module.variables[name] = self.result_of(self._taught[key], None, (module, name))
            return found
        return Parameter(module, name)

    def typed_parameter(self, scope: FunctionScope, param: cst.Param) -> Value:
        key = self._key(scope, param.name.value)
        learnt = self.learnt.get(key)
        symbol = self._types.get(key) or (learnt if key not in self.denied or learnt == EXPERIMENT else None)
        told = self.given.get(key) if scope.parent in self.modules.values() else None
        if isinstance(told, Made) and symbol is not None and self.catalogue.is_subclass(told.symbol, symbol):
            return self.told_by_callers(scope, param.name.value)
        if symbol is not None:
            return self.result_of(symbol, None, param)
        annotation = param.annotation.annotation if param.annotation else None
        if isinstance(annotation, cst.Name) and _is_used_as(annotation.value, param.name.value, scope):
            return Unknown(annotation.value, origin=parameter_of(Parameter(scope, param.name.value, self.apart)))
        plain = parameter(scope.node, param, self.values.get)
        if plain is not None:
            return plain
        told_there = self.told_by_callers(scope, param.name.value)
        if not isinstance(told_there, Parameter) or told_there.stays is not None or annotation is None:
            return told_there
        return self._instance_of(annotation, (scope, param.name.value)) or told_there

    def _instance_of(self, annotation: cst.BaseExpression, place: object) -> Value | None:
        """An instance of the data class that a parameter is annotated with; None for any other annotation."""
        known = self.values.get(annotation)
        if isinstance(known, LocalClass):
            return LocalInstance(known) if known.fields else None
        told = self.told(known.dotted) if isinstance(known, Foreign) else None
        return self.as_value(replace(told, instance=True), place) if isinstance(told, ClassOf) else None

    def told_by_callers(self, scope: FunctionScope, name: str) -> Value:
        """What callers in other documents pass for a parameter, or by a name that the signature does not have."""
        key = self._key(scope, name)
        told = self.given.get(key) if scope.parent in self.modules.values() else None
        if told is not None and not isinstance(told, Stays) and key not in self.denied:
            return self.as_value(told, (scope, name))
        stays = told if isinstance(told, Stays) and (told.symbol != WORKSPACE or key not in self.denied) else None
        return Parameter(scope, name, self.apart, stays)

    def given_to(self, scope: FunctionScope) -> list[str]:
        """The names by which callers in other documents pass something to a function."""
        place = self._key(scope, "")[:2]
        return [name for path, function, name in self.given if (path, function) == place and name != CALLERS]

    def kept_in(self, owner: str) -> set[str]:
        """The attributes of a class, or variables of the module itself, that other documents keep something in."""
        return {name for path, known, name in self.given if (path, known) == (self.path, owner)}

    def told(self, dotted: str) -> Told | None:
        raise AssertionError("the other modules tell")

    def as_value(self, told: Told | None, place: object) -> Value:
        raise AssertionError("the other modules tell")

    def element_elsewhere(self, table: Foreign, node: cst.CSTNode) -> Value | None:
        raise AssertionError("the other modules tell")

    def key_of(self, parameter: Parameter) -> tuple[str, str, str]:
        """A parameter by document, function and name."""
        return self._key(parameter.function, parameter.name)

    def shown(self, node: cst.CSTNode) -> str:
        """Where something stands, as a person is told."""
        for cell, positions in self.source.positions.items():
            if node in positions:
                return str(self.source.location(cell, node))
        return self.source.path


def _is_used_as(kind: str, name: str, scope: FunctionScope) -> bool:
    """Whether an annotation names a plain type that has all which the function asks the parameter for."""
    known = _PLAIN_TYPES.get(kind)
    if known is None or scope.node is None:
        return False
    asked = (one for one in walk(scope.node.body) if type(one) is cst.Attribute)
    of_it = (one.attr.value for one in asked if isinstance(one.value, cst.Name) and one.value.value == name)
    return all(hasattr(known, attribute) for attribute in of_it)


__all__ = ["UNKNOWN", "WORKSPACE", "Recorder"]
