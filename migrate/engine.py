"""Convert the files of a project: read, understand, decide, rewrite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePosixPath

import libcst as cst

from migrate.conversion import ConvertedFile, Document, Options, Project
from migrate.decisions.context import Context
from migrate.decisions.decided import IMPORTS, TODO, Decisions, Todo
from migrate.decisions.files.jobs import packages_of_jobs
from migrate.decisions.registered import DATASETS, ONLY_FOR_JOBS
from migrate.decisions.removal import lines_that_forget, lines_that_show
from migrate.decisions.rule import Edit
from migrate.errors import ReadError, WriteError
from migrate.ledger import Outcome
from migrate.linking.linker import Linker, linker
from migrate.linking.seen import pipelines_seen, scripts_seen
from migrate.linking.understood import Understood
from migrate.project.prose import remarks_on
from migrate.project.quoted_code import remarks_on_cells, remarks_on_code
from migrate.project.run_files import with_run_lines
from migrate.project.written import WrittenCode, absorb, with_written
from migrate.rewriting.aliases import idle_aliases
from migrate.rewriting.anchor import with_anchor
from migrate.rewriting.changes import Changes
from migrate.rewriting.finishing import Finished, ImportStatement, finish
from migrate.rewriting.gathered import Gathered
from migrate.rewriting.known import known_imports, rebound
from migrate.rewriting.listed import exports
from migrate.rewriting.outcomes import GUIDE, SHARED, Outcomes
from migrate.rewriting.rewriter import Rewriter
from migrate.rewriting.statements import import_borrowed, import_statement
from migrate.rewriting.unread_cells import read_in_cells, remarks_on_unread
from migrate.rules import all_rules
from migrate.v1.interpreter import Interpreter
from migrate.v1.job_script import runs_in_jobs
from migrate.v1.source import TOO_DEEP, Source
from migrate.v1.values import ListValue, Obj, Symbol, alternatives, constant, objects
from migrate.v2.imports import Imports

_WIDTHS = (88, 100, 120)
"""The line lengths that formatters are commonly set to."""


def convert(project: Project, options: Options) -> list[ConvertedFile]:
    """Convert every document; the results are in the same order."""
    together = replace(options, together=frozenset(document.path for document in project.documents))
    together = with_written(together, project.documents)
    return [convert_one(document, project.root, together) for document in project.documents]


def convert_one(document: Document, root: Path, options: Options) -> ConvertedFile:
    """Convert one document. One that cannot be parsed comes back unchanged, with ``error`` set.

    What a notebook writes when it runs is converted with it, as the files that it makes.
    """
    options = with_written(options, [document])
    result = _try(document, root, options)
    written = [one for one in options.written if one.notebook == document.path and one.path.endswith(".py")]
    for file in written:
        absorb(result, file, _try(WrittenCode(file), root, options))
    result.remarks += remarks_on_cells(document, {cell.index for file in written for cell in file.cells})
    return result


def _try(document: Document, root: Path, options: Options) -> ConvertedFile:
    try:
        return _convert(document, root, options)
    except ReadError as error:
        return ConvertedFile(document, error=str(error))
    except RecursionError:
        return ConvertedFile(document, error=str(ReadError(TOO_DEEP, path=document.path)))


def _convert(document: Document, root: Path, options: Options) -> ConvertedFile:
    result = ConvertedFile(document)
    known = linker(root, options)
    understood = known.understand(document)
    result.broken = dict(understood.source.broken)
    _Writer(document, understood, known, result).write()
    variables = understood.interpreter.module.variables.items()
    v1 = [name for name, value in variables if any(isinstance(one, (Obj, Symbol)) for one in alternatives(value))]
    result.remarks = [*remarks_on(document, understood.context.catalogue), *remarks_on_code(document, v1)]
    result.remarks += remarks_on_unread(understood)
    return result


class _Writer:
    """Turns the decisions for one file into its new text and its ledger."""

    def __init__(self, document: Document, understood: Understood, project: Linker, result: ConvertedFile) -> None:
        self.document = document
        self.project = project
        self.understood = understood
        self.source: Source = understood.source
        self.context: Context = understood.context
        self.decisions: Decisions = understood.decisions
        self.result = result
        self.interpreter: Interpreter = understood.interpreter
        self.width = _line_width(document.cells)
        self.statements: dict[int, ImportStatement] = {}
        self.imports = Imports(known=known_imports(self.interpreter))
        self.rewriters: dict[int, Rewriter] = {}

    def write(self) -> None:
        changes = self._changes()
        modules, finished = self._rewrite(changes)
        live = self._live_names()
        if live & {local for (_, name), local in self.imports.used.items() if name}:
            # A v2 name that the v1 code left in the file also uses: import it under another name, and write again.
            self.imports = Imports(self.imports.known, frozenset(live | self.imports.clashes))
            modules, finished = self._rewrite(changes)
        for number, text in finished.cells.items():
            if text != self.document.cells[number]:
                self.result.cells[number] = text
        if not self._can_be_written():
            self.result.cells = {number: _plain_todos(text) for number, text in self.result.cells.items()}
        outcomes = Outcomes(
            self.understood, changes, self.statements, self.rewriters, modules, finished, self._needed_elsewhere
        )
        self.result.ledger = outcomes.ledger()
        self.result.pipelines = outcomes.pipelines({**self.document.cells, **self.result.cells})
        self.result.jobs = outcomes.jobs()
        self.result.new_files = self.context.new_files
        self.result.secrets = {text for text in self.context.secrets if text}
        self.result.scripts = sorted(self.context.folders)
        self.result.pipelines_seen = pipelines_seen(self.context)
        self.result.scripts_seen = scripts_seen(self.context)
        self.result.packages_of_jobs = packages_of_jobs(self.context)

    def _can_be_written(self) -> bool:
        """Whether the encoding of the file has the dashes and dots of the TODOs."""
        try:
            self.document.render(self.result.cells)
        except WriteError:
            return False
        return True

    # What changes

    def _changes(self) -> Changes:
        references = self.interpreter.references
        v1_names = [
            node for node, value in references.items() if any(isinstance(o, Symbol) for o in alternatives(value))
        ]
        changes = Changes(todos=self.decisions.todos, v1_names=frozenset(v1_names))
        for node, decision in self.decisions.by_node.items():
            if decision.stays_v1:
                continue
            if decision.expr is not None:
                changes.expressions[node] = decision.expr
            for edit in decision.edits:
                changes.add_edit(edit)
        changes.expressions.update(self.context.replacements)
        changes.moves = {move.before: move for move in self.context.moves}
        changes.superfluous = frozenset(self.context.superfluous)
        changes.more_parameters = self.context.more_parameters
        changes.client_parameters = self.context.client_parameters
        changes.more_arguments = self.context.more_arguments
        shown = lines_that_show(module for _, module in self.interpreter.source)
        for node, value in self.interpreter.references.items():
            for obj in alternatives(value):
                if isinstance(obj, Obj) and obj in self.context.vanished and node not in changes.expressions:
                    changes.leftovers[node] = self._todo_of(obj.symbol, self.context.vanished[obj])
                    if node in shown:
                        changes.add_edit(Edit(shown[node], instead=()))
        for line, names in lines_that_forget(module for _, module in self.interpreter.source):
            if all(name in changes.leftovers for name in names):
                changes.add_edit(Edit(line, instead=()))
        for call in self.interpreter.uses.calls.values():
            decision = self.decisions.by_node[call.node]
            if not decision.stays_v1 and call.node not in changes.expressions:
                changes.leftovers[call.node] = self._todo_of(call.symbol, _STAYS)
        for use in self.interpreter.uses.subscripts.values():
            stays = self.decisions.by_node[use.node].stays_v1
            if use.symbol == DATASETS and not stays and not use.asks and use.node not in changes.expressions:
                changes.leftovers[use.node] = self._todo_of(DATASETS, ONLY_FOR_JOBS)
        for line in idle_aliases((module for _, module in self.interpreter.source), changes, self._is_needed):
            changes.add_edit(Edit(line, instead=()))
        written = exports((module for _, module in self.source), self._is_gone, self._given)
        if written is not None:
            changes.expressions[written[0]] = written[1]
        self._number_imports(changes)
        return changes

    def _is_gone(self, name: str) -> bool:
        """Whether v2 has nothing for what a variable at the top holds."""
        found = alternatives(self.interpreter.module.variables.get(name))
        return bool(found) and all(isinstance(one, Obj) and one in self.context.vanished for one in found)

    @property
    def _given(self) -> frozenset[str]:
        return self.understood.borrowed.given if self.understood.borrowed is not None else frozenset()

    def _is_needed(self, statement: cst.CSTNode, name: str) -> bool:
        """Whether others may take a variable from here that a statement binds."""
        source = self.interpreter.source
        cell = next((cell for cell, module in source if statement in module.body), None)
        return (
            cell is not None and not self.project.takers(source.path_of(cell), name) <= self.interpreter.modules.keys()
        )

    def _todo_of(self, symbol: str, message: str) -> Todo:
        found = next((rule for rule in all_rules() if symbol in {*rule.calls, *rule.subscripts}), None)
        code, url = (found.code, found.url) if found else ("AML003", GUIDE)
        return Todo(code, message, url)

    def _number_imports(self, changes: Changes) -> None:
        for imported, _ in self.decisions.imports:
            statement = imported.where.statement
            if statement in changes.imports or not isinstance(statement, cst.SimpleStatementLine):
                continue
            if len(statement.body) != 1 or not isinstance(statement.body[0], (cst.Import, cst.ImportFrom)):
                changes.todos.setdefault(statement, []).append(Todo(IMPORTS, SHARED, GUIDE))
                continue
            number = len(self.statements)
            changes.imports[statement] = number
            module = self.source.modules[imported.where.cell]
            written = import_statement(statement.body[0], imported, module, self.decisions, self.context.catalogue)
            self.statements[number] = written
            reasons = [
                self._needed_elsewhere[local] for _, local, _ in written.names if local in self._needed_elsewhere
            ]
            if reasons:
                written.todo = f"# {TODO} {IMPORTS}): {reasons[0]} \N{EM DASH} {GUIDE}"
        self._number_borrowed(changes)

    def _number_borrowed(self, changes: Changes) -> None:
        """The imports from documents that are converted together with this one."""
        borrowed, cells = self.understood.borrowed, self.source.modules.keys() - self.source.beside.keys()
        if borrowed is None or not cells:
            return
        statements = {node: self.statements[number] for node, number in changes.imports.items()}
        import_borrowed(borrowed, self.source.modules[min(cells)], statements)
        for node, statement in statements.items():
            if node not in changes.imports:
                changes.imports[node] = len(self.statements)
                self.statements[changes.imports[node]] = statement

    def _bound_names(self) -> frozenset[str]:
        """Names that the file gives a meaning of its own."""
        bound = {node.value for node in self.interpreter.bindings}
        bound |= {scope.name for scope in self.interpreter.functions.values()}
        for local, value in self.interpreter.module.variables.items():
            if not isinstance(value, Symbol):
                bound.add(local)
        return frozenset(bound | rebound(self.interpreter))

    # Rewriting

    def _rewrite(self, changes: Changes) -> tuple[dict[int, cst.Module], Finished]:
        self.imports = Imports(self.imports.known, self.imports.clashes | self._bound_names())
        modules: dict[int, cst.Module] = {}
        touched, gathered = self._touched(changes), Gathered()
        for number, module in self.source:
            positions = self.source.positions[number]
            rewriter = self.rewriters[number] = Rewriter(module, changes, self.imports, positions, self.width, gathered)
            modules[number] = module
            if number in touched:
                rewritten = module.visit(rewriter)
                modules[number] = rewritten if rewriter.changed else module
            else:
                rewriter.met |= {node.value for node in changes.v1_names if node in positions}
        anchor = self._anchor(modules, changes)
        # A module's code is not always the text that it was parsed from: blank lines at the end (libcst 1.9).
        texts = {
            number: self.document.cells[number] if self._is_unchanged(number, module) else module.code
            for number, module in modules.items()
        }
        finished = finish(
            self.document.cells,
            texts,
            self.statements,
            anchor,
            self.imports,
            self._removable(),
            self._exported() | {name for rewriter in self.rewriters.values() for name in rewriter.met},
            self.width,
            f"# {TODO} {IMPORTS}): the v1 code below still needs this — {GUIDE}",
        )
        return modules, finished

    def _is_unchanged(self, number: int, module: cst.Module) -> bool:
        return module is self.source.modules[number] and number not in self.source.moved

    def _touched(self, changes: Changes) -> set[int]:
        """The cells in which anything changes."""
        nodes = {*changes.expressions, *changes.edits, *changes.todos, *changes.imports, *changes.leftovers}
        nodes |= {statement for move in changes.moves.values() for statement in move.statements}
        touched: set[int] = set()
        for number, known in self.source.positions.items():
            # the shorter way: a notebook may have thousands of cells, and of changes
            fewer, more = (known, nodes) if len(known) < len(nodes) else (nodes, known)
            if any(node in more for node in fewer):
                touched.add(number)
        return touched

    def _anchor(self, modules: dict[int, cst.Module], changes: Changes) -> tuple[int, int] | None:
        """Where the v2 imports go: at the first import of v1 at the top level, else below the last import there.

        Other modules of the project may hand on names of v1: where nothing is read before, an import of v1 itself is
        the better place.
        """
        if not self.imports.used:
            return None
        top = [
            imported
            for imported, _ in self.decisions.imports
            if imported.where.statement in changes.imports
            and imported.where.function.is_module
            and not imported.where.blocks
        ]
        uses = self.interpreter.uses
        places = [*(use.where for use in uses.calls.values()), *(use.where for use in uses.references.values())]
        read = min((where.order for where in places), default=None)
        own = [one for one in top if not one.through]
        if own and (read is None or min(one.where.order for one in own) < read):
            top = own
        if top:
            return min((one.where.cell, changes.imports[one.where.statement]) for one in top)
        number = next(iter(modules))
        mark = len(self.statements)
        self.statements[mark] = ImportStatement("", "", [("", "", True)])
        before = modules[number].body
        modules[number], place = with_anchor(modules[number], mark)
        after = modules[number].body
        if place < len(before):
            self.rewriters[number].replaced(before[place], after[place + 1])
        return number, mark

    def _exported(self) -> frozenset[str]:
        """Names that others import from this file, or may: those in ``__all__``, and all of a package's ``__init__``
        that no file of the project imports. Also all that a script imports that runs inside jobs and stays as it is."""
        exported = self.interpreter.module.variables.get("__all__")
        items = exported.flat() if isinstance(exported, ListValue) else ()
        found = {str(constant(item.value)) for item in items} | self._needed_elsewhere.keys()
        if runs_in_jobs(self.interpreter.uses):
            found |= {imported.local for imported, _ in self.decisions.imports}
        if PurePosixPath(self.document.path).name == "__init__.py":
            locals_ = (imported.local for imported, _ in self.decisions.imports)
            found |= {local for local in locals_ if not self.project.is_taken(self.document.path, local)}
        return frozenset(found)

    @cached_property
    def _needed_elsewhere(self) -> dict[str, str]:
        """The v1 imports of this file that others, or cells that cannot be read, still need, with the reason."""
        names = {one.local for one, _ in self.decisions.imports if one.where.function.is_module and one.local != "*"}
        return {**read_in_cells(self.source, names), **self.project.needed(self.document.path, names)}

    def _removable(self) -> frozenset[str]:
        """Variables that hold what was only looked up for v1's sake."""
        found: set[Obj] = set()
        for node, decision in self.decisions.by_node.items():
            if decision.removable and decision.fate.outcome is not Outcome.MANUAL:
                found |= set(objects(self.interpreter.values.get(node)))
        # What the v1 code itself does not read may be meant for another module.
        names = {name for obj in found if self.context.references_to(obj) for name in obj.bound_to.values()}
        kept = {node.value for node, value in self.interpreter.bindings.items() if not found.issuperset(objects(value))}
        kept |= {node.value for node, value in self.interpreter.bindings.items() if not objects(value)}
        if self.understood.borrowed is not None:
            kept |= {name for name in names if self.project.is_taken(self.document.path, name)}
        return frozenset(names - kept)

    def _live_names(self) -> set[str]:
        """Local names of v1 imports that stay; where all of a module is imported, none of them can go alone."""
        return {
            local
            for statement in self.statements.values()
            for name, local, v1 in statement.names
            if v1 and (local in statement.kept or (name == "*" and statement.kept))
        }


_STAYS = "v2 has nothing for this call, but it could not be taken out of the code around it"


def _plain_todos(text: str) -> str:
    lines = text.splitlines(keepends=True)
    plain = (line.replace("\N{EM DASH}", "-").replace("\N{HORIZONTAL ELLIPSIS}", "...") for line in lines)
    return "".join(new if TODO in line else line for line, new in zip(lines, plain, strict=True))


def _line_width(cells: Mapping[int, str]) -> int:
    """How long lines may be: as long as the user's, within reason."""
    texts = map(with_run_lines, cells.values())
    longest = max((len(line) for text in texts for line in text.splitlines()), default=0)
    return next((width for width in _WIDTHS if longest <= width), _WIDTHS[-1])
