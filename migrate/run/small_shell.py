"""Shell lines without a shell: splitting them into words, and executing the simple ones where there is no bash.

Simple means: programs with words, ``&&``, ``;``, line ends, ``>``, ``>>``, ``$NAME``, and ``echo``. That is what
converted commands consist of; anything more needs bash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_OPERATOR = re.compile(r"&&|\|\||>>|[;|&<>()\n]")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)\})")
_NEEDS_BASH = re.compile(r"\$\(|`|\$\{[^}]*\W[^}]*\}")
_GLOB = re.compile(r"[*?\[~]")


class NeedsBash(Exception):
    """The line does more than can be done without bash."""


@dataclass(frozen=True)
class Token:
    """A word without its quotes, or an operator. ``pattern``: an unquoted part would be expanded by a shell."""

    text: str
    operator: bool = False
    pattern: bool = False


def split(line: str, variables: Mapping[str, str] | None = None) -> list[Token]:
    """The words and operators of a line.

    Args:
        variables: the values of ``$NAME``; without it they stay as they are written.

    Raises:
        NeedsBash: a quotation does not end, or the line holds a substitution that only bash can do.
    """
    return _Splitter(line, variables).tokens()


def program_words(line: str) -> list[str]:
    """The words of the first program of a line that does something, for lines whose program cannot be asked."""
    try:
        tokens = split(line)
    except NeedsBash:
        return [line]
    words: list[str] = []
    for token in tokens:
        if token.operator:
            if words:
                break
            continue
        words.append(token.text)
    return words


def execute(
    line: str,
    variables: Mapping[str, str],
    folder: Path,
    log: IO[bytes],
    start: Callable[[Sequence[str], IO[bytes]], int],
) -> int:
    """Execute a simple line; the exit code of the first program that fails, or 0.

    Args:
        folder: working directory, to which redirections are relative.
        log: takes what is not redirected.
        start: runs one program with its output going to a stream, and returns its exit code.

    Raises:
        NeedsBash: the line is not simple.
    """
    for words, target, append in _programs(split(line, variables)):
        if not words:
            continue
        stream = (folder / target).open("ab" if append else "wb") if target else None
        try:
            code = _one(words, stream or log, start)
        finally:
            if stream is not None:
                stream.close()
        if code != 0:  # the shell is bash -e: any failure ends the line
            return code
    return 0


def _one(words: list[str], out: IO[bytes], start: Callable[[Sequence[str], IO[bytes]], int]) -> int:
    if words[0] == "echo":
        out.write(" ".join(words[1:]).encode() + b"\n")
        out.flush()
        return 0
    return start(words, out)


def _programs(tokens: list[Token]) -> list[tuple[list[str], str, bool]]:
    """Each program: its words, the file its output goes to, whether that is appended to."""
    programs: list[tuple[list[str], str, bool]] = []
    words: list[str] = []
    target, append = "", False
    position = 0
    while position < len(tokens):
        token = tokens[position]
        position += 1
        if not token.operator:
            if token.pattern:
                raise NeedsBash(f"the pattern {token.text}")
            words.append(token.text)
        elif token.text in (">", ">>"):
            if position == len(tokens) or tokens[position].operator or words[-1:] == ["2"]:
                raise NeedsBash(f"the redirection {token.text}")
            target, append = tokens[position].text, token.text == ">>"
            position += 1
        elif token.text in ("&&", ";", "\n"):
            programs.append((words, target, append))
            words, target, append = [], "", False
        else:
            raise NeedsBash(f"the operator {token.text}")
    programs.append((words, target, append))
    return programs


class _Splitter:
    def __init__(self, line: str, variables: Mapping[str, str] | None) -> None:
        self._line, self._variables = line, variables
        self._tokens: list[Token] = []
        self._word: str | None = None
        self._pattern = False

    def tokens(self) -> list[Token]:
        line, position = self._line, 0
        while position < len(line):
            position = self._read(line, position)
        self._end_word()
        return self._tokens

    def _read(self, line: str, position: int) -> int:
        letter = line[position]
        if letter == "'":
            return self._single(line, position + 1)
        if letter == '"':
            return self._double(line, position + 1)
        if letter == "\\":
            if line[position + 1 : position + 2] != "\n":
                self._add(line[position + 1 : position + 2])
            return position + 2
        if letter == "#" and self._word is None:
            end = line.find("\n", position)
            return len(line) if end < 0 else end
        if match := _OPERATOR.match(line, position):
            self._end_word()
            self._tokens.append(Token(match[0], operator=True))
            return match.end()
        if letter in " \t\r":
            self._end_word()
            return position + 1
        if letter in "$`":
            return self._variable(line, position, quoted=False)
        self._pattern = self._pattern or bool(_GLOB.match(letter))
        self._add(letter)
        return position + 1

    def _single(self, line: str, position: int) -> int:
        end = line.find("'", position)
        if end < 0:
            raise NeedsBash("a quotation that does not end")
        self._add(line[position:end])
        return end + 1

    def _double(self, line: str, position: int) -> int:
        self._add("")
        while position < len(line):
            letter = line[position]
            if letter == '"':
                return position + 1
            if letter == "\\" and line[position + 1 : position + 2] in ("\\", '"', "$", "`"):
                self._add(line[position + 1])
                position += 2
            elif letter == "\\" and line[position + 1 : position + 2] == "\n":
                position += 2
            elif letter in "$`":
                position = self._variable(line, position, quoted=True)
            else:
                self._add(letter)
                position += 1
        raise NeedsBash("a quotation that does not end")

    def _variable(self, line: str, position: int, *, quoted: bool) -> int:
        if _NEEDS_BASH.match(line, position):
            raise NeedsBash(f"the substitution {line[position : position + 20]}")
        match = _VARIABLE.match(line, position)
        if match is None:
            self._add(line[position])
            return position + 1
        if self._variables is None:
            self._add(match[0])
            return match.end()
        value = self._variables.get(match[1] or match[2], "")
        if quoted:
            self._add(value)
            return match.end()
        for number, piece in enumerate(value.split()):  # an unquoted value is split into words
            if number:
                self._end_word()
            self._add(piece)
        return match.end()

    def _add(self, text: str) -> None:
        self._word = (self._word or "") + text

    def _end_word(self) -> None:
        if self._word is not None:
            self._tokens.append(Token(self._word, pattern=self._pattern))
        self._word, self._pattern = None, False
