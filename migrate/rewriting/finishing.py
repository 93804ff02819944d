"""The last step of writing: imports, and variables that nothing reads any more, once all the rest stands."""

from __future__ import annotations

import ast
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from migrate.rewriting.comments import MARKER
from migrate.rewriting.rewriter import PLACEHOLDER
from migrate.v2.imports import Imports

_IMPORT = re.compile(r"(?P<indent>[ \t]*)(?:import|from)\s+(?!__future__)(?P<module>[\w.]+)[^()\\]*$")
"""An import of one line."""
_MARK = re.compile(r"^(?P<indent>\s*)" + PLACEHOLDER.format(r"(?P<number>\d+)") + r"(?P<rest>.*)$", re.DOTALL)


@dataclass
class ImportStatement:
    """A v1 import statement: its text when whole, and the text for each choice of its names."""

    text: str
    module: str
    """For ``from module import …``; empty for ``import a, b``."""
    names: list[tuple[str, str, bool]]
    """Each name as it is written (``Workspace as W``), the local name that it binds, whether it is of v1."""
    own: dict[str, str] = field(default_factory=dict)
    """By local name the import from v1 itself, for a name that another module of the project passed on."""
    if_read: frozenset[str] = frozenset()
    """The local names that it has only when something reads them."""
    more: frozenset[str] = frozenset()
    """Those of them that it has not got yet."""
    gone: frozenset[str] = frozenset()
    """The local names that v2 has nothing for."""
    todo: str = ""
    """Why it stays, when that is not for v1 code in the same file."""
    kept: set[str] = field(default_factory=set)
    """The local names that are still used; known afterwards."""

    @property
    def own_lines(self) -> list[str]:
        found: dict[str, list[str]] = {}
        for line in sorted({line for local, line in self.own.items() if local in self.kept}):
            module, _, name = line.partition(" import ")
            found.setdefault(module, []).append(name)
        return [f"{module} import {', '.join(names)}" if any(names) else module for module, names in found.items()]

    def line(self, width: int) -> str | None:
        """What is left of the statement itself."""
        names = [one for one in self.names if one[1] not in self.own]
        kept = [one for one in names if one[1] in self.kept]
        if kept == [one for one in self.names if one[1] not in self.more]:
            return self.text
        if len(kept) == len(names) and any(one[0] == "*" and not one[2] for one in names):
            return self.text
        # A star stands for many names.
        written = list(dict.fromkeys(name for name, _, _ in kept))
        if self.more and _is_sorted([name for name, local, _ in names if local not in self.more]):
            written.sort(key=str.lower)
        if not written:
            return None
        if not self.module:
            return f"import {', '.join(written)}"
        line = f"from {self.module} import {', '.join(written)}"
        if len(line) <= width:
            return line
        return f"from {self.module} import (\n" + "".join(f"    {name},\n" for name in written) + ")"


def _is_sorted(names: list[str]) -> bool:
    return names == sorted(names, key=str.lower)


@dataclass
class Finished:
    """The text of each cell, and for each of its lines before this step (1-based) the line that it is now."""

    cells: dict[int, str]
    lines: dict[int, dict[int, int]]


def finish(
    before: Mapping[int, str],
    cells: Mapping[int, str],
    statements: Mapping[int, ImportStatement],
    anchor: tuple[int, int] | None,
    imports: Imports,
    removable: frozenset[str],
    met: frozenset[str],
    width: int,
    todo: str,
) -> Finished:
    """Write the imports and drop what is not used.

    Args:
        before: text by cell as it was.
        cells: text by cell, with placeholders for v1 imports.
        statements: the import statement of each placeholder.
        anchor: cell and number of the placeholder where the v2 imports go.
        removable: variables whose assignment may go when nothing reads them.
        met: names of v1 imports that the code still needs.
        todo: the comment for v1 imports that stay.
    """
    texts = dict(cells)
    trees = _trees(texts)
    dropped = _unused_assignments(trees, removable) if trees is not None else {}
    loads = _loads(trees, dropped) if trees is not None else None
    if loads is not None:
        imports.used = {key: local for key, local in imports.used.items() if not key[1] or loads[local]}
    for statement in statements.values():
        statement.kept = {
            local
            for _, local, v1 in statement.names
            if local not in statement.gone
            and (local in met if v1 else local not in statement.if_read or loads is None or loads[local])
        }
    if trees is not None:
        _keep_nearest(statements, trees)
    finished = Finished({}, {})
    for number, text in texts.items():
        writer = _CellWriter(text, dropped.get(number, set()), statements, imports, width, todo)
        writer.write(anchor[1] if anchor is not None and anchor[0] == number else None)
        finished.cells[number] = _ended_like(before[number], text, "".join(writer.output))
        finished.lines[number] = writer.moved
    return finished


def _indented(statement: str, indent: str, newline: str) -> str:
    """A statement in its block. A line that a backslash continues has its indentation already."""
    lines = re.split(r"\r\n|\r|\n", statement)
    text = lines[0]
    for above, line in pairwise(lines):
        text += newline + (line if above.endswith("\\") or not line.strip() else indent + line)
    return text


def _ended_like(before: str, text: str, after: str) -> str:
    """Without a line break at the end, when there was none, and no gap below what is gone."""
    kept = after.rstrip()
    if not text.endswith(("\n", "\r")):
        return after.rstrip("\r\n")
    gone = not kept or _last_line(kept) != _last_line(before.rstrip())
    own = before[len(before.rstrip()) :].lstrip(" \t\f")
    return kept + own if gone and len(own) < len(after) - len(kept) else after


def _last_line(text: str) -> str:
    return text[max(text.rfind("\n"), text.rfind("\r")) + 1 :]


class _CellWriter:
    def __init__(
        self,
        text: str,
        dropped: set[int],
        statements: Mapping[int, ImportStatement],
        imports: Imports,
        width: int,
        todo: str,
    ) -> None:
        # Lines as Python counts them: str.splitlines also breaks at form feeds.
        self.source = list(io.StringIO(text, newline=""))
        self.newline = next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")
        self.dropped = dropped
        self.statements = statements
        self.imports = imports
        self.width = width
        self.todo = todo
        self.output: list[str] = []
        self.moved: dict[int, int] = {}
        self._told = False
        self._removed = False
        """Whether nothing is left of the last statement."""
        self._below = 0

    def write(self, anchor: int | None) -> None:
        for index, line in enumerate(self.source, 1):
            length = len(self.output)
            self.moved[index] = length + 1
            match = _MARK.match(line)
            if match is not None:
                self._import(match, anchor)
            elif index in self.dropped:
                self._drop(index)
            elif not line.strip():
                self._blank(line)
            else:
                self.output.append(line)
                # A comment parts no imports: it may be what is left of one.
                self._told = self._told and line.lstrip().startswith("#")
            if line.strip():
                self._removed, self._below = len(self.output) <= length, 0

    def _drop(self, index: int) -> None:
        """Leave a line out, with the comment above when nothing but the dropped statement can be meant by it."""
        first, following = index - 1 not in self.dropped, index
        while following + 1 in self.dropped:
            following += 1
        alone = following >= len(self.source) or not self.source[following].strip()
        while first and alone and self.output and self.output[-1].lstrip().startswith("#"):
            if MARKER.match(self.output[-1].strip()):
                break
            self.output.pop()

    def _blank(self, line: str) -> None:
        """A blank line. Of the gaps above and below a removed statement the longer one stays."""
        if self._removed:
            self._below += 1
            if self._opens() or self._below <= self._gap():
                return
        self.output.append(line)

    def _opens(self) -> bool:
        """Whether nothing stands yet in the file or the block."""
        return not self.output or self.output[-1].rstrip().endswith(":")

    def _gap(self) -> int:
        """How many blank lines the output ends with."""
        return next((n for n, line in enumerate(reversed(self.output)) if line.strip()), len(self.output))

    def _import(self, match: re.Match[str], anchor: int | None) -> None:
        number = int(match["number"])
        if number == anchor:
            self._anchor(match["indent"])
        statement = self.statements.get(number)
        line = statement.line(self.width) if statement is not None else None
        rest, indent = match["rest"], match["indent"]
        own = statement.own_lines if statement is not None else []
        if own:
            assert statement is not None
            if line is not None:
                self._put(f"{indent}{_indented(line, indent, self.newline)}{self.newline}")
            line = "\n".join(own)
        if line is None:
            if rest.strip().startswith("#") and statement is not None:
                self.output.append(indent + rest.strip() + self.newline)
            elif indent and self._is_alone(indent):
                self.output.append(f"{indent}pass{self.newline}")
            return
        assert statement is not None
        if any(v1 and local in statement.kept for _, local, v1 in statement.names):
            above = self.output[-1].strip() if self.output else ""
            todo = statement.todo or self.todo
            if (not self._told or statement.todo) and above != todo:
                self.output.append(f"{indent}{todo}{self.newline}")
            self._told = True
        body = _indented(line, indent, self.newline)
        self._put(f"{indent}{body}{rest if rest.strip() else self.newline if rest else ''}")

    def _put(self, text: str) -> None:
        """Add text of several lines: each is an element of the output, or the places below it would be wrong."""
        self.output += io.StringIO(text, newline="")

    def _is_alone(self, indent: str) -> bool:
        """Whether the block that the removed import stood in would be empty without it."""
        above = next((line for line in reversed(self.output) if line.strip()), "")
        opens = above.rstrip().endswith(":") and len(above) - len(above.lstrip()) < len(indent)
        following = self.source[len(self.moved) :]
        below = next((line for line in following if line.strip()), "")
        return opens and len(below) - len(below.lstrip()) < len(indent)

    def _anchor(self, indent: str) -> None:
        standard = self.imports.lines(self.width, standard=True)
        if standard:
            self._standard([f"{indent}{line}{self.newline}" for line in standard], indent)
        for line in self.imports.lines(self.width, standard=False):
            self.output.append(f"{indent}{line}{self.newline}")

    def _standard(self, lines: list[str], indent: str) -> None:
        """After the imports of the standard library above, else in a group of their own above all others."""
        start = len(self.output)
        modules: dict[int, str] = {}
        while start and (not (line := self.output[start - 1]).strip() or _IMPORT.match(line)):
            start -= 1
            found = _IMPORT.match(line)
            if found is not None and found["indent"] == indent:
                modules = {start: found["module"], **modules}
        standard = [place for place, module in modules.items() if _is_standard(module)]
        if standard:
            present = set(self.output)
            self._insert(standard[-1] + 1, [line for line in lines if line not in present])
        else:
            self._insert(next(iter(modules), len(self.output)), [*lines, self.newline])

    def _insert(self, place: int, lines: list[str]) -> None:
        """Add lines above some that stand already, which move down."""
        self.output[place:place] = lines
        self.moved |= {index: line + len(lines) for index, line in self.moved.items() if line > place}


def _is_standard(module: str) -> bool:
    from migrate.v2.imports import is_standard

    return is_standard(module)


def _trees(cells: Mapping[int, str]) -> dict[int, ast.Module] | None:
    try:
        return {number: ast.parse(text) for number, text in cells.items()}
    except (SyntaxError, ValueError, RecursionError):
        return None


def _loads(trees: Mapping[int, ast.Module], dropped: Mapping[int, set[int]]) -> Counter[str]:
    """How often each name is read, but for the dropped lines."""
    counts: Counter[str] = Counter()
    for number, tree in trees.items():
        gone = dropped.get(number, ())
        for node in ast.walk(tree):
            read = isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Load, ast.Del))
            if isinstance(node, ast.Name) and read and node.lineno not in gone:
                counts[node.id] += 1
        for node in tree.body:
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
            ):
                counts.update(str(name.value) for name in ast.walk(node.value) if isinstance(name, ast.Constant))
    return counts


def _keep_nearest(statements: Mapping[int, ImportStatement], trees: Mapping[int, ast.Module]) -> None:
    """Of the imports of a name that is imported several times keep those that come last before a use."""
    places: dict[str, list[tuple[tuple[int, int], ImportStatement]]] = {}
    for number, tree in trees.items():
        for node in tree.body:
            match = _MARK.match(ast.unparse(node)) if isinstance(node, ast.Expr) else None
            statement = statements.get(int(match["number"])) if match is not None else None
            for local in statement.kept if statement is not None else ():
                places.setdefault(local, []).append(((number, node.lineno), statement))  # type: ignore[arg-type]
    for local, imports in places.items():
        same = {(one.module, written) for _, one in imports for written, name, v1 in one.names if v1 and name == local}
        if len(imports) < 2 or len(same) != 1:
            continue
        needed = [_last_before(place, imports) for place in _uses_of(local, trees)]
        if needed and None not in needed:
            for _, statement in imports:
                if all(statement is not one for one in needed):
                    statement.kept.discard(local)


def _last_before(
    place: tuple[int, int], imports: list[tuple[tuple[int, int], ImportStatement]]
) -> ImportStatement | None:
    """None when the first import comes later."""
    return next((one for where, one in reversed(imports) if where < place), None)


def _uses_of(name: str, trees: Mapping[int, ast.Module]) -> list[tuple[int, int]]:
    """Cell and line of each place where a name is read. A function is not called before it is defined."""
    return [
        (number, node.lineno)
        for number, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == name
    ]


def _unused_assignments(trees: Mapping[int, ast.Module], removable: frozenset[str]) -> dict[int, set[int]]:
    """The lines of assignments to removable variables that nothing reads."""
    dropped: dict[int, set[int]] = {number: set() for number in trees}
    todo = set(removable)
    while todo:
        loads = _loads(trees, dropped)
        unused = {name for name in todo if not loads[name]}
        if not unused:
            break
        todo -= unused
        for number, tree in trees.items():
            for block in _blocks(tree):
                dropped[number] |= _lines_of(block, [node for node in block if _assigns_one_of(node, unused)])
    return dropped


def _blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                yield block


def _lines_of(block: list[ast.stmt], chosen: list[ast.stmt]) -> set[int]:
    """The lines of statements that can go: those with no other statement on them, and never a whole inner block."""
    if len(chosen) == len(block) and block[0].col_offset:
        return set()
    kept = {line for node in block if node not in chosen for line in _span(node)}
    return {line for node in chosen if kept.isdisjoint(_span(node)) for line in _span(node)}


def _span(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _assigns_one_of(node: ast.stmt, names: set[str]) -> bool:
    return (
        isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in names
        and isinstance(node.value, (ast.Call, ast.Constant, ast.JoinedStr))
    )
