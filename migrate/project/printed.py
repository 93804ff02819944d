"""What a script only prints, or holds as a comment of several lines: no commands, whatever it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PRINTER = re.compile(
    r"(?im)(?:^|[;&|({\"':]|\b(?:then|do|else)\b)[ \t]*[-@]*"
    r"(?P<word>echo|printf|write-(?:host|output|verbose|warning|error))\b"
)
_DOCUMENT = re.compile(
    r"(?m)^[^\r\n#>]*\bcat[ \t]+<<-?[ \t]*(?P<quote>[\"']?)(?P<end>\w+)(?P=quote)[ \t]*\r?\n"
    r"(?P<text>(?s:.*?))^[ \t]*(?P=end)[ \t]*\r?$"
)
_BLOCK_COMMENT = re.compile(r"<#(?P<text>(?s:.*?))#>")
_SUBSTITUTION = re.compile(r"(?<!\\)\$\((?!\()|(?<!\\)`(?!\r?\n)|\)")


@dataclass(frozen=True)
class Printed:
    """A stretch of a script.

    Args:
        commands: the stretches in it that are run, since their output is printed.
    """

    start: int
    end: int
    commands: tuple[tuple[int, int], ...] = ()

    def holds(self, position: int) -> bool:
        """Whether what stands there is not run."""
        inside = self.start <= position < self.end
        return inside and not any(start <= position < end for start, end in self.commands)


def printed_spans(text: str) -> tuple[Printed, ...]:
    """The stretches of a script that are printed, and the comments over several lines."""
    return (*_echoes(text), *_blocks(text))


def _blocks(text: str) -> Iterator[Printed]:
    for pattern in (_DOCUMENT, _BLOCK_COMMENT):
        for match in pattern.finditer(text):
            start, end = match.span("text")
            yield Printed(start, end, tuple(_substitutions(text, start, end)))


def _echoes(text: str) -> Iterator[Printed]:
    position = 0
    while match := _PRINTER.search(text, position):
        position = match.end()
        limit = _closing(text, match.start("word"))
        end, commands = _end(text, position, limit)
        yield Printed(position, end, commands)


def _closing(text: str, position: int) -> int:
    """Where the string ends that a printing command is the content of, as in YAML."""
    quote = text[position - 1 : position]
    line_end = _line_end(text, position)
    closing = text.find(quote, position, line_end) if quote in ('"', "'") else -1
    return closing if closing >= 0 else len(text)


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _end(text: str, start: int, limit: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Where a command ends, with the substitutions in it; strings may go over several lines."""
    open_: list[tuple[str, int]] = []
    commands: list[tuple[int, int]] = []
    position = start
    while position < limit:
        char = text[position]
        top = open_[-1][0] if open_ else ""
        if char == "\\":
            position += 2
            continue
        if char == "'" and top != '"':
            closing = text.find("'", position + 1, limit)
            position = closing if closing >= 0 else _line_end(text, position) - 1
        elif char == '"':
            if top == '"':
                open_.pop()
            else:
                open_.append(('"', position))
        elif char == "$" and text[position + 1 : position + 2] == "(":
            open_.append(("(", position + 2))
            position += 1
        elif char == ")" and top == "(":
            commands.append((open_.pop()[1], position))
        elif char == "`" and text[position + 1 : position + 2] not in ("\r", "\n"):
            if top == "`":
                commands.append((open_.pop()[1], position))
            else:
                open_.append(("`", position + 1))
        elif not open_ and char in "\n;&|)":
            return position, tuple(commands)
        position += 1
    if open_:  # a string that never ends: no script, or one of another shell
        return _line_end(text, start), tuple(commands)
    return min(position, limit), tuple(commands)


def _substitutions(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The commands in a text whose output becomes part of it."""
    opened: list[int] = []
    for match in _SUBSTITUTION.finditer(text, start, end):
        if match[0] == "$(":
            opened.append(match.end())
        elif match[0] == ")" and opened:
            yield opened.pop(), match.start()
