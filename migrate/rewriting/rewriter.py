"""Write the decisions into the source: one traversal of each cell's tree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import libcst as cst

from migrate.decisions.decided import NO_RULE, TODO, Todo
from migrate.decisions.rule import Edit, Move
from migrate.rewriting.arguments import with_parameters, without_comma
from migrate.rewriting.brackets import bracketed, in_field
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
from migrate.v1.purity import is_pure
from migrate.v2.imports import Imports
from migrate.v2.rendering import Layout, render
from migrate.v2.statements import Define, Statement, write

_DEFINITIONS = (cst.FunctionDef, cst.ClassDef)
_ONE_LINE = 10_000  # columns
PLACEHOLDER = "__azureml_migrate_import_{}__"
"""Stands for a v1 import statement until it is known which of its names are still used."""


class Rewriter(cst.CSTTransformer):
    """Applies the changes to one cell."""

    def __init__(
        self,
        module: cst.Module,
        changes: Changes,
        imports: Imports,
        columns: Mapping[cst.CSTNode, object],
        width: int,
        gathered: Gathered,
    ) -> None:
        super().__init__()
        # Python takes an indentation with a form feed; libcst parses it and then refuses to parse more (libcst 1.9).
        usable = re.fullmatch(r"[ \t]+", module.default_indent)
        self._module = module if usable else module.with_changes(default_indent="    ")
        self._changes = changes
        self._columns = columns
        self._indents: list[str] = []
        self._statements: list[cst.CSTNode] = []
        self._quotes: list[str] = []
        """Those of the f-strings around."""
        self._layout = Layout(user=self._code, name=imports.name, indent=self._module.default_indent, width=width)
        self.written: dict[cst.CSTNode, cst.CSTNode] = {}
        """For each statement of the source the first one that stands for it now."""
        self.functions: dict[str, cst.CSTNode] = {}
        """The pipeline functions, by name."""
        self._gathered = gathered
        self.leftovers: list[cst.Name | cst.Call] = []
        self.met: set[str] = set()
        """The names of v1 imports in the code of the user's that stays."""
        self.changed = False
        self._moved = {statement for move in changes.moves.values() for statement in move.statements}
        self._inside = 0
        """How many functions that statements move into are around."""
        self._made: dict[cst.CSTNode, cst.FunctionDef] = {}
        """The functions that statements have moved into, by the statement that they stand before."""

    # Traversal

    def on_visit(self, node: cst.CSTNode) -> bool:
        if node in self._changes.superfluous:
            return False
        if node in self._moved:
            self._indents.append(self._module.default_indent)
            self._inside += 1
        if node in self._changes.expressions or node in self._changes.imports:
            return False
        if isinstance(node, cst.FormattedString):
            self._quotes.append(node.quote)
        if isinstance(node, (cst.Name, cst.Call)):
            self._meet(node)
        edit = self._changes.edits.get(node)
        if edit is not None and edit.instead is not None:
            return False
        if isinstance(node, (cst.BaseStatement, cst.ExceptHandler, cst.Else, cst.Finally)):
            self._statements.append(node)
        if isinstance(node, cst.IndentedBlock):
            self._indents.append(node.indent or self._module.default_indent)
        return True

    def on_leave(  # type: ignore[override]
        self, original: cst.CSTNode, updated: cst.CSTNode
    ) -> cst.CSTNode | cst.RemovalSentinel:
        if original in self._moved:
            self._indents.pop()
            self._inside -= 1
        if original in self._changes.superfluous:
            self.changed = True
            return cst.RemoveFromParent()
        if isinstance(original, (cst.Call, cst.Parameters)) and isinstance(updated, (cst.Call, cst.Parameters)):
            updated = without_comma(original, updated)
        if isinstance(original, cst.Parameters) and isinstance(updated, cst.Parameters):
            added = self._changes.more_parameters.get(original, ())
            updated = with_parameters(updated, added)
        if original in self._changes.expressions:
            self.changed = True
            self._gathered.rewritten.update(self._statements[-1:])
            return self._expression(original)
        if isinstance(original, cst.FormattedString):
            self._quotes.pop()
        if original in self._changes.imports:
            self.changed = True
            return self._placeholder(original, updated)
        if isinstance(original, cst.IndentedBlock) and isinstance(updated, cst.IndentedBlock):
            body, footer = self._body(original.body, updated.body)
            self._indents.pop()
            lines = [*footer, *updated.footer]
            if all(self._is_gone(statement) for statement in original.body) and all(map(is_blank, lines)):
                self._gathered.emptied.add(original)
            return updated.with_changes(body=body, footer=lines)
        if isinstance(original, cst.Module) and isinstance(updated, cst.Module):
            return self._whole(original, updated)
        if self._statements and self._statements[-1] is original:
            self._statements.pop()
            if isinstance(original, cst.If) and isinstance(updated, cst.If):
                updated = self._without_empty(original, updated)
            if isinstance(original, (cst.ExceptHandler, cst.Else)) or self._is_elif(original):
                return self._with_todos(updated, self._all_todos(original))
        return updated

    def _is_gone(self, statement: cst.CSTNode) -> bool:
        keeps = statement not in self._gathered.emptied and self._all_todos(statement)
        return _removes(self._edit(statement)) and not keeps

    def _edit(self, statement: cst.CSTNode) -> Edit | None:
        """What happens to a statement: where nothing is left of it, what stands around it takes its place."""
        edit = self._changes.edits.get(statement)
        if statement not in self._gathered.emptied or (edit is not None and edit.instead is not None):
            return edit
        if edit is None:
            return Edit(statement, instead=())
        around = (*edit.before, *edit.after)
        return replace(edit, before=(), instead=around, after=(), keep_comments=edit.keep_comments or bool(around))

    def _without_empty(self, original: cst.If, updated: cst.If) -> cst.If:
        """Without branches that nothing is left of."""
        orelse = original.orelse
        if (isinstance(orelse, cst.Else) and orelse.body in self._gathered.emptied) or (
            isinstance(orelse, cst.If) and orelse in self._gathered.emptied
        ):
            updated = updated.with_changes(orelse=None)
        if original.body in self._gathered.emptied and updated.orelse is None and is_pure(original.test):
            self._gathered.emptied.add(original)
        return updated

    def _is_elif(self, node: cst.CSTNode) -> bool:
        parent = self._statements[-1] if self._statements else None
        return isinstance(node, cst.If) and isinstance(parent, cst.If) and parent.orelse is node

    def _meet(self, node: cst.Name | cst.Call) -> None:
        if isinstance(node, cst.Name) and node in self._changes.v1_names:
            self.met.add(node.value)
        todo = self._changes.leftovers.get(node)
        if todo is not None and self._statements:
            found = self._gathered.reached.setdefault(self._statements[-1], [])
            if todo not in found:
                found.append(todo)
            self.leftovers.append(node)

    # Expressions

    def _code(self, node: cst.BaseExpression) -> str:
        """A user's expression with its own v1 parts converted."""
        converted = node.visit(self)
        assert isinstance(converted, cst.CSTNode)
        return self._module.code_for_node(converted).replace(self._module.default_newline, "\n")

    def _expression(self, node: cst.CSTNode) -> cst.BaseExpression:
        expr, statement = self._changes.expressions[node], self._statements[-1] if self._statements else None
        indent = sum(map(len, self._indents))
        column = getattr(self._columns.get(node), "start", None)
        used = max(0, column.column - indent + len(self._module.default_indent) * self._inside) if column else 0
        layout = replace(self._layout, width=_ONE_LINE if self._shares_line else self._layout.width - indent)
        if self._quotes:
            text = bracketed(render(expr, replace(layout, width=_ONE_LINE), 0, 0), expr, node, statement)
            return cst.parse_expression(in_field(text, self._quotes[-1]), self._module.config_for_parsing)
        text = bracketed(render(expr, layout, 0, used), expr, node, statement)
        return cst.parse_expression(self._newlines(text), self._module.config_for_parsing)

    @property
    def _shares_line(self) -> bool:
        """Whether another statement stands in the line, as what IPython runs stands behind its magic."""
        statement = self._statements[-1] if self._statements else None
        return isinstance(statement, cst.SimpleStatementLine) and len(statement.body) > 1

    def _newlines(self, text: str) -> str:
        return text.replace("\n", self._module.default_newline)

    # Statements

    def _placeholder(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        name = PLACEHOLDER.format(self._changes.imports[original])
        line = cst.ensure_type(updated, cst.SimpleStatementLine)
        return line.with_changes(body=[cst.Expr(cst.Name(name))])

    def _whole(self, original: cst.Module, updated: cst.Module) -> cst.Module:
        statements = list(updated.body)
        header: Sequence[cst.EmptyLine] = updated.header
        if statements:
            # The parser gives a module's first comments to the module; they stand above its first statement.
            lines = [*header, *getattr(statements[0], "leading_lines", ())]
            statements[0] = statements[0].with_changes(leading_lines=lines)
            header = []
        body, footer = self._body(original.body, statements)
        if body and original.body[0] not in self.written:
            # The first statement is gone, and the blank lines that parted it from the next one with it.
            lines = list(getattr(body[0], "leading_lines", ()))
            while lines and not updated.header and is_blank(lines[0]):
                lines.pop(0)
            self._replace_first(body, lines)
        return updated.with_changes(header=header, body=body, footer=[*footer, *updated.footer])

    def _replace_first(self, body: list[cst.BaseStatement], lines: list[cst.EmptyLine]) -> None:
        first = body[0]
        body[0] = first.with_changes(leading_lines=lines)
        self.replaced(first, body[0])

    def replaced(self, old: cst.CSTNode, new: cst.CSTNode) -> None:
        """A statement that was written was written again."""
        self.written = {source: new if node is old else node for source, node in self.written.items()}
        self.functions = {name: new if node is old else node for name, node in self.functions.items()}

    def _body(
        self, original: Sequence[cst.CSTNode], updated: Sequence[cst.CSTNode]
    ) -> tuple[list[cst.BaseStatement], list[cst.EmptyLine]]:
        """The statements of a block after its edits and moves, and the lines that no statement is left for."""
        pairs = list(zip(original, updated, strict=True))
        for statement in original:
            move = self._changes.moves.get(statement)
            if move is None:
                continue
            inside = list(self._gathered.given(move.statements, pairs))
            pairs = [pair for pair in pairs if pair[0] not in move.statements]
            self._indents.append(self._module.default_indent)
            body, footer = self._edited_body([one for one, _ in inside], [two for _, two in inside])
            self._indents.pop()
            self._made[statement] = self._function(move, body, footer)
        left = self._gathered.take(pairs, self._moved)
        self.changed = self.changed or len(left) < len(pairs)
        return self._edited_body([one for one, _ in left], [two for _, two in left])

    def _function(self, move: Move, body: list[cst.BaseStatement], footer: list[cst.EmptyLine]) -> cst.FunctionDef:
        self.changed = True
        (head,) = self._written([move.function])
        assert isinstance(head, cst.FunctionDef)
        rest = [] if not move.function.body else list(head.body.body)
        if body:
            lines = list(getattr(body[0], "leading_lines", ()))
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
        body: list[cst.BaseStatement] = []
        carried: list[cst.EmptyLine] = []
        previous: list[Todo] = []
        told: set[str] = set()
        after_function = parted = False
        for source, node in zip(original, updated, strict=True):
            statement = node
            found = self._all_todos(source)
            edit = self._edit(source)
            if parted or (edit is not None and edit.instead is None and edit.before):
                previous, told = [], set()  # another statement stands between it and the one above
            parted = edit is not None and bool(edit.after)
            # An earlier run told the first of several statements, and may have worded the others in another way.
            told = _marks(statement) | {todo.mark for todo in found if todo.mark in told}
            todos = [todo for todo in found if todo not in previous and todo.mark not in told]
            previous = found
            lines = list(getattr(statement, "leading_lines", ()))
            if edit is not None and _removes(edit):
                self.changed = True
                inside = loop_comments(source)
                carried = carry(carried, lines, bool(inside) or edit.keep_comments)
                carried += inside
                carried += [comment_line(line) for todo in todos for line in self._todo_lines(todo, carried)]
                carried += map(comment_line, edit.comments)
                continue
            if edit is not None and edit.keep_comments and any(line.comment is not None for line in carried):
                lines = [line for line in lines if not is_blank(line)]
            lines = merge(carried, lines)
            carried = []
            if edit is not None and edit.before and isinstance(statement, _DEFINITIONS):
                apart = 2 if body and isinstance(body[-1], _DEFINITIONS) else 1
                lines = [line for line in lines if line.comment is None][:apart]
            new = self._edited(edit, statement) if edit is not None else [statement]
            if edit is not None or source in self._gathered.rewritten:
                lines += lost_comments(source, new, edit.comments if edit is not None else ())
            if edit is not None:
                self.changed = True
            if after_function or (isinstance(new[0], cst.FunctionDef) and edit is not None and body):
                lines = self._spaced(lines)
            statement = new[0].with_changes(leading_lines=lines)
            self.functions = {name: statement if node is new[0] else node for name, node in self.functions.items()}
            new[0] = statement
            # A TODO is about the user's statement, where that stays.
            place = len(edit.before) if edit is not None and edit.instead is None else 0
            new[place] = self._with_todos(new[place], todos)
            if edit is not None and edit.comments:
                above = [*getattr(new[place], "leading_lines", ()), *map(comment_line, edit.comments)]
                new[place] = new[place].with_changes(leading_lines=above)
            self.written[source] = new[0]
            after_function = edit is not None and isinstance(new[-1], cst.FunctionDef)
            body += new  # type: ignore[arg-type]
        if not body and original:
            body = [cst.SimpleStatementLine([cst.Pass()])] if self._indents else []
        return body, carried

    def _edited(self, edit: Edit, statement: cst.CSTNode) -> list[cst.CSTNode]:
        """What stands for a statement: new ones before it, itself or others instead, new ones after it."""
        new: list[cst.CSTNode] = list(self._written(edit.before))
        made = self._made.get(edit.statement)
        if made is not None:
            function = made.with_changes(leading_lines=self._spaced([]) if new else [])
            self.functions = {name: function if node is made else node for name, node in self.functions.items()}
            new.append(function)
        if edit.instead is None:
            kept = statement
            if new:
                apart = isinstance(new[-1], cst.FunctionDef) or isinstance(statement, _DEFINITIONS)
                kept = statement.with_changes(leading_lines=self._spaced(self._about(statement)) if apart else [])
            new.append(kept)
        else:
            new = self._joined(new, self._written(edit.instead))
        return self._joined(new, self._written(edit.after))

    def _joined(self, first: list[cst.CSTNode], then: list[cst.CSTNode]) -> list[cst.CSTNode]:
        """Statements behind others; what follows a function stands apart."""
        if first and then and isinstance(first[-1], cst.FunctionDef) and not isinstance(then[0], cst.FunctionDef):
            then = [then[0].with_changes(leading_lines=self._spaced([])), *then[1:]]
        return [*first, *then]

    def _about(self, statement: cst.CSTNode) -> list[cst.EmptyLine]:
        """The comment that a function keeps when something is written before it."""
        lines = list(getattr(statement, "leading_lines", ())) if isinstance(statement, _DEFINITIONS) else []
        return [line for line in lines if line.comment is not None]

    def _written(self, statements: Sequence[Statement]) -> list[cst.CSTNode]:
        indent = sum(map(len, self._indents))
        layout = replace(self._layout, width=self._layout.width - indent)
        nodes: list[cst.CSTNode] = []
        for statement in statements:
            text = self._newlines(write(statement, layout))
            node = cst.parse_statement(text, self._module.config_for_parsing)
            if isinstance(statement, Define):
                self.functions[statement.name] = node
                if nodes:
                    node = node.with_changes(leading_lines=self._spaced([]))
                    self.functions[statement.name] = node
            elif nodes and isinstance(nodes[-1], cst.FunctionDef):
                node = node.with_changes(leading_lines=self._spaced([]))
            nodes.append(node)
        return nodes

    def _spaced(self, lines: list[cst.EmptyLine]) -> list[cst.EmptyLine]:
        """Two blank lines around a function of the module, one around an inner one."""
        wanted = 1 if self._indents else 2
        rest = list(lines)
        while rest and rest[0].comment is None:
            rest.pop(0)
        return [cst.EmptyLine(indent=False) for _ in range(wanted)] + rest

    # TODOs

    def _all_todos(self, source: cst.CSTNode) -> list[Todo]:
        return [*self._changes.todos.get(source, ()), *self._gathered.reached.get(source, ())]

    def _todo_lines(self, todo: Todo, lines: Sequence[cst.EmptyLine]) -> list[str]:
        # One TODO of a rule is enough for a statement, also when a later run would word it differently.
        if any(line.comment is not None and line.comment.value.startswith(todo.mark) for line in lines):
            return []
        return [f"{todo.text} — {todo.url}"]

    def _with_todos(self, statement: cst.CSTNode, todos: Sequence[Todo]) -> cst.CSTNode:
        lines = list(getattr(statement, "leading_lines", ()))
        new: list[cst.EmptyLine] = []
        for todo in todos:
            above = lines if todo.code == NO_RULE else [*lines, *new]
            new += [comment_line(line) for line in self._todo_lines(todo, above)]
        if not new:
            return statement
        self.changed = True
        return statement.with_changes(leading_lines=[*lines, *new])


def _marks(statement: cst.CSTNode) -> set[str]:
    """The TODOs of the tool's above a statement, without what they say."""
    comments = [line.comment.value for line in getattr(statement, "leading_lines", ()) if line.comment is not None]
    return {comment.partition(")")[0] + ")" for comment in comments if TODO in comment}


def _removes(edit: Edit | None) -> bool:
    return edit is not None and edit.instead == () and not edit.before and not edit.after
