"""What v2 cannot express, from the list that the comparison of both graphs forgives by."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.pages import Page
from migrate.pages.markdown import code, table, text
from migrate.pages.symbols import Symbols
from migrate.verify.compare.excuses import excuses


def difference_pages(symbols: Symbols) -> Iterator[Page]:
    """The list."""
    rows = []
    for excuse in excuses():
        uses = [symbols.link(_shown(symbol, name), symbol, "") for symbol, name in excuse.uses]
        rows.append((excuse.id, code(excuse.field.pattern), "<br>".join(uses), text(excuse.evidence)))
    parts = [
        "# Differences that v2 cannot express\n",
        f"{len(rows)} kinds of differences between the graphs of v1 and v2 do not keep a pipeline from the level "
        "`equivalent`. Each counts only where the report has an entry, `changed` or `dropped`, for one of the uses; "
        "every other difference keeps the pipeline at `builds`. The field is a regular expression, as the messages of "
        "`verify` name the fields.\n",
        table(("name", "field", "uses of v1", "evidence"), rows),
    ]
    yield Page("differences.md", "\n".join(parts), "Reference")


def _shown(symbol: str, name: str) -> str:
    """The last two parts of the symbol, with the argument."""
    short = ".".join(symbol.split(".")[-2:])
    return f"{short}({name})" if name and not symbol.endswith(f".{name}") else short
