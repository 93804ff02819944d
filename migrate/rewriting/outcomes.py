"""What became of each v1 use of a file, and where it now stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import libcst as cst

from migrate.conversion import PipelineFound
from migrate.decisions.decided import IMPORTS
from migrate.ledger import Kind, Ledger, Outcome, Use, Verdict
from migrate.linking.understood import Understood
from migrate.report.secrets import mask
from migrate.rewriting.changes import Changes
from migrate.rewriting.comments import comment_above
from migrate.rewriting.finishing import Finished, ImportStatement
from migrate.rewriting.rewriter import Rewriter
from migrate.v1.automl_step import SUBMIT
from migrate.v1.source import positions_of
from migrate.v1.uses import ImportUse
from migrate.v1.values import objects
from migrate.v2.sketch import sketch_in

GUIDE = "https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2"
SHARED = "this import stands on one line with other code: remove it when nothing needs it any more"


def _once(ledger: Ledger) -> list[Use]:
    """Each use once, also where its function is written out at several calls: what a person must do comes first."""
    found: dict[object, Use] = {}
    for use in ledger:
        key = (use.location, use.kind, use.symbol, use.name)
        known = found.setdefault(key, use)
        if known is not use and _RANKS.index(_outcome(use)) < _RANKS.index(_outcome(known)):
            found[key] = replace(use, output_line=use.output_line or known.output_line)
    return list(found.values())


def _outcome(use: Use) -> Outcome | None:
    return use.verdict.outcome if use.verdict is not None else None


_RANKS = (None, Outcome.MANUAL, Outcome.CHANGED, Outcome.CONVERTED, Outcome.DROPPED)


@dataclass(frozen=True)
class Outcomes:
    """A file that is written, seen from the v1 uses that it had."""

    understood: Understood
    changes: Changes
    statements: Mapping[int, ImportStatement]
    """The import statements of v1 by their number in ``changes``."""
    rewriters: Mapping[int, Rewriter]
    modules: Mapping[int, cst.Module]
    """The cells after the rewriters, before the last step."""
    finished: Finished
    needed_elsewhere: Mapping[str, str]
    """The v1 imports of this file that others still take from it, with the reason."""

    def ledger(self) -> Ledger:
        ledger = Ledger()
        for use, where in self.understood.decisions.uses:
            use.output_line = self._lines.get(where.statement)
            self._tell_of_comment(use, where.statement)
            ledger.add(use)
        for imported, use in self.understood.decisions.imports:
            use.verdict = self._import_verdict(imported)
            use.output_line = self._lines.get(imported.where.statement)
            ledger.add(use)
        for use in self._leftover_uses(ledger):
            ledger.add(use)
        ledger.uses.sort(
            key=lambda use: (use.location.cell or 0, use.location.line, use.location.column, use.kind.value)
        )
        return Ledger(_once(ledger))

    def _tell_of_comment(self, use: Use, statement: cst.CSTNode) -> None:
        """Say which comment has gone together with what it was about."""
        edit = self.changes.edits.get(statement)
        removed = edit is not None and edit.instead == () and not (edit.before or edit.after or edit.keep_comments)
        if not removed or use.kind is not Kind.CALL or use.verdict is None:
            return
        left = "\n".join(self.finished.cells.values())
        gone = [text for text in comment_above(statement) if text not in left]
        if gone:
            told = mask(" ".join(text.lstrip("# ") for text in gone))
            parts = filter(None, (use.verdict.message, f"its comment goes with it: {told!r}"))
            use.verdict = replace(use.verdict, message="; ".join(parts))

    def pipelines(self, cells: Mapping[int, str]) -> list[PipelineFound]:
        """The pipelines of the file with the functions that they are now, in its new ``cells``."""
        functions = {name: node for rewriter in self.rewriters.values() for name, node in rewriter.functions.items()}
        return [
            self._pipeline(found, cells, self._lines.get(functions.get(found.name, cst.Pass())))
            for found in self.understood.context.pipelines_found
        ]

    def jobs(self) -> list[PipelineFound]:
        """The jobs by themselves of the file, one for each statement that submits one."""
        context, source = self.understood.context, self.understood.source
        found = []
        for use in context.interpreter.uses.calls.values():
            job = next(iter(context.submitted_jobs(use)), None)
            if job is None or use.symbol != SUBMIT or not context.is_own(use.where) or context.decide(use).stays_v1:
                continue
            place = source.place(use.where.cell, use.where.line, use.where.column)
            line = self._lines.get(use.where.statement, 0)
            name = job.obj.name or job.obj.symbol.rpartition(".")[2]
            found.append(PipelineFound(name, place, source.path, line))
        return sorted(found, key=lambda one: (one.v1, one.name))

    def _pipeline(self, found: PipelineFound, cells: Mapping[int, str], line: int | None) -> PipelineFound:
        source = self.understood.source
        sketch = sketch_in(cells, source.path, found.name, notebook=source.notebook)
        return replace(found, v2_path=source.path, v2_line=line or 0, v2_sketch=sketch)

    def _import_verdict(self, imported: ImportUse) -> Verdict:
        number = self.changes.imports.get(imported.where.statement)
        if number is None:
            return Verdict(Outcome.MANUAL, IMPORTS, SHARED, url=GUIDE)
        statement = self.statements[number]
        star = imported.local == "*"
        kept = bool(statement.kept) if star else imported.local in statement.kept
        if kept:
            reason = self.needed_elsewhere.get(imported.local, "v1 code in this file still needs it")
            return Verdict(Outcome.MANUAL, IMPORTS, reason, url=GUIDE)
        return Verdict(Outcome.CONVERTED, IMPORTS, "nothing in this file needs it any more", url=GUIDE)

    def _leftover_uses(self, ledger: Ledger) -> list[Use]:
        """The uses of what v2 has nothing for; a call that was seen already only gets another verdict."""
        uses = []
        for cell, rewriter in self.rewriters.items():
            for node in rewriter.leftovers:
                todo = self.changes.leftovers[node]
                location = self.understood.source.location(cell, node)
                if not isinstance(node, cst.Name):
                    looked_up = node in self.understood.interpreter.uses.subscripts
                    kind = Kind.ATTRIBUTE if looked_up else Kind.CALL
                    at_place = (use for use in ledger if use.kind is kind and use.location == location)
                    use = next(use for use in at_place if not looked_up or use.name == "[]")
                else:
                    obj = objects(self.understood.interpreter.references[node])[0]
                    use = Use(Kind.ATTRIBUTE, obj.symbol, node.value, location)
                    uses.append(use)
                use.verdict = Verdict(Outcome.MANUAL, todo.code, todo.message, url=todo.url)
        return uses

    @cached_property
    def _lines(self) -> dict[cst.CSTNode, int]:
        """The line on which each statement of the source, and each new function, now begins."""
        source = self.understood.source
        found: dict[cst.CSTNode, int] = {}
        for number, module in self.modules.items():
            if module is source.modules[number]:
                known = source.positions[number]
                found |= {
                    node: position.start.line for node, position in known.items() if isinstance(node, cst.BaseStatement)
                }
                continue
            positions = positions_of(module)
            rewriter, moved = self.rewriters[number], self.finished.lines[number]
            for before, node in rewriter.written.items():
                # What has moved to another cell has no line in its own any more.
                if node in positions and before in source.positions[number]:
                    found[before] = moved.get(positions[node].start.line, 0)
            for node in rewriter.functions.values():
                if node in positions:
                    found[node] = moved.get(positions[node].start.line, 0)
        return found
