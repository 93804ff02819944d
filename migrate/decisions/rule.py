"""What a rule is, and what it decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from migrate.ledger import Outcome
from migrate.v1.uses import AttributeUse, ReferenceUse, SubscriptUse
from migrate.v1.values import Call, Obj, SetEvent
from migrate.v2.expressions import Expr
from migrate.v2.statements import Define, Statement

if TYPE_CHECKING:
    from migrate.decisions.context import Context

LEARN = "https://learn.microsoft.com/azure/machine-learning"


def learn(page: str) -> str:
    """Address of an official page of the v2 documentation."""
    return f"{LEARN}/{page}?view=azureml-api-2"


@dataclass(frozen=True)
class Fate:
    """What becomes of one use, and what a reviewer should know about it."""

    outcome: Outcome
    v2: str = ""
    message: str = ""


def converted(v2: str = "", message: str = "") -> Fate:
    return Fate(Outcome.CONVERTED, v2, message)


def changed(v2: str, message: str) -> Fate:
    return Fate(Outcome.CHANGED, v2, message)


def dropped(message: str) -> Fate:
    return Fate(Outcome.DROPPED, "", message)


def manual(message: str, v2: str = "") -> Fate:
    return Fate(Outcome.MANUAL, v2, message)


class Manual(Exception):
    """Raised by a rule that cannot convert a use: the code stays and gets a TODO with this message."""


@dataclass(frozen=True)
class Edit:
    """What happens to one statement of the source.

    ``instead`` None keeps the statement (with its expressions converted); an empty tuple removes it.
    """

    statement: cst.CSTNode
    before: tuple[Statement, ...] = ()
    instead: tuple[Statement, ...] | None = None
    after: tuple[Statement, ...] = ()
    keep_comments: bool = False
    """Whether the comment above a removed statement goes on to the statement that takes its place."""
    comments: tuple[str, ...] = ()
    """Lines to stand above what is written, below its TODO."""


@dataclass(frozen=True)
class Move:
    """Statements that become, with their own edits, the body of a function in front of another statement."""

    function: Define
    """With what follows the statements as its body."""
    statements: tuple[cst.CSTNode, ...]
    before: cst.CSTNode


@dataclass(frozen=True)
class Decision:
    """What a rule decided for one use."""

    fate: Fate
    expr: Expr | None = None
    """Replaces the expression of the use."""
    edits: tuple[Edit, ...] = ()
    arguments: Mapping[str, Fate] = field(default_factory=dict)
    """Fates of arguments that differ from what the rule's table says."""
    stands: bool = False
    """Whether v2 code takes the place of v1 code that only a person can convert."""
    removable: bool = False
    """Whether an assignment of the result may go when nothing reads the variable any more."""

    @property
    def stays_v1(self) -> bool:
        """Whether the v1 code stays as it is."""
        return self.fate.outcome is Outcome.MANUAL and not self.stands


@dataclass(frozen=True)
class Example:
    """A v1 text and what the tool makes of it: a test of the rule and a paragraph of its page."""

    before: str
    after: str
    style: str = "inline"
    files: Mapping[str, str] = field(default_factory=dict)
    """The files that the conversion adds, by path."""
    path: str = "pipeline.py"
    """The file that is shown, when it is one around the code."""
    code: str = ""
    """The v1 code of such an example."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """The files that the code names, by path."""
    title: str = ""
    """What it shows, where a rule has many."""


@dataclass(frozen=True)
class Rule:
    """One v1 construct and its conversion. Handlers are found by the v1 symbol of the use."""

    code: str
    name: str
    summary: str
    url: str
    calls: Mapping[str, Callable[[Call, Context], Decision]] = field(default_factory=dict)
    attributes: Mapping[str, Callable[[AttributeUse, Context], Decision]] = field(default_factory=dict)
    sets: Mapping[str, Callable[[Obj, SetEvent, Context], Decision]] = field(default_factory=dict)
    """By the attribute that is set: ``azureml.core.RunConfiguration.target``."""
    references: Mapping[str, Callable[[ReferenceUse, Context], Decision]] = field(default_factory=dict)
    subscripts: Mapping[str, Callable[[SubscriptUse, Context], Decision]] = field(default_factory=dict)
    errors: Mapping[str, Callable[[ReferenceUse, Context], Decision]] = field(default_factory=dict)
    """By their names: errors that v1 raises and another package defines, where a converted call raises them."""
    stand_ins: frozenset[str] = frozenset()
    """Those of ``calls`` that something takes the place of which a person has to write."""
    parameters: Mapping[str, Mapping[str, Fate]] = field(default_factory=dict)
    """By symbol: the fate of each of its parameters when the call is converted."""
    spread: frozenset[str] = frozenset()
    """Symbols of calls whose ``**settings`` the rule takes apart by itself."""
    examples: tuple[Example, ...] = ()

    @property
    def symbols(self) -> tuple[str, ...]:
        """The v1 symbols that it answers for."""
        tables = (self.calls, self.attributes, self.sets, self.references, self.subscripts)
        return tuple(sorted({symbol for table in tables for symbol in table}))
