"""The v1 uses that a project is known to have, so that a gate fails on new ones only.

Uses are counted by file and by what is used, not by line: code that moves inside a file, or a file that gets another
name, is nothing new.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migrate.errors import UsageError
from migrate.ledger import Use

_VERSION = "1.0"


@dataclass(frozen=True)
class Baseline:
    """Known uses: how often each, by path relative to the folder of the baseline's file.

    Args:
        failed: files that could not be read or parsed.
    """

    uses: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NewUse:
    """Uses that the baseline does not know: all those in the file that could be meant."""

    path: str
    what: str
    places: tuple[Use, ...]
    known: int


def fingerprint(use: Use) -> str:
    """What a use is, wherever it stands."""
    name = f" {use.name}" if use.name else ""
    return f"{use.kind.value} {use.symbol}{name}"


def make_baseline(uses: Iterable[Use], failed: Iterable[str], prefix: str) -> Baseline:
    """The baseline of what a scan found.

    Args:
        prefix: the scanned folder, relative to the folder of the baseline's file.
    """
    counts: dict[str, Counter[str]] = {}
    for use in uses:
        counts.setdefault(_below(prefix, use.location.path), Counter())[fingerprint(use)] += 1
    return Baseline(counts, frozenset(_below(prefix, path) for path in failed))


def new_uses(uses: Iterable[Use], baseline: Baseline, prefix: str, folder: Path) -> list[NewUse]:
    """The uses that are not in the baseline, by file.

    Args:
        folder: that of the baseline's file.
    """
    found: dict[str, dict[str, list[Use]]] = {}
    for use in uses:
        by_kind = found.setdefault(_below(prefix, use.location.path), {})
        by_kind.setdefault(fingerprint(use), []).append(use)
    known = _with_renamed(found, baseline, folder)
    return [
        NewUse(path, what, tuple(places), known.get(path, {}).get(what, 0))
        for path, by_kind in sorted(found.items())
        for what, places in by_kind.items()
        if len(places) > known.get(path, {}).get(what, 0)
    ]


def new_failures(failed: Iterable[str], baseline: Baseline, prefix: str) -> set[str]:
    """The files, as the scan names them, that could be read when the baseline was written."""
    return {path for path in failed if _below(prefix, path) not in baseline.failed}


def _with_renamed(
    found: Mapping[str, Mapping[str, Collection[Use]]], baseline: Baseline, folder: Path
) -> Mapping[str, Mapping[str, int]]:
    """The known uses; a file that is new takes over those of one that is gone and that it has most of its uses from."""
    known = dict(baseline.uses)
    gone = [path for path in sorted(known) if path not in found and not os.path.lexists(folder / path)]
    for path in sorted(found):
        if path in known or not gone:
            continue
        shared = {old: _shared(found[path], known[old]) for old in gone}
        nearest = max(gone, key=lambda old: shared[old])
        if 2 * shared[nearest] > sum(map(len, found[path].values())):
            known[path] = known[nearest]
            gone.remove(nearest)
    return known


def _shared(found: Mapping[str, Collection[Use]], known: Mapping[str, int]) -> int:
    return sum(min(len(places), known.get(what, 0)) for what, places in found.items())


def write_text(baseline: Baseline) -> str:
    """The baseline as JSON in which a review shows what changed."""
    content = {
        "schema_version": _VERSION,
        "uses": {path: dict(sorted(counts.items())) for path, counts in sorted(baseline.uses.items())},
        "failed": sorted(baseline.failed),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        UsageError: there is none, or it is not one of this version.
    """
    advice = "write it with --write-baseline"
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=str(path), advice=advice) from None
    except ValueError:
        raise UsageError("is not JSON", path=str(path), advice=advice) from None
    try:
        if content["schema_version"] != _VERSION:
            raise ValueError
        uses = {
            str(name): {str(what): int(number) for what, number in counts.items()}
            for name, counts in content["uses"].items()
        }
        return Baseline(uses, frozenset(map(str, content["failed"])))
    except (LookupError, TypeError, ValueError, AttributeError):
        raise UsageError("is no baseline of this version", path=str(path), advice=advice) from None


def prefix_of(root: Path, baseline: Path) -> str:
    """The scanned folder, as the baseline's folder would name it."""
    return Path(os.path.relpath(root, os.path.realpath(baseline.absolute().parent))).as_posix()


def _below(prefix: str, path: str) -> str:
    return os.path.normpath(f"{prefix}/{path}").replace(os.sep, "/")
