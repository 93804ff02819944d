"""Results that cannot be written as they are: each becomes a failure of its file before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from migrate.conversion import ConvertedFile
from migrate.errors import WriteError
from migrate.ledger import Ledger, Outcome, Use, Verdict


def settle(results: Iterable[ConvertedFile], root: Path) -> list[ConvertedFile]:
    """The results, with those that cannot be written turned into failures.

    A new file must not take the place of another: of one in the source, or of one that an earlier result adds.

    Args:
        root: the folder that the paths are relative to.
    """
    settled = []
    taken: dict[str, str] = {}
    for result in results:
        reason = result.error or _not_encodable(result) or _collision(result, root, taken)
        if reason:
            settled.append(result if result.error else fail(result, reason))
            continue
        taken.update((new.path, new.text) for new in result.new_files)
        settled.append(result)
    return settled


def fail(result: ConvertedFile, reason: str) -> ConvertedFile:
    """The result of a file that was left as it is. Its uses of v1 stay in the ledger, for a person."""
    uses = [replace(use, verdict=_left(use), output_line=None) for use in result.ledger]
    return ConvertedFile(result.document, ledger=Ledger(uses), error=reason)


def _left(use: Use) -> Verdict | None:
    if use.verdict is None:
        return None
    return replace(use.verdict, outcome=Outcome.MANUAL, message="the file was left as it is; see its error")


def _not_encodable(result: ConvertedFile) -> str | None:
    try:
        result.output()
    except WriteError as error:
        place = f"line {error.line}: " if error.line else ""
        return f"{place}{error.message} ({error.advice})"
    return None


def _collision(result: ConvertedFile, root: Path, taken: dict[str, str]) -> str | None:
    for new in result.new_files:
        if taken.get(new.path, new.text) != new.text:
            return f"its new file {new.path} is also made for another file (convert them one at a time)"
        place = root / new.path
        if os.path.lexists(place) and not _holds(place, new.text):
            return f"its new file {new.path} would replace one that exists (rename or remove that one)"
    return None


def _holds(place: Path, text: str) -> bool:
    try:
        return place.read_bytes() == text.encode("utf-8")
    except OSError:
        return False
