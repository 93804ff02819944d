"""What assignments and imports bind."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.v1 import unread
from migrate.v1.elsewhere import ClassOf, Everything, Gives, Stays, Table
from migrate.v1.expressions import Expressions
from migrate.v1.literals import ANY_KEY
from migrate.v1.nodes import code_of
from migrate.v1.plain import ANY, PLAIN
from migrate.v1.uses import ImportUse
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
    Obj,
    SetEvent,
    Symbol,
    Unknown,
    Value,
    alternatives,
    constant,
    join,
    objects,
)


class Binding(Expressions):
    """Binds variables, attributes and items of containers, and records the v1 names that are imported."""

    def bind(self, target: cst.BaseExpression, value: Value, source: cst.BaseExpression | None = None) -> None:
        """Assign a value to a target of any shape."""
        if isinstance(target, cst.Name):
            scope = self.function.target(target.value)
            if scope.is_module and self.given:
                value = self.kept_by_others("", target.value, value, (scope, target.value))
            scope.variables[target.value] = value
            self.note_binding(target, value, scope)
        elif isinstance(target, cst.Attribute):
            self._set(target, value, source)
        elif isinstance(target, cst.Subscript):
            self._set_item(target, value, source)
        elif isinstance(target, (cst.Tuple, cst.List)):
            for element, part in zip(target.elements, self._taken_apart(target, value), strict=True):
                self.bind(element.value, part)
        else:
            self.eval(target)

    def _taken_apart(self, target: cst.Tuple | cst.List, value: Value) -> list[Value]:
        """What each of several targets gets; one with a star the list of what the others leave."""
        stars = [isinstance(element, cst.StarredElement) for element in target.elements]
        if isinstance(value, Container) and value.kind == "list":
            pairs = zip(target.elements, stars, strict=True)
            return [value if star else self.element_of(value, element) for element, star in pairs]
        if isinstance(value, LocalInstance) and len(value.cls.fields) == len(stars) and True not in stars:
            return [value.cls.attributes.get(name, UNKNOWN) for name in value.cls.fields]  # a named tuple
        if self.is_unsure(value):
            return [value for _ in stars]
        parts = _parts(value)
        if True not in stars and len(parts) == len(stars):
            return list(parts)
        if True in stars and isinstance(value, ListValue) and len(parts) >= len(stars) - 1:
            place, rest = stars.index(True), self.list_at(target)
            end = len(parts) - (len(stars) - 1 - place)
            rest.items = value.items[place:end]
            return [*parts[:place], rest, *parts[end:]]
        if isinstance(value, ListValue) and not value.known:
            one = self.only_core(self.element(value))
            return [value if star and one != UNKNOWN else one for star in stars]
        return [UNKNOWN for _ in stars]

    def _set(self, target: cst.Attribute, value: Value, source: cst.BaseExpression | None) -> None:
        name = target.attr.value
        receivers = alternatives(self.eval(target.value))
        shared = len(objects(self.values.get(target.value))) > 1
        for receiver in receivers:
            if isinstance(receiver, Obj):
                event = SetEvent(name, target, source or target, value, self.where(target), shared)
                receiver.sets[target] = event
                self.uses.sets[target] = (receiver, event)
                for part in alternatives(value):
                    if isinstance(part, Obj):
                        self.replaced_parts.append((receiver, name, receiver.parts.get(name), part))
                        receiver.replace_part(name, part)
            self.note_set(receiver, name, value)
            if receiver in (UNKNOWN, PLAIN) and objects(value) and isinstance(target.value, cst.Name):
                self.kept_with(target.value, name, value)
            cls = receiver.cls if isinstance(receiver, LocalInstance) else receiver
            if isinstance(cls, LocalClass):
                cls.attributes[name] = join(cls.attributes.get(name), value)
            self._set_elsewhere(cls, target, value)

    def _set_elsewhere(self, owner: Value, target: cst.Attribute, value: Value) -> None:
        """``config.ws = ws``: what other documents read from there, too.

        ``self.ws = ws`` is also for what a class of another document says of ``self.ws``, from which this one inherits.
        """
        if isinstance(owner, Foreign) and value != UNKNOWN:
            dotted = f"{owner.dotted}.{target.attr.value}"
            self.set_here[dotted] = join(self.set_here.get(dotted), value)
        above = [owner]
        if isinstance(owner, LocalClass) and owner in self.classes.values():
            above = list(_above(owner)) if isinstance(target.value, cst.Name) else []
        known = self.classes.values()
        owners = tuple(one for one in above if isinstance(one, (Foreign, LocalClass)) and one not in known)
        if owners:
            self.set_elsewhere[target] = (owners, value)

    def kept_by_others(self, owner: str, name: str, value: Value, place: object) -> Value:
        """What a variable of a module or an attribute of a class holds, with what other documents keep in it."""
        told = self.given.get((self.path, owner, name))
        if told is None:
            return value
        return join(
            *(one for one in alternatives(value) if one not in (UNKNOWN, Const(None))), self.as_value(told, place)
        )

    def _set_item(self, target: cst.Subscript, value: Value, source: cst.BaseExpression | None) -> None:
        container = self.eval(target.value)
        keys = [self.eval(element.slice.value) for element in target.slice if isinstance(element.slice, cst.Index)]
        name = constant(keys[0]) if len(keys) == 1 else None
        if isinstance(name, str) and isinstance(target.value, cst.Call) and code_of(target.value) == "globals()":
            top = self.modules[self.path]
            top.variables[name] = self.kept_by_others("", name, value, (top, name))
        if isinstance(container, DictValue):
            container.statements[self.statement] = None
            if registered := _registered(keys, value):
                container.items |= {name: Item(one, source or target) for name, one in registered.items()}
                container.complete = False  # others may register theirs, too
            elif len(keys) == 1 and isinstance(keys[0], Const):
                container.items[keys[0].value] = Item(value, source or target, bool(self.blocks))
                container.complete = container.complete and not self.blocks
            else:
                container.complete = False
                value = self.held_by_code(target, value, "the dictionary")
                if value != UNKNOWN:
                    held = container.items.get(ANY_KEY)
                    container.items[ANY_KEY] = Item(
                        join(held.value if held is not None else None, value), source or target, True
                    )
        elif isinstance(container, ListValue):
            container.complete, container.mixed = False, True
        key = constant(keys[0]) if len(keys) == 1 else None
        self.note_set(container, str(key) if key is not None else ANY, value)
        if isinstance(target.value, cst.Attribute):
            # ``run_config.environment_variables["X"] = "1"`` changes the object that has the dictionary.
            name = f"{target.value.attr.value}[]"
            receivers = alternatives(self.values.get(target.value.value))
            shared = len(objects(self.values.get(target.value.value))) > 1
            for receiver in receivers:
                if isinstance(receiver, Obj):
                    event = SetEvent(name, target, source or target, value, self.where(target), shared)
                    receiver.sets[target] = event
                    self.uses.sets[target] = (receiver, event)

    # Cells that cannot be parsed

    def skip(self, cell: int) -> None:
        """Forget what the variables hold that a cell binds, or of which it changes what they hold."""
        text, top = self.source.unread[cell], self.module
        words = unread.words_in(text)
        self.skipped[cell] = {name: value for name, value in top.variables.items() if name in words}
        for local, dotted in unread.imported_in(text).items():
            v1 = Symbol(self.catalogue.canonical(dotted) or dotted) if self.is_v1(dotted) else None
            top.variables[local] = v1 or Foreign(dotted)
        for name, call in unread.bound_in(text).items():
            top.variables[name] = self._not_read(name, cell, "makes", self._class_given_by(call))
        for name in unread.changed_in(text):
            value = top.variables.get(name)
            for one in alternatives(value):
                if isinstance(one, (DictValue, ListValue, Obj)):
                    symbol = one.symbol if isinstance(one, Obj) else ""
                    top.variables[name] = join(value, self._not_read(name, cell, "changes", symbol))
                if isinstance(one, Obj):
                    one.unread = unread.why(self.source, cell, name, "changes")

    def _not_read(self, name: str, cell: int, does: str, symbol: str) -> Value:
        why = unread.why(self.source, cell, name, does)
        self.unread_reasons.add(why)
        named = self.from_elsewhere(name) if not symbol else None
        symbol = next((one.symbol for one in objects(named)), symbol)
        if symbol:
            return Unknown(symbol=symbol, told=Stays(f"cell {cell}", symbol), origin=why)
        return named or Foreign(name, unbound=why)

    def _class_given_by(self, call: str) -> str:
        """The class of v1 that a call gives an object of; empty for any other call."""
        name, *members = call.split(".")
        value = self.module.variables.get(name)
        for known in alternatives(value):
            if isinstance(known, (Obj, Symbol)):
                owner = known.symbol if isinstance(known, Obj) else known.name
                entry = self.catalogue.get(self.catalogue.canonical(".".join([owner, *members])) or "")
                if entry is not None:
                    return entry.symbol if entry.kind == "class" else entry.returns.partition("[")[0]
        return ""

    # Imports

    def import_(self, node: cst.Import | cst.ImportFrom) -> None:
        if isinstance(node, cst.Import):
            for alias in node.names:
                self._import_module(alias)
            return
        module = "." * len(node.relative) + (code_of(node.module) if node.module else "")
        if isinstance(node.names, cst.ImportStar):
            self._import_star(node, module)
            return
        for alias in node.names:
            imported = alias.evaluated_name
            local = alias.evaluated_alias or imported
            dotted = f"{module}.{imported}"
            value: Value
            if node.relative or not self.is_v1(dotted):
                value = self.imported(_joined(module, imported), alias)
                if isinstance(value, Symbol):
                    self.uses.imports.append(ImportUse(alias, value.name, local, self.where(node), module))
            else:
                value = Symbol(self.catalogue.canonical(dotted) or dotted)
                self.uses.imports.append(ImportUse(alias, value.name, local, self.where(node)))
            self.function.target(local).variables[local] = value

    def _import_module(self, alias: cst.ImportAlias) -> None:
        dotted = alias.evaluated_name
        local = alias.evaluated_alias or dotted.split(".")[0]
        bound = dotted if alias.evaluated_alias else local
        value: Value = Foreign(bound)
        if self.is_v1(dotted):
            value = Symbol(bound)
            self.uses.imports.append(ImportUse(alias, dotted, local, self.where(alias)))
        self.function.target(local).variables[local] = value

    def _import_star(self, node: cst.ImportFrom, module: str) -> None:
        if node.relative or not self.is_v1(module):
            self._import_all(node, module)
            return
        self.uses.imports.append(ImportUse(node, module, "*", self.where(node)))
        for name, symbol in self.catalogue.exports(module).items():
            self.function.variables[name] = Symbol(symbol)

    def _import_all(self, node: cst.ImportFrom, module: str) -> None:
        told = self.told(_joined(module, "*"))
        for name, one in told.names if isinstance(told, Everything) else ():
            dotted = _joined(module, name)
            followed = one is not None and not isinstance(one, (ClassOf, Gives, Table))
            itself = self.within(one)
            value = itself or (self.as_value(one, (node, name)) if followed else Foreign(dotted))
            if isinstance(value, Symbol):
                self.uses.imports.append(ImportUse(node, value.name, name, self.where(node), module))
            self.function.target(name).variables[name] = value


def _registered(keys: list[Value], value: Value) -> dict[str, Function]:
    """The functions that ``STEPS[function.__name__] = function`` keeps, by name; empty for anything else."""
    functions = {one.scope.name: one for one in alternatives(value) if isinstance(one, Function)}
    names = [constant(one) for key in keys for one in alternatives(key)]
    return functions if len(functions) == len(alternatives(value)) and names == list(functions) else {}


def _above(cls: LocalClass) -> Iterator[LocalClass]:
    """The classes that one inherits from."""
    for base in cls.bases:
        yield base
        yield from _above(base)


def _parts(value: Value) -> list[Value]:
    """What a list or tuple is taken apart to, also one of several of the same length; empty when that is not known."""
    found = [one for one in alternatives(value) if isinstance(one, ListValue) and one.known]
    if len(found) < len(alternatives(value)) or len({len(one.items) for one in found}) != 1:
        return []
    return [join(*(one.items[place].value for one in found)) for place in range(len(found[0].items))]


def _joined(module: str, name: str) -> str:
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
