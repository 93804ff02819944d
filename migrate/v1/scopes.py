"""The functions of a module, with what is known of their parameters, results and variables."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.nodes import code_of
from migrate.v1.values import UNKNOWN, LocalClass, Value, join

Variables = dict[str, Value]
_KINDS = {
    "staticmethod": "staticmethod",
    "classmethod": "classmethod",
    "property": "property",
    "cached_property": "property",
}
_YIELDING = frozenset({"contextmanager", "asynccontextmanager", "fixture"})


@dataclass(eq=False)
class FunctionScope:
    """One function (or the module itself, for which ``node`` is None)."""

    name: str
    node: cst.FunctionDef | cst.Lambda | None = None
    parent: FunctionScope | None = None
    variables: Variables = field(default_factory=dict)
    arguments: Variables = field(default_factory=dict)
    """What its callers pass, joined over all calls."""
    unknown: set[str] = field(default_factory=set)
    """The parameters that some caller passes something to of which nothing is known."""
    results: list[Value] = field(default_factory=list)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    """The names of functions around it that it says to bind."""
    calls: list[cst.Call] = field(default_factory=list)
    decorated: str = ""
    """The decorator of which is not known whether the function still gives what it returns."""
    owner: LocalClass | None = None
    """The class that it is a method of."""
    running: bool = False
    analysed: bool = False

    @property
    def is_module(self) -> bool:
        return self.node is None

    @property
    def kind(self) -> str:
        """``staticmethod``, ``classmethod`` or ``property`` when it has such a decorator, or is given the class."""
        if self.name == "__new__" and self.owner is not None:
            return "classmethod"
        decorators = self.node.decorators if isinstance(self.node, cst.FunctionDef) else ()
        names = (code_of(one.decorator).removeprefix("functools.") for one in decorators)
        return next((_KINDS[name] for name in names if name in _KINDS), "")

    @property
    def yields_once(self) -> bool:
        """Whether what it yields is what those get who ask for it: a context manager, a fixture of pytest."""
        decorators = self.node.decorators if isinstance(self.node, cst.FunctionDef) else ()
        found = (one.decorator.func if isinstance(one.decorator, cst.Call) else one.decorator for one in decorators)
        return any(code_of(one).rpartition(".")[2] in _YIELDING for one in found)

    @property
    def result(self) -> Value:
        return join(*self.results) if self.results else UNKNOWN

    def lookup(self, name: str) -> Value | None:
        """The value of a name as seen from inside, by Python's scoping rules."""
        scope: FunctionScope | None = self
        while scope is not None:
            if name in scope.variables:
                return scope.variables[name]
            scope = scope.parent
        return None

    def target(self, name: str) -> FunctionScope:
        """The scope that an assignment to the name binds it in."""
        if name in self.globals:
            scope = self
            while scope.parent is not None:
                scope = scope.parent
            return scope
        if name in self.nonlocals and self.parent is not None and not self.parent.is_module:
            return self.parent if name in self.parent.variables else self.parent.target(name)
        return self

    def pass_argument(self, name: str, value: Value) -> bool:
        """Add what a call passes; True when that is news."""
        known = self.arguments.get(name)
        joined = join(known, value) if known is not None else value
        if known is not None and joined == known:
            return False
        self.arguments[name] = joined
        return True


def merge(branches: list[Variables]) -> Variables:
    """The variables after branches of which one was taken."""
    names = {name: None for branch in branches for name in branch}
    return {name: join(*(branch[name] for branch in branches if name in branch)) for name in names}
