"""Write the statements of a block: what stands for each of them, with the comments and the TODOs above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import libcst as cst

from migrate.decisions.decided import NO_RULE, TODO, Todo
from migrate.decisions.rule import Edit, Move
from migrate.rewriting.changes import Changes
from migrate.rewriting.comments import (
    carry,
    comment_line,
    is_blank,
    loop_comments,
    lost_comments,
    merge,
    without_blanks,
)
from migrate.rewriting.gathered import Gathered
from migrate.v2.rendering import Layout
from migrate.v2.statements import Define, DefineClass, Statement, write

_DEFINITIONS = (cst.FunctionDef, cst.ClassDef)


class BlockWriter(cst.CSTTransformer):
    """Writes the statements of blocks."""

    def __init__(self, module: cst.Module, changes: Changes, gathered: Gathered, layout: Layout) -> None:
        super().__init__()
        self._module = module
        self._changes = changes
        self.gathered = gathered
        self._layout = layout
        self._indents: list[str] = []
        self.written: dict[cst.CSTNode, cst.CSTNode] = {}
        """For each statement of the source the first one that stands for it now."""
        self.functions: dict[str, cst.CSTNode] = {}
        """The pipeline functions, by name."""
        self.changed = False
        self._moved = {statement for move in changes.moves.values() for statement in move.statements}
        self._made: dict[cst.CSTNode, cst.FunctionDef] = {}
        """The functions that statements have moved into, by the statement that they stand before."""

    def edit(self, statement: cst.CSTNode) -> Edit | None:
        """What happens to a statement: where nothing is left of it, what stands around it takes its place."""
        edit = self._changes.edits.get(statement)
        if statement not in self.gathered.emptied or (edit is not None and edit.instead is not None):
            return edit
        if edit is None:
            return Edit(statement, instead=())
        around = (*edit.before, *edit.after)
        return replace(edit, before=(), instead=around, after=(), keep_comments=edit.keep_comments or bool(around))

    def _body(
        self, original: Sequence[cst.CSTNode], updated: Sequence[cst.CSTNode]
    ) -> tuple[list[cst.BaseStatement], list[cst.EmptyLine]]:
        """The statements of a block after its edits and moves, and the lines that no statement is left for."""
        pairs = list(zip(original, updated, strict=True))
        for statement in original:
            move = self._changes.moves.get(statement)
            if move is None:
                continue
            inside = list(self.gathered.given(move.statements, pairs))
            pairs = [pair for pair in pairs if pair[0] not in move.statements]
            self._indents.append(self._module.default_indent)
            body, footer = self._edited_body([one for one, _ in inside], [two for _, two in inside])
            self._indents.pop()
            self._made[statement] = self._function(move, body, footer)
        left = self.gathered.take(pairs, self._moved)
        self.changed = self.changed or len(left) < len(pairs)
        return self._edited_body([one for one, _ in left], [two for _, two in left])

    def _function(self, move: Move, body: list[cst.BaseStatement], footer: list[cst.EmptyLine]) -> cst.FunctionDef:
        self.changed = True
        (head,) = self._written([move.function])
        assert isinstance(head, cst.FunctionDef)
        rest = [] if not move.function.body else list(head.body.body)
        if body:
            lines = lines_above(body[0])
            while lines and is_blank(lines[0]):
                lines.pop(0)
            self._replace_first(body, lines)
        for index, one in enumerate(body):
            body[index] = without_blanks(one)
            self.replaced(one, body[index])
        block = cst.IndentedBlock([*body, *rest], footer=footer)  # type: ignore[list-item]
        function = head.with_changes(body=block)
        self.functions[move.function.name] = function
        return function

    def _edited_body(
        self, original: Sequence[cst.CSTNode], updated: Sequence[cst.CSTNode]
    ) -> tuple[list[cst.BaseStatement], list[cst.EmptyLine]]:
        """The statements of a block after its edits, and the lines that no statement is left for."""
        block = _Block(self)
        for source, node in zip(original, updated, strict=True):
            block.add(source, node)
        if not block.body and original and self._indents:
            block.body = [cst.SimpleStatementLine([cst.Pass()])]
        return block.body, block.carried

    def _replace_first(self, body: list[cst.BaseStatement], lines: list[cst.EmptyLine]) -> None:
        first = body[0]
        body[0] = first.with_changes(leading_lines=lines)
        self.replaced(first, body[0])

    def replaced(self, old: cst.CSTNode, new: cst.CSTNode) -> None:
        """A statement that was written was written again."""
        self.written = {source: new if node is old else node for source, node in self.written.items()}
        self.renew(old, new)

    def renew(self, old: cst.CSTNode, new: cst.CSTNode) -> None:
        """A statement that may be a pipeline function was written again."""
        self.functions = {name: new if node is old else node for name, node in self.functions.items()}

    def edited(self, edit: Edit, statement: cst.CSTNode) -> list[cst.CSTNode]:
        """What stands for a statement: new ones before it, itself or others instead, new ones after it."""
        new: list[cst.CSTNode] = list(self._written(edit.before))
        made = self._made.get(edit.statement)
        if made is not None:
            function = made.with_changes(leading_lines=self.spaced([]) if new else [])
            self.renew(made, function)
            new.append(function)
        if edit.instead is None:
            kept = statement
            if new:
                apart = isinstance(new[-1], _DEFINITIONS) or isinstance(statement, _DEFINITIONS)
                kept = statement.with_changes(leading_lines=self.spaced(self._about(statement)) if apart else [])
            new.append(kept)
        else:
            new = self._joined(new, self._written(edit.instead))
        return self._joined(new, self._written(edit.after))

    def _joined(self, first: list[cst.CSTNode], then: list[cst.CSTNode]) -> list[cst.CSTNode]:
        """Statements behind others; what follows a function stands apart."""
        if first and then and isinstance(first[-1], cst.FunctionDef) and not isinstance(then[0], cst.FunctionDef):
            then = [then[0].with_changes(leading_lines=self.spaced([])), *then[1:]]
        return [*first, *then]

    def _about(self, statement: cst.CSTNode) -> list[cst.EmptyLine]:
        """The comment that a function keeps when something is written before it."""
        lines = lines_above(statement) if isinstance(statement, _DEFINITIONS) else []
        return [line for line in lines if line.comment is not None]

    def _written(self, statements: Sequence[Statement]) -> list[cst.CSTNode]:
        indent = sum(map(len, self._indents))
        layout = replace(self._layout, width=self._layout.width - indent)
        nodes: list[cst.CSTNode] = []
        for statement in statements:
            text = self.newlines(write(statement, layout))
            node = cst.parse_statement(text, self._module.config_for_parsing)
            if isinstance(statement, (Define, DefineClass)):
                node = node.with_changes(leading_lines=self.spaced([])) if nodes else node
                if isinstance(statement, Define):
                    self.functions[statement.name] = node
            elif nodes and isinstance(nodes[-1], (cst.FunctionDef, cst.ClassDef)):
                node = node.with_changes(leading_lines=self.spaced([]))
            nodes.append(node)
        return nodes

    def spaced(self, lines: list[cst.EmptyLine]) -> list[cst.EmptyLine]:
        """Two blank lines around a function of the module, one around an inner one."""
        wanted = 1 if self._indents else 2
        rest = list(lines)
        while rest and rest[0].comment is None:
            rest.pop(0)
        return [cst.EmptyLine(indent=False) for _ in range(wanted)] + rest

    def newlines(self, text: str) -> str:
        """The text with the newlines of the file."""
        return text.replace("\n", self._module.default_newline)

    # TODOs

    def todos(self, source: cst.CSTNode) -> list[Todo]:
        """Those of a statement, with those of what is left in it."""
        return [*self._changes.todos.get(source, ()), *self.gathered.reached.get(source, ())]

    def with_todos(self, statement: cst.CSTNode, todos: Sequence[Todo]) -> cst.CSTNode:
        lines = lines_above(statement)
        new: list[cst.EmptyLine] = []
        for todo in todos:
            above = lines if todo.code == NO_RULE else [*lines, *new]
            new += [comment_line(line) for line in _todo_lines(todo, above)]
        if not new:
            return statement
        self.changed = True
        return statement.with_changes(leading_lines=[*lines, *new])


class _Block:
    """The statements of a block as they are written, one after the other."""

    def __init__(self, writer: BlockWriter) -> None:
        self.writer = writer
        self.body: list[cst.BaseStatement] = []
        self.carried: list[cst.EmptyLine] = []
        """The lines above statements that are gone, for the next one that stays."""
        self.previous: list[Todo] = []
        self.told: set[str] = set()
        self.after_function = self.parted = False

    def add(self, source: cst.CSTNode, node: cst.CSTNode) -> None:
        """Write what stands for a statement of the source.

        Args:
            node: the statement with its expressions converted.
        """
        edit = self.writer.edit(source)
        todos = self._todos(source, node, edit)
        if edit is not None and removes(edit):
            self._remove(edit, source, node, todos)
        else:
            self._write(edit, source, node, todos)

    def _todos(self, source: cst.CSTNode, node: cst.CSTNode, edit: Edit | None) -> list[Todo]:
        """Those that the statement above does not have as well."""
        found = self.writer.todos(source)
        if self.parted or (edit is not None and edit.instead is None and edit.before):
            self.previous, self.told = [], set()  # another statement stands between it and the one above
        self.parted = edit is not None and bool(edit.after)
        # An earlier run told the first of several statements, and may have worded the others in another way.
        self.told = _marks(node) | {todo.mark for todo in found if todo.mark in self.told}
        todos = [todo for todo in found if todo not in self.previous and todo.mark not in self.told]
        self.previous = found
        return todos

    def _remove(self, edit: Edit, source: cst.CSTNode, node: cst.CSTNode, todos: list[Todo]) -> None:
        self.writer.changed = True
        inside = loop_comments(source)
        self.carried = carry(self.carried, lines_above(node), bool(inside) or edit.keep_comments)
        self.carried += inside
        # Each of several that are gone says its own.
        known = {line.comment.value for line in self.carried if line.comment is not None}
        self.carried += [comment_line(text) for todo in todos if (text := _todo_line(todo)) not in known]
        self.carried += map(comment_line, edit.comments)

    def _write(self, edit: Edit | None, source: cst.CSTNode, node: cst.CSTNode, todos: list[Todo]) -> None:
        writer, lines = self.writer, lines_above(node)
        if edit is not None and edit.keep_comments and any(line.comment is not None for line in self.carried):
            lines = [line for line in lines if not is_blank(line)]
        lines = merge(self.carried, lines)
        self.carried = []
        if edit is not None and edit.before and isinstance(node, _DEFINITIONS):
            apart = 2 if self.body and isinstance(self.body[-1], _DEFINITIONS) else 1
            lines = [line for line in lines if line.comment is None][:apart]
        new = writer.edited(edit, node) if edit is not None else [node]
        if edit is not None or source in writer.gathered.rewritten:
            lines += lost_comments(source, new, edit.comments if edit is not None else ())
        if self.after_function or (isinstance(new[0], _DEFINITIONS) and edit is not None and self.body):
            lines = writer.spaced(lines)
        first = new[0].with_changes(leading_lines=lines)
        writer.renew(new[0], first)
        new[0] = first
        # A TODO is about the user's statement, where that stays.
        place = len(edit.before) if edit is not None and edit.instead is None else 0
        new[place] = writer.with_todos(new[place], todos)
        if edit is not None:
            writer.changed = True
            above = [*lines_above(new[place]), *map(comment_line, edit.comments)]
            new[place] = new[place].with_changes(leading_lines=above) if edit.comments else new[place]
        writer.written[source] = new[0]
        self.after_function = edit is not None and isinstance(new[-1], cst.FunctionDef)
        self.body += new  # type: ignore[arg-type]


def lines_above(node: cst.CSTNode) -> list[cst.EmptyLine]:
    """The comments and empty lines above a statement."""
    return list(getattr(node, "leading_lines", ()))


def _todo_lines(todo: Todo, lines: Sequence[cst.EmptyLine]) -> list[str]:
    # One TODO of a rule is enough for a statement, also when a later run would word it differently.
    if any(line.comment is not None and line.comment.value.startswith(todo.mark) for line in lines):
        return []
    return [_todo_line(todo)]


def _todo_line(todo: Todo) -> str:
    return f"{todo.text} — {todo.url}"


def _marks(statement: cst.CSTNode) -> set[str]:
    """The TODOs of the tool's above a statement, without what they say."""
    comments = [line.comment.value for line in getattr(statement, "leading_lines", ()) if line.comment is not None]
    return {comment.partition(")")[0] + ")" for comment in comments if TODO in comment}


def removes(edit: Edit | None) -> bool:
    """Whether nothing is left of a statement."""
    return edit is not None and edit.instead == () and not edit.before and not edit.after
