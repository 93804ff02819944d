"""What an expression of v1 code stands for, as far as it can be known without running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

import libcst as cst

if TYPE_CHECKING:
    from migrate.v1.catalogue import Entry
    from migrate.v1.elsewhere import Made, Stays, Told
    from migrate.v1.scopes import FunctionScope


EXTENDED: Final = "<extended>"


@dataclass(frozen=True)
class Unknown:
    """Nothing is known; the expression is carried over as it is written.

    ``type_name`` is the builtin type when that much is known (``str`` for an f-string or ``os.environ[...]``).
    """

    type_name: str = ""
    symbol: str = ""
    """Its v1 class, when another module of the project makes it and it is not known to become v2 there."""
    told: Told | None = field(default=None, compare=False)
    """What that module tells of it."""
    origin: str = field(default="", compare=False)
    """Which other module makes it and why it stays v1 there, or which parameter it is, as the end of a message."""
    plain: bool = False
    """It is text, a number, or a list or dictionary of these, as a configuration file has them."""


@dataclass(frozen=True)
class Const:
    """A literal: str, int, float, bool, bytes or None."""

    value: object


@dataclass(frozen=True)
class Symbol:
    """A public name of the v1 SDK: a module, class, function or constant, in its canonical spelling."""

    name: str


@dataclass(frozen=True)
class Foreign:
    """A name imported from anywhere else, or a call or attribute of it."""

    dotted: str
    told: Told | None = field(default=None, compare=False)
    """What the module says of it, when it is a method of a class of the project."""
    unbound: str = field(default="", compare=False)
    """Why nothing is known of it, when nothing binds its name: the end of a message."""


@dataclass(eq=False)
class Parameter:
    """A parameter of a function of the project whose argument is not known."""

    function: FunctionScope
    name: str
    apart: str = ""
    """Why callers in other documents are not followed, when there are some."""
    stays: Stays | None = field(default=None, compare=False)
    """What some caller in another document passes, when it is not known to be v2, or to be all that it may be."""

    @property
    def default(self) -> cst.BaseExpression | None:
        """What it is when a caller leaves it out."""
        node = self.function.node
        parameters = () if node is None else (*node.params.params, *node.params.kwonly_params)
        return next((one.default for one in parameters if one.name.value == self.name), None)


@dataclass(frozen=True)
class Item:
    """One element of a list, with the expression that put it there."""

    value: Value
    node: cst.BaseExpression
    conditional: bool = False
    """Put there in a branch or a loop, so it may be absent or repeated."""
    blocks: tuple[cst.CSTNode, ...] | None = None
    """The branches and loops around the place where it was put; None when that is another function, or more places."""
    many: bool = False
    """Whether it is a list, of whose elements nothing is known, rather than one element."""


@dataclass(eq=False)
class ListValue:
    """A list or tuple with all that was put into it. ``complete`` is False when something unknown was added."""

    items: list[Item] = field(default_factory=list)
    complete: bool = True
    blocks: tuple[cst.CSTNode, ...] = ()
    """The branches and loops around the place where it was made."""
    function: FunctionScope | None = None
    """The function that it was made in; another one may add to it never, once or often."""
    statements: dict[cst.CSTNode, None] = field(default_factory=dict)
    """The statements that bind it to a variable or add to it, in order."""
    added: list[tuple[int, Item]] = field(default_factory=list)
    """The unknown lists that were added, each behind so many of the elements."""
    done: set[cst.CSTNode] = field(default_factory=set)
    """The calls that changed it."""
    mixed: bool = False
    """Whether more was done to it than to add elements and lists."""

    def put(
        self,
        value: Value,
        node: cst.BaseExpression,
        conditional: bool,
        blocks: tuple[cst.CSTNode, ...] | None = None,
    ) -> None:
        """Add an element; one expression puts one element, however often it is met."""
        for index, item in enumerate(self.items):
            if item.node is node:
                place = blocks if blocks == item.blocks else None
                self.items[index] = Item(value, node, item.conditional or conditional, place)
                return
        self.items.append(Item(value, node, conditional, blocks))

    def put_all(
        self, value: Value, node: cst.BaseExpression, conditional: bool, blocks: tuple[cst.CSTNode, ...] | None = None
    ) -> None:
        """Add the elements of a list that is not known."""
        self.complete = False
        if all(item.node is not node for _, item in self.added):
            self.added.append((len(self.items), Item(value, node, conditional, blocks, many=True)))

    def all(self) -> Iterator[Item]:
        """The elements, and the unknown lists among them."""
        for place in range(len(self.items) + 1):
            yield from (item for before, item in self.added if before == place)
            yield from self.items[place : place + 1]

    def flat(self) -> Iterator[Item]:
        """The elements, nested lists flattened."""
        for item in self.items:
            if isinstance(item.value, ListValue):
                yield from item.value.flat()
            else:
                yield item

    @property
    def known(self) -> bool:
        """Whether every element is known to be there exactly once."""
        return self.complete and all(
            not item.conditional and (not isinstance(item.value, ListValue) or item.value.known) for item in self.items
        )


@dataclass(eq=False)
class DictValue:
    """A dictionary with the entries whose keys are literals."""

    items: dict[object, Item] = field(default_factory=dict)
    complete: bool = True
    statements: dict[cst.CSTNode, None] = field(default_factory=dict)
    """The statements that bind it to a variable or set one of its items, in order."""


@dataclass(frozen=True)
class Where:
    """The place of a node: its statement, the function around it, and whether that may run once, never or often."""

    statement: cst.CSTNode
    """The simple statement, or the compound one in whose header it stands."""
    function: FunctionScope
    blocks: tuple[cst.CSTNode, ...]
    """The branches and loops around it inside its function; empty when it runs whenever the function does."""
    cell: int
    line: int
    column: int

    @property
    def order(self) -> tuple[int, int, int]:
        return (self.cell, self.line, self.column)

    @property
    def conditional(self) -> bool:
        return bool(self.blocks)

    @property
    def in_class(self) -> bool:
        """Whether it stands in the body of a class, whose variables nothing else sees by their names."""
        return self.function.is_module and self.function.parent is not None


@dataclass(eq=False)
class Argument:
    """An argument of a v1 call, bound to the parameter that it fills."""

    parameter: str
    node: cst.Arg
    value: Value


@dataclass(eq=False, repr=False)
class Call:
    """A call of a v1 function, class or method."""

    node: cst.Call
    entry: Entry
    where: Where
    receiver: Value | None = None
    """The object whose method is called."""
    arguments: dict[str, Argument] = field(default_factory=dict)
    """Bound arguments by parameter name; what fills no known parameter is under ``*`` or its own keyword."""
    result: Value | None = None
    client: str | None = None
    """Name of a variable, visible here, that holds a workspace."""

    @property
    def symbol(self) -> str:
        return self.entry.symbol

    def value(self, parameter: str) -> Value | None:
        argument = self.arguments.get(parameter)
        return argument.value if argument else None

    def expression(self, parameter: str) -> cst.BaseExpression | None:
        argument = self.arguments.get(parameter)
        return argument.node.value if argument else None


@dataclass(eq=False)
class SetEvent:
    """``object.attribute = value``."""

    name: str
    """The attribute; with ``[]`` behind it when an item of it is set."""
    node: cst.Attribute | cst.Subscript
    expression: cst.BaseExpression
    value: Value
    where: Where
    shared: bool = False
    """Whether the object may be any of several: the variable was bound in branches."""


@dataclass(eq=False, repr=False)
class Obj:
    """An object of the v1 SDK, followed from its construction through every mutation to its uses.

    One object stands for all that one expression of the source creates.
    """

    symbol: str
    """Its v1 class."""
    call: Call | None
    """What created it: a constructor, a factory or a method; None for a part of another object."""
    owner: Obj | None = None
    """The object that this one is a part of (``run_config.environment``)."""
    attribute: str = ""
    """Under which name it is a part of its owner."""
    sets: dict[cst.CSTNode, SetEvent] = field(default_factory=dict)
    calls: dict[cst.CSTNode, Call] = field(default_factory=dict)
    parts: dict[str, Obj] = field(default_factory=dict)
    own_parts: dict[str, Obj] = field(default_factory=dict)
    """The parts that it had by itself before it was given others."""
    source: Call | None = None
    """What gave the collection that this is an element of."""
    keeper: Obj | None = None  # the object of which that collection is an attribute
    listed: cst.Call | None = None  # where a dictionary that the SDK returned is asked for its elements
    bound_to: dict[cst.CSTNode, str] = field(default_factory=dict)
    """The assignments that bind it to a variable, with the variable's name."""
    told: bool = False
    """Whether another module tells of it, in which it becomes v2."""
    given_by: cst.Call | None = None
    """The call of a function of that module which gives it."""
    variables: tuple[tuple[str, str], ...] = ()
    """The environment variables that another module tells it has."""
    one_of: tuple[Obj, ...] = ()
    """The objects of which it may be any, when it stands for what a variable holds after a branch."""
    unread: str = ""
    """Why not all that is done to it is known: which cell that cannot be parsed changes it."""
    choices: dict[tuple[Obj, ...], Obj] = field(default_factory=dict)
    """What stands for this object and the others of the key, of which it is the first."""

    @property
    def name(self) -> str:
        """The variable that it was first bound to; empty when none."""
        return next(iter(self.bound_to.values()), "")

    def replace_part(self, name: str, part: Obj | None) -> None:
        """Give it another part, or none again; one of its own that goes is remembered."""
        before = self.parts.pop(name, None)
        if before is not None and before.owner is self and before.call is None:
            self.own_parts[name] = before
        if part is not None:
            self.parts[name] = part

    def own_part(self, name: str) -> Obj | None:
        """The part that nobody else made, also when another one has taken its place."""
        part = self.parts.get(name)
        return part if part is not None and part.owner is self and part.call is None else self.own_parts.get(name)

    def argument(self, parameter: str) -> Argument | None:
        return self.call.arguments.get(parameter) if self.call else None

    def last_set(self, name: str) -> SetEvent | None:
        events = [event for event in self.sets.values() if event.name == name]
        return max(events, key=lambda event: event.where.order) if events else None


@dataclass(frozen=True)
class Method:
    """A method of a v1 object, not called yet."""

    receiver: Value
    entry: Entry


@dataclass(frozen=True)
class Function:
    """A function of the project."""

    scope: FunctionScope


@dataclass(frozen=True)
class LocalClass:
    """A class of the project."""

    name: str
    methods: tuple[tuple[str, FunctionScope], ...]
    """Its own and those that it inherits."""
    attributes: dict[str, Value] = field(compare=False, default_factory=dict)
    bases: list[LocalClass] = field(compare=False, repr=False, default_factory=list)
    heirs: list[LocalClass] = field(compare=False, repr=False, default_factory=list)
    """The classes that inherit from it, directly or not."""
    made: list[cst.Call] = field(compare=False, repr=False, default_factory=list)
    """The calls that make instances of this class itself."""
    fields: list[str] = field(compare=False, repr=False, default_factory=list)
    """What a data class is made with, in order."""
    keeps: dict[str, str] = field(compare=False, repr=False, default_factory=dict)
    """Of a class of another module what it is made with, in order, each with the attribute that keeps it, if any."""
    hands: dict[str, tuple[Value, ...]] = field(compare=False, repr=False, default_factory=dict)
    """Of a class of another module what its methods are given by the class itself."""

    @property
    def is_extended(self) -> bool:
        """Whether it is no class, but what some object holds besides what it was made with."""
        return self.name.startswith(EXTENDED)


@dataclass(frozen=True)
class LocalInstance:
    """An instance of a class of the project; its attributes are shared by all instances."""

    cls: LocalClass


@dataclass(frozen=True)
class LocalMethod:
    instance: LocalInstance
    scope: FunctionScope


@dataclass(frozen=True)
class LocalLambda:
    """A function without a name of its own: ``submit = lambda pipeline: pipeline.submit("train")``."""

    node: cst.Lambda


@dataclass(frozen=True)
class LocalPartial:
    """``functools.partial(function, ws)``: a function of the project, some of whose arguments are given."""

    function: Value


@dataclass(frozen=True)
class Container:
    """A collection that the SDK returns, with the class of its elements (``ws.compute_targets``)."""

    kind: str
    """``list`` or ``dict``; ``items`` for pairs of a name and an element."""
    symbol: str
    call: Call | None = field(compare=False, default=None)
    place: cst.CSTNode | None = field(compare=False, default=None)
    """Where a dictionary is asked for its elements."""
    keeper: Obj | None = field(compare=False, default=None)
    of: Made | Stays | None = field(compare=False, default=None)
    """What each element is, when another module made it."""


@dataclass(frozen=True)
class OneOf:
    """One of several values: the branches of the program differ."""

    values: tuple[Value, ...]


Value: TypeAlias = (
    Unknown
    | Const
    | Symbol
    | Foreign
    | Parameter
    | ListValue
    | DictValue
    | Obj
    | Method
    | Function
    | LocalClass
    | LocalInstance
    | LocalMethod
    | LocalLambda
    | LocalPartial
    | Container
    | OneOf
)

UNKNOWN = Unknown()


def join(*values: Value | None) -> Value:
    """The value of a variable that holds one of several."""
    found: list[Value] = []
    for value in values:
        for one in value.values if isinstance(value, OneOf) else (value,):
            if one is not None and one not in found:
                found.append(one)
    if not found:
        return UNKNOWN
    return found[0] if len(found) == 1 else OneOf(tuple(found))


def alternatives(value: Value | None) -> tuple[Value, ...]:
    """The values that it may be; a single one for most."""
    if value is None:
        return ()
    return value.values if isinstance(value, OneOf) else (value,)


def objects(value: Value | None) -> tuple[Obj, ...]:
    """The v1 objects that it may be."""
    return tuple(one for one in alternatives(value) if isinstance(one, Obj))


def constant(value: Value | None) -> object:
    """The literal that it is; ``None`` when it is not one (or is the literal None)."""
    return value.value if isinstance(value, Const) else None


def type_name(value: Value | None) -> str:
    """``str``, ``int``, ``float`` or ``bool`` when that is certain, else empty."""
    names = {
        type(one.value).__name__ if isinstance(one, Const) else one.type_name if isinstance(one, Unknown) else ""
        for one in alternatives(value)
    }
    return names.pop() if len(names) == 1 else ""
