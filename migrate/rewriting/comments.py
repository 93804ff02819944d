"""Comments and blank lines around statements: which go on when a statement goes, and where they meet others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst

from migrate.v1.nodes import children

MARKER = re.compile(r"#\s*(%%|In\[|COMMAND|MAGIC|DBTITLE|(end)?region|TODO|FIXME|XXX)")
"""Comments that structure the file for an editor or notebook, or ask for something, whatever stands below them."""


_DIRECTIVE = re.compile(r"#\s*(noqa|type:|pylint|flake8|fmt:|nosec|pragma|isort)", re.IGNORECASE)
"""Comments to tools about the line that they stood on."""


def lost_comments(source: cst.CSTNode, new: Sequence[cst.CSTNode], told: Sequence[str]) -> list[cst.EmptyLine]:
    """The comments inside a statement that no part of the new code carries: they go above it.

    Args:
        told: lines that stand above it anyway, such as the text of v1.
    """
    if not isinstance(source, cst.SimpleStatementLine):
        return []
    kept = {comment for node in new for comment in comments_in(node)}
    kept |= {line[line.index("#", 1) :] for line in told if "#" in line[1:]}
    inside = [comment for part in (*source.body, source.trailing_whitespace) for comment in comments_in(part)]
    return [comment_line(text) for text in inside if text not in kept and not _DIRECTIVE.match(text)]


def loop_comments(source: cst.CSTNode) -> list[cst.EmptyLine]:
    """The comments inside of a loop that goes: they say why it does what now stands elsewhere."""
    if not isinstance(source, cst.For):
        return []
    return [comment_line(text) for text in comments_in(source.body) if not _DIRECTIVE.match(text)]


def comments_in(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.Comment):
        yield node.value
    for child in children(node):
        yield from comments_in(child)


def comment_line(text: str) -> cst.EmptyLine:
    return cst.EmptyLine(comment=cst.Comment(text))


def is_blank(line: cst.EmptyLine) -> bool:
    return line.comment is None


def carry(carried: Sequence[cst.EmptyLine], lines: Sequence[cst.EmptyLine], keep_comments: bool) -> list[cst.EmptyLine]:
    """The lines above a removed statement that go on to the next one."""
    if keep_comments:
        if any(line.comment is not None for line in carried):
            lines = [line for line in lines if not is_blank(line)]
        return merge(carried, lines)
    # Only the comment that touches the statement is about it; what a blank line parts from it stays.
    last_blank = max((index for index, line in enumerate(lines) if is_blank(line)), default=-1)
    about = [line for line in lines[last_blank + 1 :] if line.comment is not None and MARKER.match(line.comment.value)]
    above = lines[: last_blank + 1]
    if any(line.comment is not None for line in carried) and all(map(is_blank, above)):
        above = []
    return merge(carried, [*above, *about])


def comment_above(statement: cst.CSTNode) -> list[str]:
    """The comment that touches the statement, which goes with it."""
    touching: list[str] = []
    for line in reversed(getattr(statement, "leading_lines", ())):
        if line.comment is None:
            break
        touching.insert(0, line.comment.value)
    return [text for text in touching if not MARKER.match(text)]


def merge(above: Sequence[cst.EmptyLine], below: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """Two runs of lines, without more blank lines where they meet than either had."""
    head, tail = list(above), list(below)
    if head and tail:
        trailing = 0
        while trailing < len(head) and is_blank(head[-1 - trailing]):
            trailing += 1
        leading = 0
        while leading < len(tail) and is_blank(tail[leading]):
            leading += 1
        if trailing and leading:
            tail = tail[min(trailing, leading) :] if trailing >= leading else tail
            head = head if trailing >= leading else head[: len(head) - trailing]
    return [*head, *tail]


def without_blanks(statement: cst.BaseStatement) -> cst.BaseStatement:
    """The statement, with nothing in the empty lines above it: those of a module are indented with what is below."""
    lines = getattr(statement, "leading_lines", ())
    return statement.with_changes(leading_lines=[line.with_changes(indent=not is_blank(line)) for line in lines])
