"""The mapping table: every symbol of the catalogue, one page a package, one section a class or module."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from migrate.pages import Found, Page
from migrate.pages.markdown import code, link, table, text
from migrate.v1.catalogue import Catalogue, Entry

_LARGE = 40
"""Symbols of a package that has a page of its own."""
_OTHERS = "others"
_HEAD = ("symbol", "outcome", "rule", "v2", "note")


class Symbols:
    """Where the documentation has each symbol."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def pages(self) -> Iterator[Page]:
        """The pages of the table, the overview first."""
        yield Page("symbols/index.md", self._index(), "SDK v1 symbols")
        for package, entries in self._packages.items():
            finds = tuple(_found(entry) for entry in entries)
            yield Page(f"symbols/{package}.md", self._page(package, entries), "SDK v1 symbols", finds)

    def link(self, words: str, symbol: str, up: str = "../") -> str:
        """The words as code, with a link to the symbol's row where there is one; ``up`` leads to the site's root."""
        if symbol not in self.catalogue.entries:
            return code(words)
        return link(code(words), f"{up}symbols/{self._home[symbol]}.md#{symbol}")

    @cached_property
    def _home(self) -> dict[str, str]:
        """The page of each symbol."""
        sizes = Counter(_prefix(symbol, depth) for symbol in self.catalogue.entries for depth in (2, 3))
        small = {
            symbol: _prefix(symbol, 3) if sizes[_prefix(symbol, 3)] >= _LARGE else _prefix(symbol, 2)
            for symbol in self.catalogue.entries
        }
        sizes = Counter(small.values())
        return {symbol: page if sizes[page] >= _LARGE else _OTHERS for symbol, page in small.items()}

    @cached_property
    def _packages(self) -> dict[str, list[Entry]]:
        packages: dict[str, list[Entry]] = {}
        for symbol in sorted(self.catalogue.entries):
            packages.setdefault(self._home[symbol], []).append(self.catalogue.entries[symbol])
        if _OTHERS in packages:
            packages[_OTHERS] = packages.pop(_OTHERS)
        return packages

    def _index(self) -> str:
        rows = []
        for package, entries in self._packages.items():
            outcomes = Counter(entry.outcome.value for entry in entries)
            counts = [str(outcomes[name]) for name in ("converted", "changed", "dropped", "manual")]
            rows.append((link(_title(package), f"{package}.md"), str(len(entries)), *counts))
        return "\n".join(
            [
                "# SDK v1 symbols\n",
                f"The {len(self.catalogue.entries):,} symbols of SDK v1 that the tool knows, and what becomes of "
                "them. The search of this site finds a symbol by its name or a part of it; "
                "`azureml-migrate explain SYMBOL` tells the same in the terminal.\n",
                table(
                    ("outcome", "means"),
                    [
                        ("`converted`", "same meaning in v2"),
                        ("`changed`", "v2 behaves differently; the note says how"),
                        ("`dropped`", "no effect in v2; the note says why"),
                        ("`manual`", "a person must act; what stands under v2 is where to start"),
                    ],
                ),
                "The outcome is the outlook, also where no rule converts the symbol yet: such a row has no rule, and "
                "the code stays as it is, with a TODO.\n",
                table(("package", "symbols", "converted", "changed", "dropped", "manual"), rows),
            ]
        )

    def _page(self, package: str, entries: list[Entry]) -> str:
        sections: dict[str, list[Entry]] = {}
        owners = {entry.symbol for entry in entries if entry.kind in ("class", "enum", "module")}
        with_members = {entry.owner for entry in entries} & owners
        for entry in entries:
            own = entry.symbol in with_members
            sections.setdefault(entry.symbol if own else entry.owner or entry.symbol, []).append(entry)
        parts = [f"# {_title(package)}\n"]
        for owner, several in sections.items():
            parts.append(f"## {code(owner)} {{ {_label(owner, package)} }}\n")
            parts.append(table(_HEAD, [_row(entry, owner) for entry in several]))
        return "\n".join(parts)


def _title(package: str) -> str:
    return "Other packages" if package == _OTHERS else text(package)


def _label(owner: str, package: str) -> str:
    """The name in the list of sections: what the page does not say already."""
    short = owner.removeprefix(f"{package}.")
    return f'#section.{owner} data-toc-label="{short}"'


def _row(entry: Entry, owner: str) -> tuple[str, ...]:
    """The row of a symbol; the first column has the place that links lead to."""
    short = entry.symbol if entry.symbol == owner else entry.symbol.removeprefix(f"{owner}.")
    place = code(short).replace("<code>", f'<code id="{entry.symbol}">', 1)
    rule = link(entry.rule, f"../rules/{entry.rule}.md") if entry.rule else ""
    note = " ".join(filter(None, (text(entry.note), link("official page", entry.url) if entry.url else "")))
    return place, entry.outcome.value, rule, code(entry.v2) if entry.v2 else "", note


def _found(entry: Entry) -> Found:
    """The search takes a dotted name for one word: what people type is its end, from the class on."""
    package = _prefix(entry.symbol, entry.symbol.count("."))
    short = entry.symbol.removeprefix(f"{package}.")
    title = f"<code>{short}</code> <small>{package}</small>" if short != entry.symbol else f"<code>{short}</code>"
    told = " ".join(
        filter(None, (f"<code>{html.escape(entry.v2)}</code>" if entry.v2 else "", html.escape(entry.note)))
    )
    rule = f", {entry.rule}" if entry.rule else ""
    boost = 2 if entry.kind in ("class", "enum") else 1
    return Found(
        entry.symbol, title, f"{entry.outcome.value}{rule}: {told} <small>{entry.name} {entry.symbol}</small>", boost
    )


def _prefix(symbol: str, depth: int) -> str:
    """The package of a symbol: at most so many parts, those of modules, which are in small letters."""
    parts = symbol.split(".")
    count = 1
    while count < min(depth, len(parts)) and parts[count][:1].islower():
        count += 1
    return ".".join(parts[:count])
