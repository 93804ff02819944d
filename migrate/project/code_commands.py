"""Commands that Python code runs: ``os.system("pip install …")``, ``subprocess.run(["az", "ml", …])``.

Also what nbconvert makes of the lines of a notebook, and calls that install packages in sessions of nox and Databricks.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrate.conversion import Document

_MAY_RUN = re.compile(
    r"\bpip3?\b[^\n]*\binstall\b|\baz\b[\"', ]+(?:ml|extension)\b|\binstallPyPI\b|\bsession\.install\b"
)
_RUNS_NOTHING = frozenset(
    {"print", "display", "Markdown", "HTML", "echo", "warn", "debug", "info", "warning", "error", "critical"}
    | {"exception", "log", "add_argument", "secho", "split", "join", "format", "strip", "quote"}
)
_COMMAND = re.compile(r"(?:sudo |\{\} )?(?:az (?:ml|extension) |(?:\S+ -m )?pip[\d.]* (?:-\S+ )*install )")


@dataclass(frozen=True)
class CodeCommand:
    """One command.

    Args:
        cell: number of the cell in the document.
        line: 1-based line in the cell.
        text: as a shell would be given it, with the code in braces where only running it tells what stands there.
    """

    cell: int
    line: int
    text: str


def commands_in_code(document: Document) -> Iterator[CodeCommand]:
    """The commands that calls are given as a string or as a list of words, but for those that are printed."""
    for cell, text in document.cells.items():
        tree = _parsed(text) if _MAY_RUN.search(text) else None
        if tree is not None:
            named = _named(tree)
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and _name(call.func) not in _RUNS_NOTHING:
                    found = dict.fromkeys(command for text in _texts(call, named) for command in _lines(text))
                    yield from (CodeCommand(cell, call.lineno, one) for one in found if _COMMAND.match(one))


def _texts(call: ast.Call, named: Mapping[str, ast.expr]) -> Iterator[str]:
    """What a call may run: an argument, or all of them as the words of one command."""
    words = [_word(argument, named, 9) for argument in call.args]
    name = _name(call.func)
    if name in _INSTALLING:
        yield " ".join(["pip install", *words])
    elif name in _IPYTHON or (words and words[0] in ("pip", "az", "python", "conda")):
        yield " ".join(word.strip('"') for word in words)
    yield from (_text(argument, named) for argument in call.args)


_INSTALLING = frozenset({"install", "installPyPI"})
_IPYTHON = frozenset({"run_line_magic", "magic"})


def _lines(text: str) -> list[str]:
    """The commands of a text, which may be a cell."""
    return [line.lstrip("!% \t") for line in re.sub(r"\\\r?\n", " ", text).splitlines()]


def _parsed(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _named(tree: ast.Module) -> dict[str, ast.expr]:
    """What variables hold that are set once."""
    made = [one for one in ast.walk(tree) if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)]
    times = Counter(one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store))
    names = {one.targets[0].id: one.value for one in made if isinstance(one.targets[0], ast.Name)}
    return {name: value for name, value in names.items() if times[name] == 1}


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _text(node: ast.expr, named: Mapping[str, ast.expr], deep: int = 9) -> str:
    """A command that an expression gives; empty when it is none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name) if name in named and deep:
            return _text(named[name], named, deep - 1)
        case ast.JoinedStr(values=parts):
            return "".join(_text(part, named, deep) for part in parts)
        case ast.FormattedValue(value=ast.Name() | ast.Attribute() as value):
            return f"{{{ast.unparse(value)}}}"
        case ast.FormattedValue():
            return "{}"
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _part(left, named, deep) + _part(right, named, deep)
        case ast.List(elts=words) | ast.Tuple(elts=words):
            return " ".join(_word(word, named, deep) for word in words)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="shlex"), attr="split"), args=[inner, *_]):
            return _text(inner, named, deep)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=" "), attr="join"), args=[inner]):
            return _text(inner, named, deep)
        case ast.Call(func=ast.Attribute(value=inner, attr="split" | "format" | "strip")):
            return _text(inner, named, deep)
    return ""


def _part(node: ast.expr, named: Mapping[str, ast.expr], deep: int) -> str:
    if isinstance(node, (ast.Constant, ast.JoinedStr, ast.BinOp, ast.List)):
        return _text(node, named, deep)
    return f"{{{ast.unparse(node)}}}" if isinstance(node, (ast.Name, ast.Attribute)) else "{}"


def _word(node: ast.expr, named: Mapping[str, ast.expr], deep: int) -> str:
    word = _part(node, named, deep)
    return f'"{word}"' if " " in word else word
