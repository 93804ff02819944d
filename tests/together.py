"""What following objects over modules is worth: ``python -m tests.together DIR…``.

Each folder is a project. Its files are converted twice: each as if it were alone, and all of them together.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from migrate.conversion import Document, Options
from migrate.engine import convert_one
from migrate.ledger import Outcome
from migrate.project.discovery import select
from migrate.project.reading import read_files


@dataclass
class Count:
    """Pipelines and uses of v1, and how many of them are converted (of uses: not left to a person)."""

    pipelines: int = 0
    pipelines_converted: int = 0
    uses: int = 0
    uses_converted: int = 0
    crashes: int = 0

    def add(self, other: Count) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def __str__(self) -> str:
        share = self.uses_converted / self.uses if self.uses else 0
        crashes = f", {self.crashes} crashes" if self.crashes else ""
        pipelines = f"{self.pipelines_converted:>4} of {self.pipelines:>4} pipelines"
        return f"{pipelines}, {self.uses_converted:>6} of {self.uses:>6} uses ({share:5.1%}){crashes}"


def count(document: Document, root: Path, options: Options) -> Count:
    """Convert one document."""
    try:
        result = convert_one(document, root, options)
    except Exception:
        return Count(crashes=1)
    verdicts = [use.verdict for use in result.ledger if use.verdict is not None]
    done = sum(verdict.outcome is not Outcome.MANUAL for verdict in verdicts)
    return Count(len(result.pipelines_seen), len(result.pipelines), len(verdicts), done)


def compare(folder: Path) -> tuple[Count, Count]:
    """The files of a project one by one, and together."""
    selection = select([folder])
    documents = read_files(selection).project.documents
    alone, together = Count(), Count()
    for document in documents:
        alone.add(count(document, selection.root, Options(together=frozenset({document.path}))))
    for document in documents:
        together.add(count(document, selection.root, Options(together=frozenset(selection.files))))
    return alone, together


def rows(folders: list[Path]) -> Iterator[str]:
    sums = Count(), Count()
    for folder in folders:
        found = compare(folder)
        for total, one in zip(sums, found, strict=True):
            total.add(one)
        if found[0] != found[1]:
            yield f"{folder.name}\n  one by one  {found[0]}\n  together    {found[1]}"
    yield f"all {len(folders)}\n  one by one  {sums[0]}\n  together    {sums[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    for row in rows(parser.parse_args().folders):
        print(row, flush=True)


if __name__ == "__main__":
    main()
