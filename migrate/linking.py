"""Follow what the modules of a project import from each other.

What a function of another module returns is known by its v1 class, and only when that module is converted together
with this one and every way out of the function ends in something that became v2 there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath

from migrate.conversion import Document, Options
from migrate.decisions.context import Context
from migrate.decisions.decider import Decisions, decide
from migrate.errors import ReadError
from migrate.ledger import Outcome
from migrate.project.reading import read_document
from migrate.rules import all_rules
from migrate.v1.catalogue import Catalogue, catalogue
from migrate.v1.elsewhere import Fixed, Gives, Made, Several, Together, Told, Typed, places
from migrate.v1.environments import VARIABLES
from migrate.v1.folding import events
from migrate.v1.interpreter import Interpreter, interpret
from migrate.v1.source import Source, parse
from migrate.v1.values import Const, Foreign, Function, ListValue, Obj, OneOf, Unknown, Value, alternatives

_CLASSES = (
    "azureml.core.Workspace",
    "azureml.core.Environment",
    "azureml.core.compute.ComputeTarget",
    "azureml.data.abstract_datastore.AbstractDatastore",
    "azureml.core.authentication.AbstractAuthentication",
)
"""v1 classes whose objects have a counterpart in v2 that stands in the same variable."""


@dataclass
class Understood:
    """One document, understood and decided on."""

    source: Source
    interpreter: Interpreter
    context: Context
    decisions: Decisions


@dataclass
class Linker:
    """The documents of one project, each understood once.

    Args:
        options: ``together`` holds the paths of the documents that are converted.
    """

    root: Path
    options: Options
    _known: dict[PurePosixPath, Mapping[str, Told]] = field(default_factory=dict)
    _open: set[PurePosixPath] = field(default_factory=set)
    """Modules that are being understood: what they give to those that they import is not known yet."""

    def understand(self, document: Document) -> Understood:
        """Understand a document.

        Raises:
            ReadError: it cannot be parsed.
        """
        path = PurePosixPath(document.path)
        source = parse(document)
        self._open.add(path)
        try:
            interpreter = interpret(source, partial(self._lookup, path))
            context, decisions = decide(interpreter, self.options, self.root, path, all_rules())
        finally:
            self._open.discard(path)
        return Understood(source, interpreter, context, decisions)

    def _lookup(self, path: PurePosixPath, dotted: str) -> Told | None:
        for module, rest in places(path, dotted):
            if str(module) in self.options.together:
                return self._names(module).get(rest[0]) if len(rest) == 1 else None
        return None

    def _names(self, path: PurePosixPath) -> Mapping[str, Told]:
        """What the names of a module stand for."""
        if path in self._open:
            return {}
        if path not in self._known:
            self._known[path] = {}
            try:
                document = read_document(self.root, str(path), plain_too=True)
                assert document is not None
                understood = self.understand(document)
            except (ReadError, RecursionError):
                return {}
            self._known[path] = _Told(understood, partial(self._lookup, path)).names()
        return self._known[path]


class _Told:
    """What one module tells the others."""

    def __init__(self, understood: Understood, lookup: partial[Told | None]) -> None:
        self._understood = understood
        self._lookup = lookup
        self._catalogue: Catalogue = catalogue()

    def names(self) -> dict[str, Told]:
        variables = self._understood.interpreter.module.variables
        found = {name: self._tell(value) for name, value in variables.items()}
        return {name: told for name, told in found.items() if told is not None}

    def _tell(self, value: Value) -> Told | None:
        if isinstance(value, Function):
            results = [one for one in alternatives(value.scope.result) if one != Const(None)]
            return Gives(
                self._tell(OneOf(tuple(results)) if len(results) > 1 else results[0] if results else Unknown())
            )
        if isinstance(value, Foreign):
            return self._lookup(value.dotted) if "." in value.dotted else None
        if isinstance(value, Const):
            return Fixed(value.value)
        if isinstance(value, Unknown):
            return Typed(value.type_name) if value.type_name else None
        if isinstance(value, Obj):
            return Made(value.symbol) if self._is_v2(value) else None
        if isinstance(value, ListValue) and value.known:
            return Together(tuple(self._tell(item.value) for item in value.items))
        if isinstance(value, OneOf):
            told = [self._tell(one) for one in value.values]
            known = tuple(dict.fromkeys(one for one in told if one is not None))
            if len(known) < len(dict.fromkeys(told)):
                return None
            return known[0] if len(known) == 1 else Several(known)
        return None

    def _is_v2(self, obj: Obj) -> bool:
        """Whether the object's place holds its v2 counterpart once the module is converted."""
        if not any(obj.symbol == one or self._catalogue.is_subclass(obj.symbol, one) for one in _CLASSES):
            return False
        if any(event.name in VARIABLES for event in events(obj)):
            # In v2 they belong to the job, which the other module makes.
            return False
        if obj.call is None or obj in self._understood.context.vanished:
            return obj.call is None and obj.owner is None
        decision = self._understood.context.decisions.get(obj.call.node)
        return decision is not None and decision.fate.outcome is not Outcome.MANUAL


@lru_cache(maxsize=2)
def linker(root: Path, options: Options) -> Linker:
    """The linker of a project; the same for all its documents."""
    return Linker(root, options)
