"""All that the decisions change in one file, collected for the traversal that writes it."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrate.decisions.decided import Todo
from migrate.decisions.rule import Edit, Move
from migrate.v2.expressions import Expr
from migrate.v2.statements import Define, DefineClass


@dataclass
class Changes:
    """All that happens to one file's trees."""

    expressions: dict[cst.CSTNode, Expr] = field(default_factory=dict)
    edits: dict[cst.CSTNode, Edit] = field(default_factory=dict)
    todos: dict[cst.CSTNode, list[Todo]] = field(default_factory=dict)
    imports: dict[cst.CSTNode, int] = field(default_factory=dict)
    """The v1 import statements, with the number of their placeholder."""
    v1_names: frozenset[cst.Name] = frozenset()
    """The places where a name stands for something imported from v1."""
    moves: dict[cst.CSTNode, Move] = field(default_factory=dict)
    """By the statement that the function stands before."""
    superfluous: frozenset[cst.CSTNode] = frozenset()
    """Parameters and arguments that go."""
    more_parameters: dict[cst.Parameters, tuple[str, ...]] = field(default_factory=dict)
    """The parameters that a function gets."""
    client_parameters: dict[cst.Parameters, str] = field(default_factory=dict)
    """The parameter that a function gets for the client."""
    more_arguments: dict[cst.Call, tuple[str, str]] = field(default_factory=dict)
    """The argument that a call gets: the parameter, and a variable."""
    leftovers: dict[cst.CSTNode, Todo] = field(default_factory=dict)
    """Names and calls that v2 has nothing for; where one is still there, its statement gets the TODO."""

    def add_edit(self, edit: Edit) -> None:
        known = self.edits.get(edit.statement)
        if known is None:
            self.edits[edit.statement] = edit
            return
        if edit == known:
            # Of a variable that holds one of two environments, each says what becomes of the statement.
            return
        instead = known.instead
        if edit.instead is not None:
            instead = (*(known.instead or ()), *edit.instead)
        before = sorted((*known.before, *edit.before), key=lambda one: isinstance(one, (Define, DefineClass)))
        self.edits[edit.statement] = Edit(
            edit.statement,
            tuple(before),
            instead,
            (*known.after, *edit.after),
            known.keep_comments and edit.keep_comments,
            (*known.comments, *edit.comments),
        )
