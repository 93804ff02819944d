"""All that was decided for a file: what its uses become and what is left to a person."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrate.decisions.rule import Decision
from migrate.ledger import Use
from migrate.v1.uses import ImportUse
from migrate.v1.values import Where

TODO = "TODO(azureml-migrate"
IMPORTS = "AML001"
NO_RULE = "AML003"


@dataclass(frozen=True)
class Todo:
    """What a person has to do at a statement."""

    code: str
    message: str
    url: str

    @property
    def mark(self) -> str:
        return f"# {TODO} {self.code})"

    @property
    def text(self) -> str:
        return f"{self.mark}: {self.message}"


@dataclass
class Decisions:
    """All that was decided for a file."""

    uses: list[tuple[Use, Where]] = field(default_factory=list)
    imports: list[tuple[ImportUse, Use]] = field(default_factory=list)
    todos: dict[cst.CSTNode, list[Todo]] = field(default_factory=dict)
    """By statement."""
    by_node: dict[cst.CSTNode, Decision] = field(default_factory=dict)

    def of(self, path: str) -> Decisions:
        """Those of one document, of several that were decided on together."""
        uses = [(use, where) for use, where in self.uses if use.location.path == path]
        imports = [(imported, use) for imported, use in self.imports if use.location.path == path]
        return Decisions(uses, imports, self.todos, self.by_node)
