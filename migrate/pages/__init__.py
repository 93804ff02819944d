"""The generated pages of the documentation, as Markdown: each fact comes from where the tool has it.

``docs/hooks.py`` gives them to MkDocs; the other pages are files in ``docs/``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """A place on a page, for the search; title and text are HTML."""

    place: str
    title: str
    text: str
    boost: float = 1
    """How much before others that have the same words."""


@dataclass(frozen=True)
class Page:
    """One page of the site."""

    path: str
    """Below ``docs/``."""
    text: str
    group: str
    """The part of the navigation that lists it."""
    finds: tuple[Found, ...] = ()
    """What the search finds on it instead of its sections."""


def all_pages() -> tuple[Page, ...]:
    """Every generated page, in the order of the navigation."""
    from migrate.pages.commands import command_pages
    from migrate.pages.differences import difference_pages
    from migrate.pages.report import report_pages
    from migrate.pages.rules import rule_pages
    from migrate.pages.symbols import Symbols
    from migrate.rules import all_rules
    from migrate.v1.catalogue import catalogue

    symbols = Symbols(catalogue())
    return (
        *rule_pages(all_rules(), symbols),
        *symbols.pages(),
        *command_pages(),
        *report_pages(),
        *difference_pages(symbols),
    )
