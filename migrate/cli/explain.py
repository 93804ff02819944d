"""``azureml-migrate explain``: what becomes of a v1 symbol, or what a rule does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from migrate.errors import UsageError
from migrate.explaining import after_of, before_of, facts

if TYPE_CHECKING:
    from migrate.cli.parts import Rule
    from migrate.v1.catalogue import Catalogue, Entry

_CODE = re.compile(r"[A-Z]{2,}\d+")


def explain(
    subject: Annotated[
        str, typer.Argument(metavar="CODE|SYMBOL", help="A rule, such as AML501, or a v1 symbol.", show_default=False)
    ],
) -> None:
    """Explain a rule by its code, or what becomes of a v1 symbol such as azureml.core.Workspace or PipelineData."""
    from migrate.cli import parts

    if _CODE.fullmatch(subject.upper()):
        text = _rule_text(_rule(subject.upper(), parts.rules()))
    else:
        entries = _entries(subject, parts.catalogue())
        text = "\n".join(line for entry in entries for line in (*_entry_lines(entry), ""))
    typer.echo(text.rstrip("\n"))


def _rule(code: str, rules: Sequence[Rule]) -> Rule:
    for rule in rules:
        if rule.code == code:
            return rule
    raise UsageError(f"no rule has the code {code}", advice=_advice(code, [rule.code for rule in rules]))


def _entries(subject: str, catalogue: Catalogue) -> list[Entry]:
    """The entry of a full name, or those of which it is the end, in any case of letters."""
    symbol = catalogue.canonical(subject)
    if symbol is not None:
        return [catalogue.entries[symbol]]
    ends = [symbol for symbol in catalogue.entries if f".{symbol}".lower().endswith(f".{subject}".lower())]
    exact = [symbol for symbol in ends if symbol.endswith(subject)]
    if ends:
        return [catalogue.entries[symbol] for symbol in sorted(exact or ends)]
    names = {name for symbol in catalogue.entries for name in _short_names(symbol)}
    raise UsageError(f"{subject} is not in SDK v1, as far as known", advice=_advice(subject, sorted(names)))


def _short_names(symbol: str) -> Iterator[str]:
    """What a user may call a symbol: the whole, its last part, its last two parts."""
    parts = symbol.split(".")
    yield symbol
    yield parts[-1]
    yield ".".join(parts[-2:])


def _advice(wanted: str, known: Iterable[str]) -> str:
    spelling = {name.lower(): name for name in known}
    close = get_close_matches(wanted.lower(), spelling, n=3)
    if close:
        return f"did you mean {', '.join(spelling[name] for name in close)}?"
    return "azureml-migrate rules lists the rules"


def _rule_text(rule: Rule) -> str:
    lines = [f"{rule.code}  {rule.name}", "", rule.summary]
    if rule.url:
        lines.append(rule.url)
    if rule.symbols:
        lines += ["", "v1 symbols:", *(f"  {symbol}" for symbol in rule.symbols)]
    for example in rule.examples:
        lines += ["", example.title] if example.title else [""]
        for block in (*before_of(example), *after_of(example)):
            lines += [f"{block.title}:", *_indented(block.text)]
    return "\n".join(lines)


def _indented(code: str) -> list[str]:
    return [f"  {line}".rstrip() for line in code.strip("\n").splitlines()]


def _entry_lines(entry: Entry) -> Iterator[str]:
    yield f"{entry.symbol}{entry.signature if entry.signature.startswith('(') else ''}"
    for label, value in facts(entry):
        yield f"  {label + ':':<9}{value}"
