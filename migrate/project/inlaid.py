"""Python inside of IPython's lines: what ``%time`` runs, and what stands in the braces of a line of shell.

Such a line is masked as ``placeholder; part; part``, so that its parts are converted like any other code.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_RUNS = re.compile(
    r"%(?:time|(?:timeit|prun|memit|mprun|lprun|snakeviz)"
    r"(?:[ \t]+-[a-zA-Z]+(?:[ \t]*\d+|(?<=-[fmsTD])[ \t]*[\w./]+)?)*)"
    r"[ \t]+(?![-%!])(?=\S)"
)
_EXPANDED = re.compile(
    r"(?<![${\\])\{(?P<braces>[^{}\r\n]+)\}(?!\})|(?<![\\$\w])\$(?P<dotted>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)(?=(?:[^']*'[^']*')*[^']*\Z)"
)
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\Z")
_OF_THE_MACHINE = frozenset({"os", "sys", "Path", "pathlib", "platform"})
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Inlaid:
    """A piece of Python in a line of IPython.

    Args:
        start: its place in the line, with the braces around it.
        code: without them.
        sign: before it, where IPython puts its value into the line instead of running it: ``{`` or ``$``.
    """

    start: int
    end: int
    code: str
    sign: str = ""

    def written(self, code: str) -> str:
        """Other Python in its place."""
        if not self.sign:
            return code
        return f"${code}" if self.sign == "$" and _DOTTED.match(code) else f"{{{code}}}"


def inlaid_in(line: str) -> tuple[Inlaid, ...]:
    """The Python in a line that begins with the sign of IPython, and that is not a name alone."""
    magic = _RUNS.match(line)
    if magic is not None:
        body = _parsed(line[magic.end() :])
        simple = body is not None and len(body) == 1 and isinstance(body[0], _SIMPLE)
        return (Inlaid(magic.end(), len(line), line[magic.end() :]),) if simple else ()
    return expanded_in(line) if is_expanded(line) and not line.startswith("%%") else ()


def is_expanded(line: str) -> bool:
    """Whether IPython puts values into a line, and into those in which it goes on."""
    return line.startswith(("!", "%")) and not _RUNS.match(line)


def expanded_in(line: str) -> tuple[Inlaid, ...]:
    """The Python in a line, or in a part of one, that IPython puts values into."""
    return tuple(_expanded(line))


def _expanded(line: str) -> Iterator[Inlaid]:
    for match in _EXPANDED.finditer(line):
        code = (match["braces"] or match["dotted"]).strip()
        body = _parsed(code)
        only = body[0] if body is not None and len(body) == 1 else None
        if isinstance(only, ast.Expr) and _root(only.value) not in {None, *_OF_THE_MACHINE}:
            yield Inlaid(*match.span(), code, match[0][0])


def _root(node: ast.expr) -> str | None:
    """The name of the object that an expression reads of; None for a name alone, and for what begins otherwise."""
    deep = False
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
        deep = True
    return node.id if deep and isinstance(node, ast.Name) else None


def pieces(code: str) -> tuple[list[str], int]:
    """The statements in a line, each on one line, and where the line ends."""
    end = 0
    for line in re.finditer(r"[^\r\n]*", code):
        if line.start() < end:
            continue
        end = line.end()
        body = _parsed(code[:end])
        if body is not None:
            return [_on_one_line(code[:end], body, one) for one in body], end
    return [], len(code)


def _on_one_line(code: str, body: Sequence[ast.stmt], statement: ast.stmt) -> str:
    """A statement; the last one with what follows it in the line."""
    if "\n" in code or "\r" in code:
        unparse = getattr(ast, "unparse", None)  # Python 3.9
        return str(unparse(statement) if unparse is not None else ast.get_source_segment(code, statement))
    data = code.encode()
    return data[statement.col_offset : statement.end_col_offset if statement is not body[-1] else len(data)].decode()


def is_python(code: str) -> bool:
    """Whether a text is Python as it stands."""
    return _parsed(code) is not None


def _parsed(code: str) -> Sequence[ast.stmt] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code).body
    except (SyntaxError, ValueError):
        return None
