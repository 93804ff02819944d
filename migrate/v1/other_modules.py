"""What a document gets from the other modules of its project, as values."""

from __future__ import annotations

import libcst as cst

from migrate.v1.catalogue import Catalogue
from migrate.v1.elsewhere import (
    ClassOf,
    Elements,
    Elsewhere,
    Everything,
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
from migrate.v1.lists import Lists
from migrate.v1.source import Source
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
    Method,
    Obj,
    Parameter,
    Symbol,
    Unknown,
    Value,
    join,
)


class OtherModules(Lists):
    """Looks up what is imported.

    Args:
        elsewhere: what the other modules of the project tell; None when there are none.
    """

    def __init__(self, source: Source, catalogue: Catalogue, elsewhere: Elsewhere | None = None) -> None:
        super().__init__(source, catalogue)
        self._elsewhere = elsewhere

    def told(self, dotted: str) -> Told | None:
        return self._elsewhere(dotted, self.path) if self._elsewhere is not None and "." in dotted else None

    def within(self, told: Told | None) -> Value | None:
        """The function, class or variable itself, when its document is understood together with this one."""
        if isinstance(told, (Made, Stays, Together)) and told.kept is not None:
            self.kept_elsewhere.add(told.kept)
            path, name = told.kept
            return self.modules[path].variables.get(name) if path in self.modules else None
        if not isinstance(told, (Gives, ClassOf, Table)) or (isinstance(told, ClassOf) and told.instance):
            return None
        if isinstance(told, Table):
            path, name = told.maker or ("", "")
            return self.modules[path].variables.get(name) if path in self.modules else None
        of_class = tuple(told.name.split(":")) if isinstance(told, ClassOf) else told.maker or told.place
        path, name = of_class if of_class is not None and len(of_class) == 2 else ("", "")
        found = self.modules[path].variables.get(name) if path in self.modules else None
        return found if isinstance(found, (Function, LocalClass)) else None

    def imported(self, dotted: str, node: cst.CSTNode) -> Value:
        """What ``from module import name`` binds, for a module that is not v1."""
        told = self.told(dotted)
        if dotted in self.set_here and (told is None or isinstance(told, (Made, Stays))):
            # What others set it to, too, is of the same class, or not known.
            return self.set_here[dotted]
        itself = self.within(told)
        if itself is not None:
            return itself
        if told is None or isinstance(told, (Gives, Table)) or (isinstance(told, ClassOf) and not told.instance):
            local = node.evaluated_alias or dotted.rpartition(".")[2] if isinstance(node, cst.ImportAlias) else ""
            # ``from utils import workspace`` may be a module, which no variable of that name is
            unknown = told is None and not isinstance(self.told(f"{dotted}.*"), Everything)
            return (self.from_elsewhere(local) if unknown else None) or Foreign(dotted)
        return self.as_value(told, node)

    def as_value(self, told: Told | None, place: object) -> Value:
        """What another module tells of a value, as a value of its own at this place."""
        if isinstance(told, Made):
            made = self.result_of(told.symbol, None, place)
            if isinstance(made, Obj):
                made.told = True
                made.given_by = place if isinstance(place, cst.Call) else None
                made.variables = told.variables
            return made
        if isinstance(told, Stays):
            return Unknown(symbol=told.symbol, told=told, origin=_left(told, self.apart))
        if isinstance(told, Elements):
            return Container(told.kind, told.of.symbol, of=told.of)
        if isinstance(told, Named):
            held = ((name, self.as_value(one, (place, name))) for name, one in told.items)
            return DictValue({name: Item(value, cst.Name("_")) for name, value in held}, complete=False)
        if isinstance(told, Passed):
            return Symbol(told.symbol)
        if isinstance(told, Gives):
            return Foreign("<function>", told)
        if isinstance(told, ClassOf):
            known = self.foreign_classes.get(place)
            if known is None:
                members = {name: self.as_value(one, (place, name)) for name, one in told.members}
                known = self.foreign_classes[place] = LocalClass(told.name, (), members)
                known.keeps.update(told.keeps)
                for method, given in told.hands:
                    known.hands[method] = tuple(self.as_value(one, (place, method, i)) for i, one in enumerate(given))
            return LocalInstance(known) if told.instance else known
        if isinstance(told, Fixed):
            return Const(told.value)
        if isinstance(told, Typed):
            return Unknown(told.name, plain=told.plain)
        if isinstance(told, Several):
            return join(*(self.as_value(one, (place, index)) for index, one in enumerate(told.values)))
        if isinstance(told, Together):
            anything = cst.Name("_")
            values = [self.as_value(one, (place, index)) for index, one in enumerate(told.values)]
            return ListValue([Item(value, anything) for value in values])
        return UNKNOWN

    def element_elsewhere(self, table: Foreign, node: cst.CSTNode) -> Value | None:
        """One of the functions in a table of another module: ``PIPELINES[name]``; None for anything else."""
        told = table.told or self.told(table.dotted)
        if not isinstance(told, Table):
            return None
        return join(*(self.as_value(one, (node, index)) for index, one in enumerate(told.values)))

    def member_of_passed(self, node: cst.Attribute, owner: Parameter, name: str) -> Value:
        """A member of a parameter that some caller in another document passes an object of v1."""
        told = owner.stays
        if told is None:
            return UNKNOWN
        entry = self.catalogue.member(told.symbol, name)
        if entry is None or (told.becomes and entry.is_the_same):
            return UNKNOWN
        return self.member_elsewhere(node, Unknown(symbol=told.symbol, told=told, origin=_left(told, self.apart)), name)

    def member_elsewhere(self, node: cst.Attribute, owner: Unknown, name: str) -> Value:
        """A member of an object that another module makes and that is not followed here."""
        entry = self.catalogue.member(owner.symbol, name)
        if isinstance(owner.told, Stays) and owner.told.becomes and entry is not None and entry.is_the_same:
            return UNKNOWN
        if entry is not None and entry.kind in ("method", "classmethod", "staticmethod"):
            return Method(owner, entry)
        if entry is not None:
            self.note_attribute(node, owner, entry, name, UNKNOWN)
        return UNKNOWN


def _left(told: Stays, apart: str) -> str:
    """Where something is made and why it stays v1 there, as the end of a message."""
    symbol = told.symbol.rpartition(".")[2]
    if told.passed:
        also = "but others may pass something else" if told.becomes else "which is not followed into this file"
        what = f"a {told.many} of `{symbol}`" if told.many else f"{'an' if symbol[:1] in 'AEIOU' else 'a'} `{symbol}`"
        how = f"keeps {what} in" if told.sets else f"passes {what} as"
        return f"`{told.place}` {how} `{told.passed}`, {also}"
    if told.decorator:
        return (
            f"`{told.place}` gives a v2 `{symbol}`, but what `{told.decorator}` makes of it is not known"
            if told.becomes
            else ""
        )
    if told.joint and apart and f"`{told.place}` makes it" not in apart:
        return f"`{told.place}` makes it, where it stays v1: {apart}"
    if told.reason:
        return f"`{told.place}` makes it, where it stays v1: {told.reason}"
    return f"`{told.place}` makes this `{symbol}`, which is not followed out of its file"
