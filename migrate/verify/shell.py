"""A line split by the rules of a POSIX shell, knowing what was quoted and what the shell would act on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

_OPERATOR = re.compile(r"&&|\|\||>>|<<|[;|&<>()\n]")
_EXPANSION = re.compile(r"\$[\w({?@*#!-]|`")
_BRACES = re.compile(r"\{[^\s{}]*(,|\.\.)[^\s{}]*\}")
_SAFE = re.compile(r"[\w@%+=:,./-]+", re.ASCII)
SINGLE, DOUBLE = "'", '"'


@dataclass(eq=False)
class Slot:
    """A place in the line that the service fills in; in the text, one private character stands for it.

    Args:
        quotes: the quotes around it, once the line has been split.
        alone: it is a whole word without quotes, which an empty value makes vanish.
    """

    group: str
    name: str
    quotes: str = ""
    alone: bool = False

    FIRST: ClassVar[int] = 0xE000

    def __str__(self) -> str:
        return f"${{{{{self.group}.{self.name}}}}}"


@dataclass(frozen=True)
class Token:
    """A word without its quotes, or an operator.

    Args:
        glued: nothing stands between it and the token before.
        active: the shell expands something in it.
        parts: literal text and slots, in order.
    """

    text: str
    operator: bool = False
    glued: bool = False
    active: bool = False
    parts: tuple[str | Slot, ...] = ()


def survives(value: str, quotes: str, alone: bool) -> bool:
    """Whether a value, put into a line as text, reaches the program unchanged and as one word."""
    if quotes == SINGLE:
        return SINGLE not in value
    if quotes == DOUBLE:
        return not any(letter in value for letter in '"`\\') and not _EXPANSION.search(value)
    return bool(_SAFE.fullmatch(value)) if value else not alone


def tokens(line: str, slots: Sequence[Slot]) -> list[Token]:
    """Split a line; quotes that do not end are read as if they ended with it."""
    return _Splitter(line, slots).run()


def joined(found: Iterable[Token]) -> list[Token]:
    """Tokens with nothing between them as one word, and no line ends: what v1 makes of a line (``shlex``)."""
    words: list[Token] = []
    for token in found:
        if token.text == "\n" and token.operator:
            continue
        if words and token.glued:
            last = words.pop()
            token = Token(last.text + token.text, parts=(*last.parts, *token.parts))
        words.append(token)
    return words


def acted_on(found: Iterable[Token]) -> tuple[str, ...]:
    """What a shell acts on instead of passing it to the program; data in it without its name, which is free."""
    return tuple(
        "".join(part if isinstance(part, str) else "${{}}" for part in token.parts)
        for token in found
        if token.operator or token.active
    )


class _Splitter:
    def __init__(self, line: str, slots: Sequence[Slot]) -> None:
        self._line, self._slots = line, slots
        self._found: list[Token] = []
        self._parts: list[str | Slot] | None = None
        self._quoted = self._active = False
        self._glued = False

    def run(self) -> list[Token]:
        position = 0
        while position < len(self._line):
            position = self._read(position)
        self._end()
        return self._found

    def _read(self, at: int) -> int:
        line, letter = self._line, self._line[at]
        if letter == SINGLE:
            end = line.find(SINGLE, at + 1)
            end = len(line) if end < 0 else end
            self._quote(line[at + 1 : end], SINGLE)
            return end + 1
        if letter == DOUBLE:
            return self._double(at + 1)
        if letter == "\\":
            following = line[at + 1 : at + 2]
            if following != "\n":
                self._add(following, "")
                self._quoted = True
            return at + 2
        if letter == "#" and self._parts is None:
            end = line.find("\n", at)
            return len(line) if end < 0 else end
        if match := _OPERATOR.match(line, at):
            self._end()
            ends_line = match[0] == "\n"
            self._found.append(Token(match[0], operator=True, glued=self._glued and not ends_line, parts=(match[0],)))
            self._glued = not ends_line
            return match.end()
        if letter in " \t\r":
            self._end()
            self._glued = False
            return at + 1
        starts_word = self._parts is None
        if letter in "*?[" or (letter == "~" and starts_word) or _EXPANSION.match(line, at) or _BRACES.match(line, at):
            self._active = True
        self._add(letter, "")
        return at + 1

    def _double(self, at: int) -> int:
        line = self._line
        self._quote("", DOUBLE)
        while at < len(line) and line[at] != DOUBLE:
            if line[at] == "\\" and line[at + 1 : at + 2] in ("\\", '"', "$", "`", "\n"):
                if line[at + 1] != "\n":
                    self._add(line[at + 1], DOUBLE)
                at += 2
                continue
            if _EXPANSION.match(line, at):
                self._active = True
            self._add(line[at], DOUBLE)
            at += 1
        return at + 1

    def _quote(self, text: str, quotes: str) -> None:
        self._quoted = True
        self._add("", quotes)
        for letter in text:
            self._add(letter, quotes)

    def _add(self, letter: str, quotes: str) -> None:
        if self._parts is None:
            self._parts = []
        number = ord(letter) - Slot.FIRST if letter else -1
        if 0 <= number < len(self._slots):
            slot = self._slots[number]
            slot.quotes = quotes
            self._parts.append(slot)
        elif self._parts and isinstance(self._parts[-1], str):
            self._parts[-1] += letter
        elif letter:
            self._parts.append(letter)

    def _end(self) -> None:
        if self._parts is None:
            return
        parts = tuple(self._parts)
        if len(parts) == 1 and isinstance(parts[0], Slot) and not self._quoted:
            parts[0].alone = True
        text = "".join(map(str, parts))
        self._found.append(Token(text, glued=self._glued, active=self._active, parts=parts))
        self._parts, self._quoted, self._active, self._glued = None, False, False, True
