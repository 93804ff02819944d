"""A change as a binary delta of git: it says what is new and where in the old file the rest stands.

So the patch of a file with secrets applies without holding them. Both formats are those of git's documentation:
``gitformat-pack`` (deltified representation) and ``git diff --binary``.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD = rb"[^\s\"'\\]{6,}"
_LONGEST_COPY, _LONGEST_INSERT = 0xFFFF, 0x7F
_LINE = 52
"""Bytes on one line of the patch; its length is written as a letter."""


@dataclass(frozen=True)
class Copied:
    """What the new file has of the old one."""

    start: int
    length: int


Piece = Copied | bytes


def with_words_copied(pieces: Iterable[Piece], before: bytes, secrets: Iterable[str]) -> list[Piece]:
    """The pieces of the new file, with the words and secrets that the old one has somewhere as copies of it."""
    known = [secret.encode("utf-8", "surrogateescape") for secret in sorted(secrets, key=len, reverse=True) if secret]
    words = re.compile(b"|".join([*map(re.escape, known), _WORD]))
    places = {match[0]: match.start() for match in re.finditer(_WORD, before)}
    places |= {secret: before.find(secret) for secret in known}
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Copied):
            found.append(piece)
            continue
        position = 0
        for match in words.finditer(piece):
            place = places.get(match[0], -1)
            if place >= 0:
                found += [piece[position : match.start()], Copied(place, len(match[0]))]
                position = match.end()
        found.append(piece[position:])
    return [piece for piece in found if piece != b""]


def render_delta(before: bytes, after: bytes, pieces: Iterable[Piece]) -> bytes:
    """The lines of a patch below the one with the names, as ``git apply`` takes them.

    Args:
        pieces: what the new file consists of.
    """
    data = b"".join([_size(len(before)), _size(len(after)), *_instructions(pieces)]) if after else b""
    kind = b"delta" if after else b"literal"  # git takes no delta of less than four bytes
    lines = [b"index %s..%s\n" % (_name(before), _name(after)), b"GIT binary patch\n", b"%s %d\n" % (kind, len(data))]
    packed = zlib.compress(data, 9)
    for start in range(0, len(packed), _LINE):
        part = packed[start : start + _LINE]
        letter = len(part) + (64 if len(part) <= 26 else 70)  # A to Z, a to z
        lines.append(bytes([letter]) + base64.b85encode(part, pad=True) + b"\n")
    return b"".join([*lines, b"\n"])


def _name(data: bytes) -> bytes:
    """What git calls a file with this content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest().encode()


def _instructions(pieces: Iterable[Piece]) -> Iterator[bytes]:
    for piece in pieces:
        if isinstance(piece, Copied):
            for start in range(0, piece.length, _LONGEST_COPY):
                yield _copy(piece.start + start, min(piece.length - start, _LONGEST_COPY))
        else:
            for start in range(0, len(piece), _LONGEST_INSERT):
                part = piece[start : start + _LONGEST_INSERT]
                yield bytes([len(part)]) + part


def _copy(offset: int, length: int) -> bytes:
    """The instruction to copy: bits say which bytes of offset and length follow, those that are not zero."""
    numbers = [*offset.to_bytes(4, "little"), *length.to_bytes(3, "little")]
    bits = sum(1 << place for place, number in enumerate(numbers) if number)
    return bytes([0x80 | bits, *filter(None, numbers)])


def _size(number: int) -> bytes:
    """Seven bits in each byte, the lowest first; the highest bit says that more follow."""
    found = []
    while number > 0x7F:
        found.append(0x80 | number & 0x7F)
        number >>= 7
    return bytes([*found, number])
