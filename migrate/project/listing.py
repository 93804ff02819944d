"""Packages as files list them: where each stands, and how one is put in the place of others. Knows no SDK."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

Layout = Literal["lines", "inline"]


@dataclass(frozen=True)
class Wanted:
    """A package to list; ``bound`` is empty when any version will do."""

    name: str
    bound: str = ""

    @property
    def text(self) -> str:
        return f"{self.name}{self.bound}"


@dataclass(frozen=True)
class Listed:
    """One package of a list.

    Args:
        name: normalized: lower case, with dashes.
        text: as it is written.
        line: 1-based.
        start: where its entry begins in the text; of a list with one on each line the beginning of the line.
        end: where the entry ends, with its line break.
        before: what stands in front of a specification in an entry like this one.
        after: what stands behind it.
    """

    name: str
    text: str
    line: int
    start: int
    end: int
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class PackageList:
    """One list of packages.

    Args:
        header: the span of the line above the list, which goes when nothing is left in it; or of all that it stands in.
        needed: whether the list must not become empty, unless all that it stands in goes.
        keyed: whether an entry is a key with the version as its value.
        takes_wheels: whether what is listed is installed by pip.
        separator: between the entries of an inline list.
    """

    entries: tuple[Listed, ...]
    layout: Layout = "lines"
    header: tuple[int, int] | None = None
    needed: bool = False
    keyed: bool = False
    takes_wheels: bool = True
    separator: str = ", "


@dataclass(frozen=True)
class Listing:
    """All that a file lists.

    Args:
        includes: paths of the files that it takes in, as they are written.
        hashed: whether it says the hash of each package, so that none can be added without.
        python: the version of Python that it asks for.
        fixed: packages that are listed where they cannot be replaced.
    """

    lists: tuple[PackageList, ...]
    includes: tuple[str, ...] = ()
    hashed: bool = False
    python: str = ""
    fixed: tuple[Listed, ...] = ()

    def emptied(self, gone: Collection[Listed], place: Listed | None) -> list[Listed]:
        """What has to stay for a list not to become empty.

        Args:
            place: where others are put.
        """
        lists = [one for one in self.lists if one.needed and one.header is None and place not in one.entries]
        return [entry for one in lists if all(entry in gone for entry in one.entries) for entry in one.entries]

    @property
    def entries(self) -> list[Listed]:
        return [entry for one in self.lists for entry in one.entries]

    @property
    def names(self) -> set[str]:
        return {entry.name for entry in (*self.entries, *self.fixed)}


def normalized(name: str) -> str:
    """The name of a package as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def replaced(text: str, listing: Listing, dropped: Collection[Listed], added: Sequence[Wanted], place: Listed) -> str:
    """The text without some of its packages, and with others.

    Args:
        added: they stand in the place of ``place`` when that goes, else in front of it.
    """
    changes: list[tuple[int, int, str]] = []
    for one in listing.lists:
        gone = [entry for entry in one.entries if entry in dropped]
        here = place in one.entries
        if not gone and not (here and added):
            continue
        if len(gone) == len(one.entries) and one.header is not None and not (here and added):
            changes.append((*one.header, ""))
            gone = [entry for entry in gone if not one.header[0] <= entry.start < one.header[1]]
        for entry in gone:
            if entry is not place or not added:
                changes.append((*_span(one, entry, gone, bool(here and added)), ""))
        if here and added:
            changes.append(_put(text, one, place, added, goes=place in gone))
    new = spliced(text, changes)
    return new if not changes or text.endswith(("\n", "\r")) else new.rstrip("\r\n")


def spliced(text: str, changes: list[tuple[int, int, str]]) -> str:
    """The text with spans replaced, which do not overlap."""
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _put(text: str, one: PackageList, place: Listed, added: Sequence[Wanted], *, goes: bool) -> tuple[int, int, str]:
    written = [f"{place.before}{_keyed(wanted) if one.keyed else wanted.text}{place.after}" for wanted in added]
    if one.layout == "inline":
        new = one.separator.join(written)
        return (place.start, place.end, new) if goes else (place.start, place.start, new + one.separator)
    if not goes:
        return place.start, place.start, "".join(written)
    comment = _COMMENT.search(text, place.start, place.end)
    if comment is not None:
        body = written[0].rstrip("\r\n")
        written[0] = body + comment[0] + written[0][len(body) :]
    new = "".join(written)
    if not text[place.start : place.end].endswith(("\n", "\r")):
        new = new.rstrip("\r\n")
    return place.start, place.end, new


_COMMENT = re.compile(r"[ \t]+#[^\r\n]*[A-Za-z]{2}[^\r\n]*")
"""Words behind a package: they may well be about what takes its place."""


def oldest_python(bounds: str) -> str:
    """The version of Python that bounds begin with, as in ``>=3.7,<4`` and ``^3.7``; empty when they say none."""
    found = (re.match(r"(?:>=|==?|~=?|\^)?\s*(\d+(?:\.\d+)?)", one.strip()) for one in bounds.split(","))
    return next((match[1] for match in found if match is not None), "")


def _keyed(wanted: Wanted) -> str:
    return f'{wanted.name} = "{wanted.bound or "*"}"'


def _span(one: PackageList, entry: Listed, gone: Collection[Listed], stays: bool) -> tuple[int, int]:
    """What is cut out for an entry to be gone: in an inline list also what parts it from the next."""
    if one.layout == "lines":
        return entry.start, entry.end
    index = one.entries.index(entry)
    if any(later not in gone for later in one.entries[index + 1 :]):
        return entry.start, one.entries[index + 1].start
    if index:
        return one.entries[index - 1].end, entry.end
    return entry.start, entry.end
