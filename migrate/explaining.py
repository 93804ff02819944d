"""What there is to say of a rule and of a v1 symbol: the same words in ``explain`` and in the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrate.cli.parts import Example
    from migrate.v1.catalogue import Entry


@dataclass(frozen=True)
class Block:
    """A piece of an example, under its title."""

    title: str
    text: str
    path: str = ""
    """Of the file, where it is not the module that is converted."""


def before_of(example: Example) -> tuple[Block, ...]:
    """What is converted; for a file around the code, the v1 code as well."""
    if not example.code:
        told = (Block(f"The file {path}", text, path) for path, text in example.beside.items())
        return *told, Block("Before", example.before, "" if example.path.endswith(".py") else example.path)
    shown = "a cell" if example.path.endswith(".ipynb") else example.path
    return Block("With the code", example.code), Block(f"Before, {shown}", example.before, example.path)


def after_of(example: Example) -> Iterator[Block]:
    """What comes out, and the files that are added."""
    if example.code:
        yield Block("After", example.after, example.path)
    else:
        style = getattr(example.style, "value", example.style)
        yield Block(f"After ({style})", example.after, "" if example.path.endswith(".py") else example.path)
    for path, text in example.files.items():
        yield Block(f"New file {path}", text, path)


def facts(entry: Entry) -> Iterator[tuple[str, str]]:
    """What the catalogue knows of a symbol, by label, without what it does not know."""
    yield "outcome", entry.outcome.value
    for label, value in (("rule", entry.rule), ("v2", entry.v2), ("note", entry.note), ("see", entry.url)):
        if value:
            yield label, value
