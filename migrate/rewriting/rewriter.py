"""Write the decisions into the source: one traversal of each cell's tree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import libcst as cst

from migrate.rewriting.arguments import with_argument, with_parameters, without_comma
from migrate.rewriting.blocks import BlockWriter, lines_above, removes
from migrate.rewriting.brackets import bracketed, in_field
from migrate.rewriting.changes import Changes
from migrate.rewriting.comments import is_blank
from migrate.rewriting.gathered import Gathered
from migrate.v1.purity import is_pure
from migrate.v2.imports import Imports
from migrate.v2.rendering import Layout, render

_ONE_LINE = 10_000  # columns
PLACEHOLDER = "__azureml_migrate_import_{}__"
"""Stands for a v1 import statement until it is known which of its names are still used."""


class Rewriter(BlockWriter):
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
        # Python takes an indentation with a form feed; libcst parses it and then refuses to parse more (libcst 1.9).
        usable = re.fullmatch(r"[ \t]+", module.default_indent)
        module = module if usable else module.with_changes(default_indent="    ")
        layout = Layout(user=self._code, name=imports.name, indent=module.default_indent, width=width)
        super().__init__(module, changes, gathered, layout)
        self._columns = columns
        self._statements: list[cst.CSTNode] = []
        self._quotes: list[str] = []
        """Those of the f-strings around."""
        self.leftovers: list[cst.Name | cst.Call | cst.Subscript] = []
        self.met: set[str] = set()
        """The names of v1 imports in the code of the user's that stays."""
        self._inside = 0
        """How many functions that statements move into are around."""

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
        if isinstance(node, (cst.Name, cst.Call, cst.Subscript)):
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
            updated = self._with_client(original, with_parameters(updated, added))
        if isinstance(original, cst.Call) and isinstance(updated, cst.Call):
            updated = with_argument(updated, self._changes.more_arguments.get(original))
        if original in self._changes.expressions:
            self.changed = True
            self.gathered.rewritten.update(self._statements[-1:])
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
                self.gathered.emptied.add(original)
            return updated.with_changes(body=body, footer=lines)
        if isinstance(original, cst.Module) and isinstance(updated, cst.Module):
            return self._whole(original, updated)
        if self._statements and self._statements[-1] is original:
            self._statements.pop()
            if isinstance(original, cst.If) and isinstance(updated, cst.If):
                updated = self._without_empty(original, updated)
            if isinstance(original, (cst.ExceptHandler, cst.Else)) or self._is_elif(original):
                return self.with_todos(updated, self.todos(original))
        return updated

    def _with_client(self, original: cst.Parameters, updated: cst.Parameters) -> cst.Parameters:
        """With the parameter for the client, annotated where others are."""
        name = self._changes.client_parameters.get(original)
        if name is None:
            return updated
        known = (*original.posonly_params, *original.params, *original.kwonly_params)
        told = any(one.annotation is not None for one in known)
        return with_parameters(updated, [name], self._layout.name("azure.ai.ml", "MLClient") if told else "")

    def _is_gone(self, statement: cst.CSTNode) -> bool:
        keeps = statement not in self.gathered.emptied and self.todos(statement)
        return removes(self.edit(statement)) and not keeps

    def _without_empty(self, original: cst.If, updated: cst.If) -> cst.If:
        """Without branches that nothing is left of."""
        orelse = original.orelse
        if (isinstance(orelse, cst.Else) and orelse.body in self.gathered.emptied) or (
            isinstance(orelse, cst.If) and orelse in self.gathered.emptied
        ):
            updated = updated.with_changes(orelse=None)
        if original.body in self.gathered.emptied and updated.orelse is None and is_pure(original.test):
            self.gathered.emptied.add(original)
        return updated

    def _is_elif(self, node: cst.CSTNode) -> bool:
        parent = self._statements[-1] if self._statements else None
        return isinstance(node, cst.If) and isinstance(parent, cst.If) and parent.orelse is node

    def _meet(self, node: cst.Name | cst.Call | cst.Subscript) -> None:
        if isinstance(node, cst.Name) and node in self._changes.v1_names:
            self.met.add(node.value)
        todo = self._changes.leftovers.get(node)
        if todo is not None and self._statements:
            found = self.gathered.reached.setdefault(self._statements[-1], [])
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
        return cst.parse_expression(self.newlines(text), self._module.config_for_parsing)

    @property
    def _shares_line(self) -> bool:
        """Whether another statement stands in the line, as what IPython runs stands behind its magic."""
        statement = self._statements[-1] if self._statements else None
        return isinstance(statement, cst.SimpleStatementLine) and len(statement.body) > 1

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
            lines = [*header, *lines_above(statements[0])]
            statements[0] = statements[0].with_changes(leading_lines=lines)
            header = []
        body, footer = self._body(original.body, statements)
        if body and original.body[0] not in self.written:
            # The first statement is gone, and the blank lines that parted it from the next one with it.
            lines = lines_above(body[0])
            while lines and not updated.header and is_blank(lines[0]):
                lines.pop(0)
            self._replace_first(body, lines)
        return updated.with_changes(header=header, body=body, footer=[*footer, *updated.footer])
