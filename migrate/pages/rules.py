"""One page a rule, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from migrate.decisions.rule import Example, Rule
from migrate.explaining import Block, after_of, before_of
from migrate.pages import Page
from migrate.pages.markdown import block, code, language_of, link, tab, table, text
from migrate.pages.symbols import Symbols

ABOUT = {
    "0": "Project and imports",
    "1": "Workspace and sign-in",
    "2": "Compute",
    "3": "Data",
    "4": "Environments and run configuration",
    "5": "Steps",
    "6": "Pipelines, runs, publishing and schedules",
    "7": "Jobs, sweeps and AutoML; models",
    "8": "Endpoints",
    "9": "Code inside jobs",
}
"""By the first digit of a code: what its rules are about."""


def rule_pages(rules: Sequence[Rule], symbols: Symbols) -> Iterator[Page]:
    """The pages of the rules, the list of them first."""
    yield Page("rules/index.md", _index(rules), "Rules")
    for rule in rules:
        yield Page(f"rules/{rule.code}.md", _page(rule, symbols), "Rules")


def _index(rules: Sequence[Rule]) -> str:
    lines = [
        "# Rules\n",
        f"{len(rules)} rules say what becomes of SDK v1. `convert --select` and `--ignore` take their codes or the "
        "beginnings of codes, and every entry of a report names its rule. Each page shows what the tool makes of an "
        "example; a test runs every one of them. `azureml-migrate explain CODE` prints the same.\n",
    ]
    for digit, several in groupby(rules, key=lambda rule: rule.code.removeprefix("AML")[0]):
        rows = [(link(rule.code, f"{rule.code}.md"), text(rule.name), text(rule.summary)) for rule in several]
        lines += [f"## {ABOUT[digit]}\n", table(("rule", "name", "what it does"), rows)]
    return "\n".join(lines)


def _page(rule: Rule, symbols: Symbols) -> str:
    parts = [f"# {rule.code} {text(rule.name)}\n", f"{text(rule.summary)}\n"]
    if rule.url:
        parts.append(f"[The official page]({rule.url})\n")
    parts += _examples(rule.examples)
    if rule.symbols:
        parts.append("## What it answers for\n")
        rows = [_symbol_row(symbol, symbols) for symbol in rule.symbols]
        parts.append(table(("v1", "outcome", "v2", "note"), rows))
    fates = [
        (symbols.link(symbol, symbol), code(name), fate.outcome.value, code(fate.v2) if fate.v2 else "",
         text(fate.message))
        for symbol, parameters in rule.parameters.items()
        for name, fate in parameters.items()
    ]  # fmt: skip
    if fates:
        parts.append("## Parameters\n")
        parts.append("What becomes of each parameter when the call is converted.\n")
        parts.append(table(("of", "parameter", "outcome", "v2", "note"), fates))
    return "\n".join(parts)


def _symbol_row(symbol: str, symbols: Symbols) -> tuple[str, ...]:
    entry = symbols.catalogue.get(symbol)
    known = (entry.outcome.value, code(entry.v2) if entry.v2 else "", text(entry.note)) if entry else ("", "", "")
    return symbols.link(symbol, symbol), *known


def _examples(examples: Sequence[Example]) -> Iterator[str]:
    """Each v1 text once, with what every style makes of it."""
    several = [(before, list(alike)) for before, alike in groupby(examples, key=before_of)]
    for number, (before, alike) in enumerate(several, start=1):
        title = alike[0].title or f"Example{f' {number}' if len(several) > 1 else ''}"
        yield f"## {text(title)}\n"
        yield from map(_shown, before)
        afters = ["\n".join(map(_shown, after_of(example))) for example in alike]
        if len(alike) == 1:
            yield afters[0]
        else:
            yield "\n".join(tab(example.style, after) for example, after in zip(alike, afters, strict=True))


def _shown(piece: Block) -> str:
    return block(piece.text, language_of(piece.path), piece.title)
