"""Code as coloured text: for each line its tokens, with a short class where one has a colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from pygments.lexers.data import YamlLexer
from pygments.lexers.python import PythonLexer
from pygments.lexers.special import TextLexer
from pygments.token import Token, _TokenType

from migrate.conversion import FileKind

Line = list[str]
"""Class and text in turns."""

CHANGED = "*"
"""Follows the class of what differs within a line."""

_LEXERS = {
    FileKind.PYTHON: PythonLexer,
    FileKind.NOTEBOOK: PythonLexer,
    FileKind.CONDA: YamlLexer,
    FileKind.RUNCONFIG: YamlLexer,
    FileKind.YAML: YamlLexer,
}
_CLASSES = (
    (Token.Comment, "c"),
    (Token.Literal.String.Doc, "c"),
    (Token.Literal.String.Interpol, ""),
    (Token.Literal.String, "s"),
    (Token.Literal.Number, "m"),
    (Token.Literal.Scalar, "s"),
    (Token.Name.Decorator, "d"),
    (Token.Name.Function, "f"),
    (Token.Name.Class, "f"),
    (Token.Name.Tag, "f"),
    (Token.Name.Builtin, "b"),
    (Token.Keyword, "k"),
    (Token.Operator.Word, "k"),
)


def lines_of(text: str) -> list[str]:
    """The lines of a text. Only line feeds and carriage returns end one, as for Python."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def coloured(lines: Sequence[str], kind: FileKind | None) -> list[Line]:
    """The tokens of each line."""
    lexer = _LEXERS.get(kind, TextLexer)(stripnl=False, ensurenl=False) if kind else TextLexer(stripnl=False)
    found: list[Line] = [[]]
    for token, text in lexer.get_tokens("\n".join(lines)):
        parts = text.split("\n")
        for number, part in enumerate(parts):
            if number:
                found.append([])
            if part:
                _add(found[-1], _class_of(token), part)
    # a lexer that loses text would show code that is not there
    return [
        line if "".join(line[1::2]) == plain else ["", plain] if plain else []
        for line, plain in zip([*found, *[[]] * len(lines)], lines, strict=False)
    ]


@cache
def _class_of(token: _TokenType) -> str:
    ancestors = token.split()
    return next((name for kind, name in _CLASSES if kind in ancestors), "")


def _add(line: Line, name: str, text: str) -> None:
    if line and line[-2] == name:
        line[-1] += text
    else:
        line += [name, text]


def marked(line: Line, ranges: Iterable[tuple[int, int]]) -> Line:
    """The line with ``CHANGED`` after the class of the text within the ranges."""
    result: Line = []
    spans = list(ranges)
    start = 0
    for name, text in zip(line[::2], line[1::2], strict=True):
        end = start + len(text)
        cuts = sorted({start, end, *(cut for span in spans for cut in span if start < cut < end)})
        for low, high in pairwise(cuts):
            inside = any(first <= low and high <= last for first, last in spans)
            _add(result, name + CHANGED if inside else name, text[low - start : high - start])
        start = end
    return result
