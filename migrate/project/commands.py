"""Commands of one program in scripts, makefiles, Dockerfiles and the YAML of build servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from migrate.project.folded import unfolded
from migrate.project.printed import printed_spans

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
        read: whether another command gets what it prints.
    """

    words: tuple[Word, ...]
    line: int
    whole: bool = True
    read: bool = False

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def commands(text: str, program: str) -> Iterator[Command]:
    """The commands of a program, but for those in comments, and what only is printed or names something."""
    source, text = text, unfolded(text)
    found = list(re.finditer(rf"(?<![\w./-]){re.escape(program)}(?=[ \t])", text))
    printed = printed_spans(text) if found else ()
    for match in found:
        start = max(text.rfind("\n", 0, match.start()), text.rfind("\r", 0, match.start())) + 1
        before = text[start : match.start()]
        if re.search(r"(?:^|\s)(?:#|//|::|REM\s)", before) or any(span.holds(match.start()) for span in printed):
            continue
        quote, opened = _open_quote(before)
        if not _begins_command(before, opened):
            continue
        words = tuple(_words(text, match.start(), quote))
        following = text[words[-1].end :]
        whole = not quote or following.lstrip(" \t").startswith((quote, *_ENDS))
        read = _READ.match(following) is not None or before.endswith(("$(", "`"))
        yield Command(words, source.count("\n", 0, match.start()) + 1, whole, read)


_READ = re.compile(r"[ \t]*(?:[\\`^][ \t]*\r?\n[ \t]*)?(?:\|(?!\|)|>)")
_ENDS = (";", "&&", "|", ")")
"""What parts a command from the next one, also in a string that a shell runs."""
_OPENS = re.compile(
    r"(?:^|[;&|({`!=@]"  # of a line, a list, a group, a substitution; what a notebook or PowerShell assigns
    r"|^[ \t]*-"  # an item of a YAML list; Makefiles know it too
    r"|(?:^[ \t]*-?|[;&|({)])(?:[ \t]*\b(?:if|then|else|elif|while|until|do|not|time|exec|sudo|eval|command|call|return"
    r"|nohup|run|cmd|xargs|env|cmd /c))+"
    r"|(?:^|[ \t])\w+=\S*)[ \t]*\Z",
    re.IGNORECASE,
)
_KEY = re.compile(r"[ \t]*(?:-[ \t]+)*(?P<key>[\w.-]+):[ \t]*\Z")
_LABELS = frozenset({"name", "displayname", "description", "title", "label", "summary", "comment", "message"})
"""Keys of YAML whose values are shown, not run."""


def _begins_command(before: str, opened: int) -> bool:
    """Whether what follows ``before`` in its line is run.

    Args:
        opened: where the quote stands that is open there; -1 when there is none.
    """
    outside = before if opened < 0 else before[:opened]
    key = _KEY.match(outside)
    if key is not None and key["key"].lower() in _LABELS:
        return False
    return (opened < 0 and key is not None) or _OPENS.search(before[opened + 1 :]) is not None


def _open_quote(before: str) -> tuple[str, int]:
    """The quote that is open in front of a command, and where: a string in YAML, or one that a shell evaluates."""
    opened = [("", -1)]
    for position, char in enumerate(before):
        quote = opened[-1][0]
        if char in "'\"" and quote in ("", char):
            opened[-1] = ("", -1) if quote else (char, position)
        elif char == "(" and before[position - 1 : position] == "$" and quote != "'":
            opened.append(("", -1))
        elif char == ")" and not quote and len(opened) > 1:
            opened.pop()
    return opened[-1]


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
