"""The shell command of a component, from the argument vector of a v1 step.

v1 hands the script a list of words; v2 runs one line of shell. Literals are quoted as the shell needs it. A string
input is quoted too, since its value may hold spaces [azureml-assets#1833]: in single quotes, because the service puts
the value in as text, and in double quotes the shell would still expand ``$`` and backticks in it.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from migrate.v2.expressions import V2, Code, Expr, IfElse, Text, call


@dataclass(frozen=True)
class Word:
    """A literal word."""

    text: str


@dataclass(frozen=True)
class InputRef:
    """The value or path of a component input. ``text`` says that it may hold spaces."""

    name: str
    text: bool = False


@dataclass(frozen=True)
class OutputRef:
    name: str


@dataclass(frozen=True)
class Computed:
    """A word that only running the code can tell. ``kind``: ``str``, a number's type, or empty when unknown."""

    expr: Expr
    kind: str = ""


@dataclass(frozen=True)
class Raw:
    """Shell text that running the code makes."""

    expr: Expr


@dataclass(frozen=True)
class Joined:
    """One word put together of several parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Branch:
    """Words that depend on a condition."""

    test: Expr
    yes: tuple[Part, ...]
    no: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Optional:
    """Words that are there when the optional inputs among them are bound."""

    words: tuple[Part, ...]


Part = Word | InputRef | OutputRef | Computed | Raw | Joined | Branch | Optional


def command_line(program: Sequence[Part], arguments: Sequence[Part], suffix: str = "", prefix: str = "") -> Text:
    """The command as a string expression, for example ``python train.py --data ${{inputs.data}}``.

    Args:
        suffix: shell that has to run after the program.
        prefix: shell that has to run before it.
    """
    parts: list[str | Expr] = [prefix] if prefix else []
    for index, word in enumerate((*program, *arguments)):
        if isinstance(word, Branch):
            parts.append(IfElse(word.test, _text(word.yes), _text(word.no)))
            continue
        if index:
            parts.append(" ")
        parts.extend(_word(word))
    if suffix:
        parts.append(suffix)
    return Text(tuple(_merged(parts)), wrap=True)


def _text(words: Sequence[Part]) -> Text:
    """Words with a blank before each."""
    return Text(tuple(_merged([part for word in words for part in (" ", *_word(word))])))


def _merged(parts: Sequence[str | Expr]) -> list[str | Expr]:
    """The parts without two pieces of text side by side."""
    merged: list[str | Expr] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    return merged


def _joined(parts: Sequence[Part]) -> list[str | Expr]:
    """The parts side by side, in one pair of quotes where that says the same."""
    texts = [part.text for part in parts if isinstance(part, Word) and part.text]
    known = all(isinstance(part, (Word, InputRef, OutputRef)) for part in parts)
    if not known or any("'" in text for text in texts):
        return [one for part in parts if part != Word("") for one in _word(part)]
    line = "".join(part.text if isinstance(part, Word) else str(_word(_bare(part))[0]) for part in parts)
    quoted = any(shlex.quote(text) != text for text in texts)
    return [f"'{line}'" if quoted or any(isinstance(part, InputRef) and part.text for part in parts) else line]


def _bare(part: Part) -> Part:
    return replace(part, text=False) if isinstance(part, InputRef) else part


def _word(word: Part) -> list[str | Expr]:
    if isinstance(word, Branch):
        raise ValueError("a branch is no word of its own")
    if isinstance(word, Joined):
        return _joined(word.parts)
    if isinstance(word, Optional):
        # One blank between what is bracketed: with none, or more, some versions of the service join them
        # [azure-cli#30926].
        inner = [part for place, one in enumerate(word.words) for part in (" " * bool(place), *_word(one))]
        return [one for one in ("$[[", *inner, "]]") if one != ""]
    if isinstance(word, Raw):
        return [word.expr]
    if isinstance(word, Word):
        return [shlex.quote(word.text)]
    if isinstance(word, InputRef):
        reference = f"${{{{inputs.{word.name}}}}}"
        return [f"'{reference}'" if word.text else reference]
    if isinstance(word, OutputRef):
        return [f"${{{{outputs.{word.name}}}}}"]
    if word.kind in ("int", "float", "bool"):
        return [word.expr]
    value = word.expr if word.kind == "str" else call(Code("str"), word.expr)
    return [call(V2("shlex", "quote"), value)]


def shell_line(parts: Sequence[tuple[str, Part]], suffix: str = "") -> Text:
    """A line that v1, too, gave to a shell: literals stand in it as they are.

    Args:
        parts: each with the text before it.
    """
    merged: list[str | Expr] = []
    for before, word in parts:
        new: list[str | Expr] = [before]
        if isinstance(word, Word):
            new.append(word.text)
        elif isinstance(word, Computed):
            new.append(word.expr)
        else:
            new += _word(word if before else _bare(word))
        merged += new
    return Text(tuple(_merged([*merged, suffix])), wrap=True)


def linked(name: str, place: str) -> str:
    """What gives the program an input at a place of its own choice."""
    folder = str(PurePosixPath(place).parent)
    made = f"mkdir -p {shlex.quote(folder)} && " if folder not in (".", "/", "/tmp") else ""
    return f"{made}ln -sfn ${{{{inputs.{name}}}}} {shlex.quote(place.rstrip('/'))} && "


def marker(output: str) -> str:
    """What makes a command write its ordering marker; a file, since an empty output can fail to mount (#25020)."""
    return f" && echo done > ${{{{outputs.{output}}}}}/done.txt"


__all__ = [
    "Branch",
    "Computed",
    "InputRef",
    "Joined",
    "OutputRef",
    "Part",
    "Raw",
    "Word",
    "command_line",
    "linked",
    "marker",
    "shell_line",
]
