"""Commands of one program in scripts, makefiles, Dockerfiles and the YAML of build servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(
    r"(?P<word>(?:\$\([^)\r\n]*\)|\$\{\{[^\r\n]*?\}\}|\$\{[^}\r\n]*\}|\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s'\";&|()<>`^\\])+)"
    r"|(?P<gap>[ \t]+|[\\`^][ \t]*\r?\n)"
)


@dataclass(frozen=True)
class Word:
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Command:
    """One command.

    Args:
        line: 1-based.
        whole: whether it surely ends where its words end: not in a string that goes on in the next line.
    """

    words: tuple[Word, ...]
    line: int
    whole: bool = True

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def commands(text: str, program: str) -> Iterator[Command]:
    """The commands of a program, but for those in comments."""
    for match in re.finditer(rf"(?<![\w./-]){re.escape(program)}(?=[ \t])", text):
        start = max(text.rfind("\n", 0, match.start()), text.rfind("\r", 0, match.start())) + 1
        before = text[start : match.start()]
        if re.search(r"(?:^|\s)(?:#|//|::|REM\s)", before):
            continue
        quote = _open_quote(before)
        words = tuple(_words(text, match.start(), quote))
        following = text[words[-1].end :]
        whole = not quote or following.lstrip(" \t").startswith(quote)
        yield Command(words, text.count("\n", 0, match.start()) + 1, whole)


def _open_quote(before: str) -> str:
    """The quote that is open in front of a command: a string in YAML, or one that a shell evaluates."""
    quote = ""
    for char in before:
        if char in "'\"" and (not quote or quote == char):
            quote = "" if quote else char
    return quote


def _words(text: str, position: int, quote: str) -> Iterator[Word]:
    line_end = re.compile(r"[^\r\n]*").match(text, position)
    stop = text.find(quote, position, line_end.end() if line_end else len(text)) if quote else -1
    limit = len(text) if stop < 0 else stop
    while position < limit and (match := _WORD.match(text, position, limit)):
        position = match.end()
        if match["word"]:
            if match["word"].startswith("#"):
                return
            yield Word(match["word"], *match.span())
