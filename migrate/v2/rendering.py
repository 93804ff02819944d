"""Source of expressions that are written into v2 code, laid out as a formatter would lay it out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from migrate.v2.expressions import (
    SPREAD,
    V2,
    Attr,
    CallTo,
    Chosen,
    Code,
    DictOf,
    Each,
    Either,
    Expr,
    ForEach,
    IfElse,
    Index,
    ListOf,
    Literal,
    Starred,
    Text,
    User,
)

_WIDE = 120
"""Columns that a dictionary made by a loop may take on one line, whatever the width of the file."""


@dataclass(frozen=True)
class Layout:
    """How the file at hand is written, and how to write what only the rest of the conversion knows."""

    user: Callable[[cst.BaseExpression], str]
    name: Callable[[str, str], str]
    """The local name of a v2 import."""
    indent: str = "    "
    width: int = 120
    quote: str = '"'


def render(expr: Expr, layout: Layout, depth: int = 0, used: int = 0) -> str:
    """Source of the expression.

    Args:
        depth: levels of indentation of the line that it stands on.
        used: columns of that line that are taken: the text before it and what must follow it.
    """
    line = _flat(expr, layout)
    room = layout.width - used
    if "\n" not in line and len(line) <= room:
        return line
    if isinstance(expr, User):
        return _aligned(line, layout.indent * depth)
    if isinstance(expr, Starred) and isinstance(expr.value, Chosen):
        return f"*{render(expr.value, layout, depth, used + 1)}"
    if isinstance(expr, Attr) and isinstance(expr.value, CallTo):
        return f"{render(expr.value, layout, depth, used + len(expr.name) + 1)}.{expr.name}"
    if isinstance(expr, CallTo) and not expr.args and isinstance(expr.func, Attr):
        end = f".{expr.func.name}()"
        return f"{render(expr.func.value, layout, depth, used + len(end))}{end}"
    if isinstance(expr, CallTo) and expr.args:
        head = render(expr.func, layout, depth, used)
        parts = []
        for keyword, value in expr.args:
            spread = keyword.startswith("*")
            prefix = f"{keyword}=" if keyword and not spread else keyword
            text = _inner(value, layout, depth, len(prefix))
            parts.append(f"{prefix}({text})" if spread and isinstance(value, (IfElse, Either)) else prefix + text)
        return _exploded(f"{head}(", parts, ")", layout, depth)
    if isinstance(expr, DictOf) and expr.items:
        parts = []
        for key, value in expr.items:
            prefix = "**" if key == SPREAD else f"{_flat(key, layout)}: "
            chosen = key == SPREAD and isinstance(value, IfElse)
            parts.append(_spread(value, layout) if chosen else prefix + _inner(value, layout, depth, len(prefix)))
        return _exploded("{", parts, "}", layout, depth)
    if isinstance(expr, ListOf) and expr.items:
        return _exploded("[", [_inner(item, layout, depth, 0) for item in expr.items], "]", layout, depth)
    if isinstance(expr, Chosen):
        inner, outer = layout.indent * (depth + 1), layout.indent * depth
        return "[\n" + "".join(f"{inner}{clause}\n" for clause in _clauses(expr, layout)) + f"{outer}]"
    if isinstance(expr, ForEach) and used + len(line) > max(layout.width, _WIDE):
        inner, outer = layout.indent * (depth + 1), layout.indent * depth
        item = f"{_flat(expr.key, layout)}: {_flat(expr.value, layout)}"
        return f"{{\n{inner}{item}\n{inner}for {expr.loop}\n{outer}}}"
    if isinstance(expr, IfElse) and used + len(line) > max(layout.width, _WIDE):
        inner, outer = layout.indent * (depth + 1), layout.indent * depth
        parts = [_flat(expr.yes, layout), f"if {_flat(expr.test, layout)}", f"else {_flat(expr.no, layout)}"]
        return "(\n" + "".join(f"{inner}{part}\n" for part in parts) + f"{outer})"
    if isinstance(expr, Text) and expr.wrap and not _needs_format(expr.parts, layout):
        return _wrapped(expr, layout, depth)
    return line


def _clauses(expr: Chosen, layout: Layout) -> list[str]:
    """The parts of a comprehension, each of which may have a line."""
    loops = [f"for {name} in {_flat(values, layout)}" for name, values in expr.loops]
    tests = [
        f"{_flat(test[0], layout)} {test[1]} {_flat(test[2], layout)}"
        if isinstance(test, tuple)
        else _flat(test, layout)
        for test in expr.conditions
    ]
    together = [f"if {' and '.join(tests)}"] if tests else []
    if len(tests) > 1 and len(together[0]) > _WIDE:
        together = [f"{'and' if number else 'if'} {test}" for number, test in enumerate(tests)]
    return [_flat(expr.value, layout), *loops, *together]


def _inner(expr: Expr, layout: Layout, depth: int, prefix: int) -> str:
    return render(expr, layout, depth + 1, len(layout.indent) * (depth + 1) + prefix + 1)


def _aligned(text: str, indent: str) -> str:
    """Several lines that end with a bracket, so far in that it stands at the indentation of the first one."""
    first, *rest = text.split("\n")
    last = rest[-1] if rest else ""
    shift = len(indent) - len(last) + len(last.lstrip())
    if last.lstrip()[:1] not in set(")]}") or any(quotes in text for quotes in ('"""', "'''", "\\\n", "\t")):
        return text
    if any(line.strip() and len(line) - len(line.lstrip()) < -shift for line in rest):
        return text
    moved = (" " * shift + line if shift > 0 else line[-shift:] for line in rest)
    return "\n".join([first, *(line if line.strip() else "" for line in moved)])


def _exploded(opening: str, parts: list[str], closing: str, layout: Layout, depth: int) -> str:
    inner, outer = layout.indent * (depth + 1), layout.indent * depth
    body = "".join(f"{inner}{part},\n" for part in parts)
    return f"{opening}\n{body}{outer}{closing}"


def _flat(expr: Expr, layout: Layout) -> str:
    if isinstance(expr, Code):
        return expr.text
    if isinstance(expr, User):
        return layout.user(expr.node)
    if isinstance(expr, V2):
        return layout.name(expr.module, expr.name)
    if isinstance(expr, Literal):
        return literal(expr.value)
    if isinstance(expr, Starred):
        return f"*{_operand(expr.value, layout)}"
    if isinstance(expr, Attr):
        return f"{_operand(expr.value, layout)}.{expr.name}"
    if isinstance(expr, Index):
        return f"{_operand(expr.value, layout)}[{_flat(expr.key, layout)}]"
    if isinstance(expr, CallTo):
        args = (
            f"{keyword}={_flat(value, layout)}"
            if keyword and not keyword.startswith("*")
            else keyword + (_operand(value, layout) if keyword else _flat(value, layout))
            for keyword, value in expr.args
        )
        return f"{_operand(expr.func, layout)}({', '.join(args)})"
    if isinstance(expr, DictOf):
        pairs = (
            (_spread(value, layout) if key == SPREAD else f"{_flat(key, layout)}: {_flat(value, layout)}")
            for key, value in expr.items
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(expr, Chosen):
        return f"[{' '.join(_clauses(expr, layout))}]"
    if isinstance(expr, IfElse):
        return f"{_flat(expr.yes, layout)} if {_flat(expr.test, layout)} else {_flat(expr.no, layout)}"
    if isinstance(expr, Either):
        return f"{_flat(expr.first, layout)} or {_flat(expr.second, layout)}"
    if isinstance(expr, Each):
        return f"{_flat(expr.value, layout)} for {expr.loop}"
    if isinstance(expr, ForEach):
        return f"{{{_flat(expr.key, layout)}: {_flat(expr.value, layout)} for {expr.loop}}}"
    if isinstance(expr, ListOf):
        return "[" + ", ".join(_flat(item, layout) for item in expr.items) + "]"
    return _string(expr.parts, layout)


def _spread(value: Expr, layout: Layout) -> str:
    """``**more``, with what is chosen in parentheses."""
    text = _flat(value, layout)
    return f"**({text})" if isinstance(value, IfElse) else f"**{text}"


_ATOMS = (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.BaseString)


def _operand(expr: Expr, layout: Layout) -> str:
    """Source of an expression to the left of a dot or a parenthesis."""
    text = _flat(expr, layout)
    loose = isinstance(expr, User) and not isinstance(expr.node, _ATOMS) and not expr.node.lpar
    if loose or isinstance(expr, (IfElse, Either)):
        return f"({text})"
    return text


def literal(value: object) -> str:
    """Source of a literal, strings in double quotes unless that needs escapes that single quotes do not."""
    if not isinstance(value, str):
        return repr(value)
    if '"' in value and "'" not in value:
        return repr(value)
    quoted = json.dumps(value, ensure_ascii=False)
    return quoted if quoted.isprintable() else repr(value)


def _string(parts: Sequence[str | Expr], layout: Layout, *, beside: bool = False) -> str:
    """Source of a string; ``beside`` says that another literal follows or precedes it."""
    if all(isinstance(part, str) for part in parts):
        return literal("".join(part for part in parts if isinstance(part, str)))
    if len(parts) == 1 and not isinstance(parts[0], str) and not beside:
        return _flat(parts[0], layout)
    if _needs_format(parts, layout):
        text = "".join(part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else "{}" for part in parts)
        fields = ", ".join(_on_one_line(part, layout) for part in parts if not isinstance(part, str))
        return f"{literal(text)}.format({fields})"
    body = ""
    for part in parts:
        if isinstance(part, str):
            body += literal_body(part).replace("{", "{{").replace("}", "}}")
        else:
            body += "{" + _in_field(_on_one_line(part, layout)) + "}"
    return f'f"{body}"'


def literal_body(text: str) -> str:
    """The inside of a double-quoted literal."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _needs_format(parts: Sequence[str | Expr], layout: Layout) -> bool:
    """Whether an expression cannot stand in an f-string: before Python 3.12 without backslash, newline, outer quote."""
    sources = (_on_one_line(part, layout) for part in parts if not isinstance(part, str))
    return any("\\" in source or "\n" in source or ('"' in source and "'" in source) for source in sources)


def _on_one_line(expr: Expr, layout: Layout) -> str:
    """The source of an expression between brackets, whose line breaks mean nothing unless in strings and comments."""
    source = _flat(expr, layout)
    if "\n" not in source or any(part in source for part in ("#", '"""', "'''", "\\")):
        return source
    joined = ""
    for line in map(str.strip, source.splitlines()):
        space = "" if not joined or joined[-1] in "([{" or line[:1] in tuple(")]}") else " "
        joined += f"{space}{line}"
    return joined


def _in_field(source: str) -> str:
    """An expression inside an f-string that is written in double quotes."""
    if source.startswith(("{", "lambda ")) or ":=" in source:
        source = f"({source})"
    return source.replace('"', "'")


def _wrapped(expr: Text, layout: Layout, depth: int) -> str:
    """A long string as adjacent literals in parentheses.

    It breaks at spaces: where it must, before ``&&``, and where a part with expressions (an f-string) meets one
    without.
    """
    inner = layout.indent * (depth + 1)
    room = layout.width - len(inner)
    lines: list[list[str | Expr]] = []
    for run in _runs(expr.parts):
        lines.append([])
        for piece in run:
            if lines[-1] and len(_string([*lines[-1], *piece], layout, beside=True)) > room:
                lines.append([])
            lines[-1] = [*lines[-1], *piece]
    body = "".join(f"{inner}{_string(_joined(line), layout, beside=True)}\n" for line in lines) or f'{inner}""\n'
    return f"(\n{body}{layout.indent * depth})"


def _runs(parts: Sequence[str | Expr]) -> list[list[list[str | Expr]]]:
    """The pieces, grouped so that each group is all literal or held together by its expressions."""
    runs: list[list[list[str | Expr]]] = []
    for piece in _pieces(parts):
        followup = bool(runs) and (piece[0] == " &&" or _has_expr(piece) != any(map(_has_expr, runs[-1])))
        spaced = isinstance(piece[0], IfElse) or (isinstance(piece[0], str) and piece[0].startswith(" "))
        if not runs or (followup and spaced):
            runs.append([])
        runs[-1].append(piece)
    merged: list[list[list[str | Expr]]] = []
    for run in runs:
        # The program alone is no line of its own.
        if len(merged) == 1 and any(map(_has_expr, run)) and len(merged[0]) <= 2:
            run = [*merged.pop(), *run]
        merged.append(run)
    return merged


def _has_expr(parts: Sequence[str | Expr]) -> bool:
    return any(not isinstance(part, str) for part in parts)


def _pieces(parts: Sequence[str | Expr]) -> Iterator[list[str | Expr]]:
    """The string cut before its spaces, a flag kept together with its value."""
    flag: list[str | Expr] = []
    for piece in _words(parts):
        if _is_flag(piece):
            if flag:
                yield flag
            flag = piece
        else:
            yield [*flag, *piece]
            flag = []
    if flag:
        yield flag


def _is_flag(piece: Sequence[str | Expr]) -> bool:
    return len(piece) == 1 and isinstance(piece[0], str) and piece[0].startswith(" -") and "=" not in piece[0]


def _words(parts: Sequence[str | Expr]) -> Iterator[list[str | Expr]]:
    """The string cut before each space; what has no space between stays together."""
    piece: list[str | Expr] = []
    for part in parts:
        if isinstance(part, IfElse):
            # It begins with a space of its own.
            if piece:
                yield piece
            yield [part]
            piece = []
            continue
        if not isinstance(part, str):
            piece.append(part)
            continue
        words = part.split(" ")
        for index, word in enumerate(words):
            if index:
                if piece:
                    yield piece
                piece = [" " + word]
            elif word:
                piece.append(word)
    if piece:
        yield piece


def _joined(parts: Sequence[str | Expr]) -> list[str | Expr]:
    result: list[str | Expr] = []
    for part in parts:
        if isinstance(part, str) and result and isinstance(result[-1], str):
            result[-1] += part
        else:
            result.append(part)
    return result
