"""Steps at the top of a module, for a pipeline of another one that has steps of functions, too.

Those are followed into the pipeline function, so a function makes these as well: ``train = PythonScriptStep(…)`` is
``def make_train(): return PythonScriptStep(…)``, and ``train = make_train()`` stands where the pipeline is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from migrate.linking.borrowing import PlaceOf, dotted_name
from migrate.v1.data import INTERMEDIATE
from migrate.v1.elsewhere import Gives
from migrate.v1.nodes import bound_names, code_of, imports_at_top, module_name, names_read, walk
from migrate.v1.source import Source
from migrate.v1.spelling import Writer, reading, written_anew
from migrate.v1.spelling.statements import line
from migrate.v1.spelling.survey import Survey
from migrate.v2.names import unique_variable

_DEFINING = (cst.FunctionDef, cst.ClassDef)
_NO_LINE = cst.EmptyLine(indent=False)


@dataclass
class _Home:
    """A module with steps at its top.

    Args:
        lines: what makes them and their data, and what reads these.
        names: what these bind.
        steps: those of the names that hold steps.
    """

    source: Source
    survey: Survey
    lines: list[cst.SimpleStatementLine] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)


@dataclass
class _Taking:
    """How another module takes them.

    Args:
        given: the names there and here of what it takes, in the order in which they are bound there.
        imports: the names that it imports them by.
        before: the first statement that needs them.
        function: the name of what makes them from now on.
    """

    path: str
    given: list[tuple[str, str]]
    imports: list[cst.ImportAlias]
    before: cst.CSTNode
    function: str


def in_functions(sources: Sequence[Source], place_of: PlaceOf) -> list[Source] | None:
    """The documents with functions that make the steps at their tops; None when none has to."""
    homes = [one for source in sources if (one := _home(source)) is not None]
    found = [(home, taking) for home in homes if (taking := _taking(home, sources, place_of)) is not None]
    if not found:
        return None
    written = [_rewritten(source, found) for source in sources]
    return None if any(one is None for one in written) else [one for one in written if one is not None]


def _home(source: Source) -> _Home | None:
    """The module, when nothing but its steps and their data is made where they are, and no function needs them."""
    if source.notebook or len(source.modules) != 1:
        return None
    survey = reading(source).survey
    found = _Home(source, survey)
    read: set[str] = set()
    changed: set[str] = set()
    for statement in survey.modules[0].body:
        inside = _makers(statement, survey)
        if not inside and not any(one.value in found.names for one in names_read(statement)):
            changed |= _changed(statement) if found.lines else set()
            continue
        small = _alone(statement)
        if small is None or not isinstance(statement, cst.SimpleStatementLine):
            return None
        found.lines.append(statement)
        bound = [name for one in _targets(small) for name in bound_names(one)]
        found.names += bound
        found.steps += bound if any(not _is_data(one, survey) for one in inside) else []
        read |= {one.value for one in names_read(small)}
    single = all(survey.bound[name] <= 1 and name not in survey.declared for name in {*found.names, *read})
    return found if found.steps and single and changed.isdisjoint(read) else None


def _alone(statement: cst.CSTNode) -> cst.Assign | cst.Expr | None:
    """What binds variables, or calls something, by itself."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    if not isinstance(small, cst.Expr if isinstance(small, cst.Expr) else cst.Assign):
        return None
    plain = all(isinstance(one, (cst.Name, cst.Tuple)) for one in _targets(small))
    return small if isinstance(small, (cst.Assign, cst.Expr)) and plain else None


def _targets(small: cst.BaseSmallStatement | None) -> list[cst.BaseExpression]:
    return [one.target for one in small.targets] if isinstance(small, cst.Assign) else []


def _makers(statement: cst.CSTNode, survey: Survey) -> list[cst.CSTNode]:
    """What makes steps and data in a statement that is run where it stands."""
    return [] if isinstance(statement, _DEFINING) else [one for one in walk(statement) if survey.is_maker(one)]


def _is_data(node: cst.CSTNode, survey: Survey) -> bool:
    return isinstance(node, cst.Call) and survey.imported.get(code_of(node.func)) in INTERMEDIATE


def _changed(statement: cst.CSTNode) -> set[str]:
    """The variables that may hold something else after a statement at the top: of a name that is bound nothing."""
    if isinstance(statement, _DEFINING) or _is_import(statement):
        return set()
    small = _alone(statement)
    if isinstance(small, cst.Assign):
        inside = [one for one in walk(small.value) if isinstance(one, cst.Call)]
        return {name.value for call in inside for name in names_read(call)}
    return {name.value for name in names_read(statement)}


def _is_import(statement: cst.CSTNode) -> bool:
    body = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
    return bool(body) and all(isinstance(one, (cst.Import, cst.ImportFrom)) for one in body)


def functions_at_top(sources: Sequence[Source]) -> dict[tuple[str, tuple[str, ...]] | None, Gives]:
    """What the functions of the documents are for each other, also those that are written only here, by their place."""
    functions = (
        (source.path, one.name.value)
        for source in sources
        for _, module in source
        for one in module.body
        if isinstance(one, cst.FunctionDef)
    )
    return {(path, (name,)): Gives(None, (path, name), True) for path, name in functions}


# Who takes them


def _taking(home: _Home, sources: Sequence[Source], place_of: PlaceOf) -> _Taking | None:
    """How one other module takes the steps; None when several do, or one does in another way than by their names."""
    found: list[_Taking] = []
    for source in sources:
        if source.path == home.source.path:
            continue
        known = list(_imported(home, source, place_of))
        if any(alias is None for _, alias in known):
            return None
        if known:
            one = _taken(home, source, [(name, alias) for name, alias in known if alias is not None])
            if one is None:
                return None
            found.append(one)
    return found[0] if len(found) == 1 else None


def _imported(home: _Home, source: Source, place_of: PlaceOf) -> Iterator[tuple[str, cst.ImportAlias | None]]:
    """The names of the steps that a module imports; nothing with one that it gets at in another way."""
    at_top = {node for _, module in source for _, node in imports_at_top(module)}
    for node in (one for _, module in source for one in walk(module)):
        if isinstance(node, cst.Import):
            for alias in node.names:
                if place_of(source.path, alias.evaluated_name) == (home.source.path, ()):
                    yield "", None
        elif isinstance(node, cst.ImportFrom) and isinstance(node.names, cst.ImportStar):
            if place_of(source.path, module_name(node)) == (home.source.path, ()):
                yield "", None
        elif isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
            for alias in node.names:
                place = place_of(source.path, dotted_name(module_name(node), alias.evaluated_name))
                if place is not None and place[0] == home.source.path:
                    if not place[1]:
                        yield "", None
                    elif place[1][0] in home.names:
                        yield place[1][0], alias if node in at_top else None


def _taken(home: _Home, source: Source, known: Sequence[tuple[str, cst.ImportAlias]]) -> _Taking | None:
    if source.notebook or len(source.modules) != 1:
        return None
    survey = reading(source).survey
    imports = [alias for _, alias in known]
    named = {inner for alias in imports for inner in walk(alias)}
    locals_ = {name: alias.evaluated_alias or alias.evaluated_name for name, alias in known}
    reads = [one for local in locals_.values() for one in survey.reads(local) if one not in named]
    scopes = {survey.scopes[one] for one in reads}
    if len(scopes) != 1 or len(locals_) < len(known) or any(survey.bound[one] > 1 for one in locals_.values()):
        return None
    (scope,) = scopes
    if scope is None:
        body: Sequence[cst.CSTNode] = survey.modules[0].body
    elif isinstance(scope, cst.FunctionDef) and scope in survey.functions.values():
        body = scope.body.body
    else:
        return None
    before = next((one for one in body if not set(walk(one)).isdisjoint(reads)), None)
    if before is None:
        return None
    taken = {*home.survey.names, *survey.names}
    given = [(name, locals_[name]) for name in home.names if name in locals_]
    wanted = f"make_{home.steps[0]}" if len(home.steps) == 1 else "make_steps"
    return _Taking(source.path, given, imports, before, unique_variable(wanted, taken))


# Writing


def _rewritten(source: Source, found: Sequence[tuple[_Home, _Taking]]) -> Source | None:
    own = [(home, taking) for home, taking in found if home.source.path == source.path]
    taken = [taking for _, taking in found if taking.path == source.path]
    if not own and not taken:
        return source
    written = written_anew(source, lambda places: _Mover(own, taken))
    return written.source if written is not None else None


class _Mover(Writer):
    """Writes the functions that make the steps, and their calls."""

    def __init__(self, own: Sequence[tuple[_Home, _Taking]], taken: Sequence[_Taking]) -> None:
        super().__init__()
        self._own = {statement: (home, taking) for home, taking in own for statement in home.lines}
        self._bodies: list[cst.SimpleStatementLine] = []
        self._aliases = {alias: one for one in taken for alias in one.imports}
        self._taken = taken

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.RemovalSentinel:
        if original_node not in self._own:
            return updated_node
        home, taking = self._own[original_node]
        self._bodies.append(updated_node)
        self.before.setdefault(updated_node, original_node)
        if original_node is not home.lines[-1]:
            return cst.RemoveFromParent()
        self.written = True
        return self._function(home, taking, original_node)

    def _function(self, home: _Home, taking: _Taking, original: cst.SimpleStatementLine) -> cst.FunctionDef:
        makes = [any(not _is_data(one, home.survey) for one in _makers(each, home.survey)) for each in home.lines]
        body = [self._indented(one, any(makes[:place])) for place, one in enumerate(self._bodies)]
        names = [name for name, _ in taking.given]
        small = body[-1].body[0]
        if isinstance(small, cst.Assign) and names == bound_names(small.targets[0].target) and len(small.targets) == 1:
            body[-1] = body[-1].with_changes(body=[cst.Return(small.value)])
            self.before[body[-1]] = original
        else:
            body.append(line(cst.Return(_listed(names))))
            self.before |= dict.fromkeys(walk(body[-1]), original)
        made = cst.FunctionDef(
            cst.Name(taking.function),
            cst.Parameters(),
            cst.IndentedBlock(body),
            leading_lines=[_NO_LINE, _NO_LINE],
            lines_after_decorators=[],
        )
        self.before[made] = original
        return made

    def _indented(self, statement: cst.SimpleStatementLine, spaced: bool) -> cst.SimpleStatementLine:
        """A statement in the function, where empty lines hold no spaces."""
        above = [one if one.comment else _NO_LINE for one in statement.leading_lines if one.comment or spaced]
        written = statement.with_changes(leading_lines=above)
        self.before[written] = self.before[statement]
        return written

    def leave_ImportFrom(self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom) -> cst.ImportFrom:
        if isinstance(original_node.names, cst.ImportStar) or isinstance(updated_node.names, cst.ImportStar):
            return updated_node
        names: list[cst.ImportAlias] = []
        for old, new in zip(original_node.names, updated_node.names, strict=True):
            one = self._aliases.get(old)
            if one is None or one.imports[0] is old:
                kept = new if one is None else cst.ImportAlias(cst.Name(one.function))
                names.append(kept.with_changes(comma=cst.MaybeSentinel.DEFAULT))
                self.before |= {names[-1]: old, names[-1].name: old}
        if not any(old in self._aliases for old in original_node.names):
            return updated_node
        self.written = True
        changed = updated_node.with_changes(names=names, lpar=None, rpar=None)
        self.before[changed] = original_node
        return changed

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> object:  # type: ignore[override]
        left = super().on_leave(original_node, updated_node)
        calls = [one for one in self._taken if one.before is original_node]
        if not calls or not isinstance(left, (cst.SimpleStatementLine, cst.BaseCompoundStatement)):
            return left
        lines = [self._call(one, original_node) for one in calls]
        lines[0] = lines[0].with_changes(leading_lines=[one for one in left.leading_lines if one.comment is None])
        self.before[lines[0]] = original_node
        kept = left.with_changes(leading_lines=[one for one in left.leading_lines if one.comment is not None])
        self.before[kept] = original_node
        return cst.FlattenSentinel([*lines, kept])

    def _call(self, taking: _Taking, before: cst.CSTNode) -> cst.SimpleStatementLine:
        target = _listed([local for _, local in taking.given])
        made = line(cst.Assign([cst.AssignTarget(target)], cst.Call(cst.Name(taking.function))))
        self.before |= dict.fromkeys(walk(made), before)
        self.written = True
        return made


def _listed(names: Sequence[str]) -> cst.Name | cst.Tuple:
    if len(names) == 1:
        return cst.Name(names[0])
    return cst.Tuple([cst.Element(cst.Name(name)) for name in names], lpar=[], rpar=[])
