"""Results that cannot be written as they are: each becomes a failure of its file before anything is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from migrate.conversion import ConvertedFile, Document, NewFile
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


def converted_apart(
    results: Iterable[ConvertedFile], root: Path, convert: Callable[[Document, frozenset[str]], ConvertedFile]
) -> list[ConvertedFile]:
    """The results, with those converted again whose new files would take the place of others.

    Args:
        root: the folder that the paths are relative to.
        convert: convert a document without new files at some paths.
    """
    apart = []
    taken: dict[str, str] = {}
    for first in results:
        result, occupied = first, set[str]()
        while more := _colliding(result, root, taken) - occupied:
            occupied |= more
            result = convert(result.document, frozenset(occupied))
        taken.update((new.path, new.text) for new in result.new_files)
        apart.append(result)
    return apart


def _colliding(result: ConvertedFile, root: Path, taken: Mapping[str, str]) -> set[str]:
    """Those of the user's first: without them others may be the same."""
    there = {new.path for new in result.new_files if _in_the_way(new, root, {})}
    return there or {new.path for new in result.new_files if _in_the_way(new, root, taken)}


def _in_the_way(new: NewFile, root: Path, taken: Mapping[str, str]) -> str:
    """Why a new file cannot be written."""
    if taken.get(new.path, new.text) != new.text:
        return f"its new file {new.path} is also made for another file (convert them one at a time)"
    place = root / new.path
    if os.path.lexists(place) and not _holds(place, new.text):
        return f"its new file {new.path} would replace one that exists (rename or remove that one)"
    return ""


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


def _collision(result: ConvertedFile, root: Path, taken: Mapping[str, str]) -> str | None:
    return next(filter(None, (_in_the_way(new, root, taken) for new in result.new_files)), None)


def _holds(place: Path, text: str) -> bool:
    try:
        return place.read_bytes() == text.encode("utf-8")
    except OSError:
        return False
