"""Two texts side by side: what is equal, and which line became which."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from migrate.report.patch import opcodes

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_ALIKE = 0.4  # share of common words from which on one line is taken for what became of another
_MOST = 60000  # pairs of lines that are compared with each other

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Equal:
    """Lines that are the same on both sides; 0-based."""

    left: int
    right: int
    count: int


@dataclass(frozen=True)
class Row:
    """A line of each side (0-based; None: there is none), with the columns in which they differ."""

    left: int | None
    right: int | None
    left_marks: Ranges = ()
    right_marks: Ranges = ()


@dataclass(frozen=True)
class Changed:
    rows: tuple[Row, ...]


def side_by_side(
    before: Sequence[str], after: Sequence[str], known: Collection[tuple[int, int]] = ()
) -> list[Equal | Changed]:
    """Compare two texts line by line.

    Args:
        known: pairs of lines of which one is known to have become the other.
    """
    found: list[Equal | Changed] = []
    for tag, i1, i2, j1, j2 in opcodes(before, after):
        if tag == "equal":
            found.append(Equal(i1, j1, i2 - i1))
        else:
            found.append(Changed(tuple(_rows(before, after, range(i1, i2), range(j1, j2), known))))
    return found


def _rows(
    before: Sequence[str], after: Sequence[str], left: range, right: range, known: Collection[tuple[int, int]]
) -> list[Row]:
    """The pairs, and between them what has none, beside each other to save height."""
    rows: list[Row] = []
    ends = (left.stop, right.stop)
    i, j = left.start, right.start
    for pair in [*_pairs(before, after, left, right, known), ends]:
        lost, new = list(range(i, pair[0])), list(range(j, pair[1]))
        for number in range(max(len(lost), len(new))):
            rows.append(Row(_at(lost, number), _at(new, number)))
        if pair != ends:
            rows.append(Row(*pair, *_marks(before[pair[0]], after[pair[1]])))
        i, j = pair[0] + 1, pair[1] + 1
    return rows


def _at(lines: list[int], number: int) -> int | None:
    return lines[number] if number < len(lines) else None


def _pairs(
    before: Sequence[str], after: Sequence[str], left: range, right: range, known: Collection[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The lines that belong together, in order: the choice that is most alike in all."""
    if not left or not right or len(left) * len(right) > _MOST:
        return []
    words = [frozenset(re.findall(r"\w+", before[i])) for i in left]
    others = [frozenset(re.findall(r"\w+", after[j])) for j in right]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    gain = [[0.0] * len(right) for _ in left]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            total = len(words[i]) + len(others[j])
            alike = 2 * len(words[i] & others[j]) / total if total else 0.0
            sure = (left[i], right[j]) in known
            gain[i][j] = alike + 2 * sure if sure or alike >= _ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            if gain[i][j]:
                best[i][j] = max(best[i][j], gain[i][j] + best[i + 1][j + 1])
    pairs = []
    i = j = 0
    while i < len(left) and j < len(right):
        if gain[i][j] and best[i][j] == gain[i][j] + best[i + 1][j + 1]:
            pairs.append((left[i], right[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _marks(one: str, other: str) -> tuple[Ranges, Ranges]:
    """The columns in which two lines differ; nothing when they have little in common."""
    ours, theirs = _WORDS.findall(one), _WORDS.findall(other)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return (), ()
    left, right = _starts(ours), _starts(theirs)
    differ = [(i1, i2, j1, j2) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]
    return (
        tuple((left[i1], left[i2]) for i1, i2, _, _ in differ if i1 < i2),
        tuple((right[j1], right[j2]) for _, _, j1, j2 in differ if j1 < j2),
    )


def _starts(words: Sequence[str]) -> list[int]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts
