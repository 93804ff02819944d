"""The public API of the Azure ML SDK v1 as data: what each symbol is, and what becomes of it in v2.

The rows are in the CSV files beside this module; ``README.md`` explains the columns.
"""

from __future__ import annotations

import ast
import csv
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from migrate.ledger import Outcome

FOLDER = Path(__file__).parent
FILES = ("core", "data", "pipeline_core", "pipeline_steps", "train", "elsewhere")
"""The CSV files with symbols; ``elsewhere`` holds what is not walked: other packages, and private names in use."""
FIELDS = (
    "symbol", "kind", "signature", "returns", "bases", "value", "sdk", "outcome", "rule", "v2", "url", "note",
)  # fmt: skip

ParameterKind = Literal["positional", "keyword", "varargs", "varkw"]

LIKELY_SUBCLASSES = (
    "azureml.core.compute.AmlCompute",
    "azureml.data.azure_storage_datastore.AzureBlobDatastore",
    "azureml.pipeline.core.PipelineRun",
    "azureml.core.webservice.AciWebservice",
    "azureml.data.TabularDataset",
)
"""Asked first when a member of a subclass is used on an object of which only the base class is known."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a callable; ``default`` is Python source, None when the argument is required."""

    name: str
    default: str | None
    kind: ParameterKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the catalogue."""

    symbol: str
    kind: str
    signature: str
    returns: str
    bases: tuple[str, ...]
    value: str
    sdk: str
    outcome: Outcome
    rule: str
    v2: str
    url: str
    note: str

    @property
    def name(self) -> str:
        return self.symbol.rpartition(".")[2]

    @property
    def owner(self) -> str:
        return self.symbol.rpartition(".")[0]

    @property
    def is_the_same(self) -> bool:
        """Whether what v2 has instead bears the same name, so that there is nothing to do."""
        return self.note == "Same value." and self.v2.rpartition(".")[2] == self.name

    @property
    def text(self) -> str | None:
        """The text that a constant of a module stands for, in v1 as in v2; a member of an enumeration is no text."""
        is_constant = self.kind == "constant" and self.owner.islower()
        same = is_constant and self.outcome is Outcome.CONVERTED and self.v2.startswith('"')
        return str(ast.literal_eval(self.value)) if same and self.value[:1] in ("'", '"') else None


class _Rows(Mapping[str, Entry]):
    """Entries by symbol, each made when it is first asked for: a run needs few of the thousands."""

    def __init__(self, rows: dict[str, list[str]]) -> None:
        self._rows = rows
        self._made: dict[str, Entry] = {}

    def __getitem__(self, symbol: str) -> Entry:
        entry = self._made.get(symbol)
        if entry is None:
            _, kind, signature, returns, bases, value, sdk, outcome, rule, v2, url, note = self._rows[symbol]
            parents = tuple(bases.split("|")) if bases else ()
            entry = Entry(symbol, kind, signature, returns, parents, value, sdk, Outcome(outcome), rule, v2, url, note)
            self._made[symbol] = entry
        return entry

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class Catalogue:
    """Look-up of v1 symbols by any import path that leads to them."""

    def __init__(self, rows: dict[str, list[str]], aliases: dict[str, str]) -> None:
        self.entries: Mapping[str, Entry] = _Rows(rows)
        self.aliases: Mapping[str, str] = aliases
        self._subclasses: dict[str, list[str]] = {}
        for symbol, row in rows.items():
            if row[4]:
                for base in row[4].split("|"):
                    self._subclasses.setdefault(base, []).append(symbol)
        self._parameters: dict[str, tuple[Parameter, ...]] = {}
        self._exports: dict[str, dict[str, str]] = {}

    @cached_property
    def members(self) -> frozenset[str]:
        """The names of what all its symbols are in their classes and modules."""
        return frozenset(symbol.rpartition(".")[2] for symbol in self.entries)

    def get(self, symbol: str) -> Entry | None:
        """The entry of a canonical symbol."""
        return self.entries.get(symbol)

    def canonical(self, dotted: str) -> str | None:
        """The canonical symbol behind an import path, also of a member (``azureml.core.run.Run.log``); else None."""
        if dotted in self.entries:
            return dotted
        if dotted in self.aliases:
            return self.aliases[dotted]
        owner, _, name = dotted.rpartition(".")
        known = self.canonical(owner) if owner else None
        if known is None:
            return None
        entry = self.entries[known]
        member = self.member(entry.returns if entry.kind in ("attribute", "property") else known, name)
        return member.symbol if member else None

    def member(self, owner: str, name: str) -> Entry | None:
        """The member of a class, an inherited one included.

        v1 factories promise a base class and hand out a subclass (``ComputeTarget(ws, name)`` is an ``AmlCompute``),
        so that a member that neither the class nor its bases have is looked for in its subclasses.
        """
        for symbol in (*self._lineage(owner), *self._descendants(owner)):
            entry = self.entries.get(f"{symbol}.{name}")
            if entry is not None:
                return entry
        return None

    def is_subclass(self, symbol: str, base: str) -> bool:
        """Whether the class is the base itself or derives from it."""
        return base in self._lineage(symbol)

    def is_module(self, dotted: str) -> bool:
        return dotted in self.entries and self.entries[dotted].kind == "module"

    def exports(self, module: str) -> Mapping[str, str]:
        """What ``from module import *`` binds: public name to canonical symbol. Empty for an unknown module."""
        if module not in self._exports:
            self._exports[module] = self._find_exports(module) if self.is_module(module) else {}
        return self._exports[module]

    def parameters(self, symbol: str) -> tuple[Parameter, ...]:
        """The parameters of a callable, in order and without ``self``; empty for anything else."""
        if symbol not in self._parameters:
            entry = self.entries.get(symbol)
            self._parameters[symbol] = _parse_signature(entry.signature) if entry else ()
        return self._parameters[symbol]

    def _find_exports(self, module: str) -> dict[str, str]:
        listed = self.entries[module].value.split()
        names = {name: self.canonical(f"{module}.{name}") for name in listed}
        if not listed:
            prefix = f"{module}."
            for path in (*self.entries, *self.aliases):
                name = path.removeprefix(prefix)
                if path.startswith(prefix) and "." not in name and not name.startswith("_"):
                    names[name] = None if self.is_module(path) else self.canonical(path)
        return {name: symbol for name, symbol in names.items() if symbol}

    def _lineage(self, symbol: str) -> list[str]:
        """The class, then its bases, nearest first."""
        lineage: list[str] = []
        waiting = deque([symbol])
        while waiting:
            current = waiting.popleft()
            entry = self.entries.get(current)
            if entry is not None and current not in lineage:
                lineage.append(current)
                waiting.extend(entry.bases)
        return lineage

    def _descendants(self, symbol: str) -> list[str]:
        """All subclasses: the likely ones first, then nearest first."""
        found: list[str] = []
        waiting = deque(self._subclasses.get(symbol, ()))
        while waiting:
            current = waiting.popleft()
            if current not in found:
                found.append(current)
                waiting.extend(self._subclasses.get(current, ()))
        likely = [lineage for name in LIKELY_SUBCLASSES if name in found for lineage in self._lineage(name)]
        return [*likely, *found]


def read_rows(name: str) -> list[list[str]]:
    """The rows of one CSV file of the catalogue, without its header."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships with the tool, read once per process."""
    rows = {row[0]: row for name in FILES for row in read_rows(name)}
    return Catalogue(rows, dict(read_rows("aliases")))


def _parse_signature(signature: str) -> tuple[Parameter, ...]:
    """Parameters of ``a, b=1, *rest, c, **others``."""
    function = ast.parse(f"def _({signature}): ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    required: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    parameters = [
        Parameter(argument.arg, _unparse(default), "positional")
        for argument, default in zip(positional, [*required, *arguments.defaults], strict=True)
    ]
    if arguments.vararg:
        parameters.append(Parameter(arguments.vararg.arg, None, "varargs"))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        parameters.append(Parameter(argument.arg, _unparse(default), "keyword"))
    if arguments.kwarg:
        parameters.append(Parameter(arguments.kwarg.arg, None, "varkw"))
    return tuple(parameters)


def _unparse(default: ast.expr | None) -> str | None:
    return None if default is None else ast.unparse(default)


_OF_V2 = ("azureml.fsspec",)
"""Packages in the namespace of SDK v1 that belong to v2: v2 code reaches the files of a datastore with them."""


def is_v1(dotted: str) -> bool:
    """Whether a module, or a name in one, belongs to SDK v1."""
    if any(dotted == module or dotted.startswith(f"{module}.") for module in _OF_V2):
        return False
    return dotted == "azureml" or dotted.startswith("azureml.")
