"""Functions that make a pipeline of the steps that callers in other modules give them.

In v2 the steps are made inside of the pipeline function, so each caller makes its pipeline by itself and hands it on:
``publish(ws, steps=[train])`` is ``pipeline = Pipeline(ws, steps=[train])`` and ``publish(ws, pipeline=pipeline)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

import libcst as cst

from migrate.linking.origins import origins
from migrate.v1.catalogue import catalogue
from migrate.v1.nodes import bound_names, code_of, names_read, walk
from migrate.v1.source import Source
from migrate.v1.spelling import Short, Writer, written_anew
from migrate.v1.spelling.survey import Survey
from migrate.v2.names import snake, unique_variable

PlaceOf = Callable[[str, str], tuple[str, tuple[str, ...]] | None]
"""The file that a dotted name of a document is defined in, with the rest of the name."""
_NAME = "pipeline"
_IMPORT = "from azureml.pipeline.core import Pipeline\n"
_VERBS = frozenset({"build", "create", "deploy", "make", "publish", "run", "submit"})
_STABLE = (cst.Name, cst.Attribute, cst.SimpleString, cst.Integer, cst.Float)


@dataclass
class _Maker:
    """A function that makes a pipeline of a parameter."""

    path: str
    function: cst.FunctionDef
    call: cst.Call
    """What makes the pipeline."""
    statement: cst.SimpleStatementLine
    steps: str
    """The parameter."""
    variable: str
    """What holds the pipeline, and is the parameter from now on."""
    whole: bool
    """Whether the statement does nothing but bind the pipeline to the variable."""
    calls: dict[str, dict[cst.SimpleStatementLine, cst.Call]] = field(default_factory=dict)
    """By path the statements that call it."""


def hoisted(sources: Sequence[Source], place_of: PlaceOf) -> list[Source] | None:
    """The documents with the pipelines made by the callers; None when no function is called so."""
    defined_at = origins(sources, place_of)
    makers = [one for source in sources for one in _makers(source) if _find_calls(one, sources, defined_at)]
    if not makers:
        return None
    found = [_rewritten(source, makers, sources) for source in sources]
    return None if any(one is None for one in found) else [one for one in found if one is not None]


def _makers(source: Source) -> Iterator[_Maker]:
    if source.notebook:
        return
    survey = Survey(list(source.modules.values()), catalogue())
    for name, function in survey.functions.items():
        if survey.bound[name] == 1 and (found := _maker(source.path, function, survey)) is not None:
            yield found


def _maker(path: str, function: cst.FunctionDef, survey: Survey) -> _Maker | None:
    calls = [one for one in walk(function.body) if isinstance(one, cst.Call) and survey.is_pipeline(one)]
    params = {one.name.value: one for one in function.params.params}
    if len(calls) != 1 or not isinstance(function.body, cst.IndentedBlock) or function.decorators:
        return None
    (call,) = calls
    given = _arguments(call, ("workspace", "steps"))
    steps = given.get("steps") if given is not None else None
    if not isinstance(steps, cst.Name) or steps.value not in params or params[steps.value].default is not None:
        return None
    lines = [one for one in function.body.body if any(node is call for node in walk(one))]
    line = lines[0]
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return None
    small = line.body[0]
    whole = isinstance(small, cst.Assign) and small.value is call
    bound = bound_names(small.targets[0].target) if isinstance(small, cst.Assign) and len(small.targets) == 1 else []
    variable = bound[0] if whole and len(bound) == 1 else _NAME
    before = function.body.body[: function.body.body.index(line)]
    touched = {name.value for one in before for name in names_read(one)}
    if (
        (whole and not bound)
        or (isinstance(small, cst.Return) and small.value is call)
        or variable in {*params, *touched}
    ):
        return None
    if not whole and any(name.value == variable for name in names_read(function.body)):
        return None
    used = [name for name in names_read(function.body) if name.value == steps.value]
    others = [one for name, one in (given or {}).items() if name != "steps"]
    plain = all(isinstance(one, cst.Name) and (one.value in params or one.value in ("True", "False")) for one in others)
    rebound = {name.value for one in before for name in _bound_in(one)}
    if len(used) != 1 or not plain or not rebound.isdisjoint(code_of(one) for one in others):
        return None
    return _Maker(path, function, call, line, steps.value, variable, whole)


def _bound_in(statement: cst.CSTNode) -> Iterator[cst.Name]:
    kinds = (cst.AssignTarget, cst.For, cst.AugAssign, cst.AnnAssign, cst.NamedExpr)
    for node in walk(statement):
        if isinstance(node, kinds):
            yield from names_read(node.target)


def _arguments(call: cst.Call, names: Sequence[str]) -> dict[str, cst.BaseExpression] | None:
    """What a call gives by parameter; None when that is not known."""
    found: dict[str, cst.BaseExpression] = {}
    for place, argument in enumerate(call.args):
        if argument.star or (argument.keyword is None and place >= len(names)):
            return None
        found[argument.keyword.value if argument.keyword is not None else names[place]] = argument.value
    return found


# The callers


def _find_calls(maker: _Maker, sources: Sequence[Source], place_of: PlaceOf) -> bool:
    """Find the statements that call the function; False when it is used in another way, too, or never."""
    name = maker.function.name.value
    for source in sources:
        known = _Imported(source, maker, place_of)
        named = 0
        for _, module in source:
            inside = {one for one in walk(module) if isinstance(one, cst.Import | cst.ImportFrom)}
            skipped = {node for one in inside for node in walk(one)} | {maker.function.name}
            nodes = [node for node in walk(module) if node not in skipped]
            members = {one.attr for one in nodes if isinstance(one, cst.Attribute) and not known.is_function(one)}
            named += sum(isinstance(one, cst.Name) and one.value == name and one not in members for one in nodes)
            for line in nodes:
                call = _called(line) if isinstance(line, cst.SimpleStatementLine) else None
                if call is not None and known.is_function(call.func):
                    if source.notebook or not _fits(call, maker):
                        return False
                    assert isinstance(line, cst.SimpleStatementLine)
                    maker.calls.setdefault(source.path, {})[line] = call
        if known.taken and named != len(maker.calls.get(source.path, {})):
            return False
    return set(maker.calls) - {maker.path} != set()


def _called(line: cst.SimpleStatementLine) -> cst.Call | None:
    """The call that is all of a statement, or all that it binds or returns."""
    small = line.body[0] if len(line.body) == 1 else None
    value = small.value if isinstance(small, cst.Expr | cst.Assign | cst.Return) else None
    return value if isinstance(value, cst.Call) else None


def _fits(call: cst.Call, maker: _Maker) -> bool:
    """Whether the caller can make the pipeline just as well."""
    names = [one.name.value for one in maker.function.params.params]
    given = _arguments(call, names)
    if given is None or maker.steps not in given:
        return False
    needed = [
        one.value for one in maker.call.args if not (isinstance(one.value, cst.Name) and one.value.value == maker.steps)
    ]
    wanted = [one.value for one in needed if isinstance(one, cst.Name) and one.value in names]
    return all(name in given and isinstance(given[name], _STABLE) for name in wanted)


class _Imported:
    """What the names of a document stand for, as far as they lead to a function."""

    def __init__(self, source: Source, maker: _Maker, place_of: PlaceOf) -> None:
        self._path = source.path
        self._maker = maker
        self._place_of = place_of
        self._dotted: dict[str, str] = {}
        name = maker.function.name.value
        for _, module in source:
            for node in walk(module):
                if isinstance(node, cst.ImportFrom):
                    start = "." * len(node.relative) + (code_of(node.module) if node.module else "")
                    joined = start if start.endswith(".") or not start else f"{start}."
                    if isinstance(node.names, cst.ImportStar):
                        found = place_of(source.path, joined + name)
                        self._dotted |= {name: joined + name} if found == (maker.path, (name,)) else {}
                        continue
                    for alias in node.names:
                        self._dotted[alias.evaluated_alias or alias.evaluated_name] = joined + alias.evaluated_name
                elif isinstance(node, cst.Import):
                    for alias in node.names:
                        local = alias.evaluated_alias or alias.evaluated_name.split(".")[0]
                        self._dotted[local] = alias.evaluated_name if alias.evaluated_alias else local
        nodes = (node for _, module in source for node in walk(module) if isinstance(node, cst.Attribute))
        self.taken = (
            source.path == maker.path
            or any(map(self._leads, self._dotted.values()))
            or any(node.attr.value == name and self.is_function(node) for node in nodes)
        )

    def _leads(self, dotted: str) -> bool:
        found = self._place_of(self._path, dotted)
        return found is not None and found[0] == self._maker.path

    def is_function(self, node: cst.BaseExpression) -> bool:
        if not isinstance(node, cst.Name | cst.Attribute):
            return False
        name = self._maker.function.name.value
        if self._path == self._maker.path:
            return isinstance(node, cst.Name) and node.value == name
        first, dot, rest = code_of(node).partition(".")
        dotted = self._dotted.get(first)
        return dotted is not None and self._place_of(self._path, dotted + dot + rest) == (self._maker.path, (name,))


# Writing


def _rewritten(source: Source, makers: Sequence[_Maker], sources: Sequence[Source]) -> Source | None:
    if not any(one.path == source.path or source.path in one.calls for one in makers):
        return source
    found: list[_Hoister] = []

    def hoister(places: Mapping[cst.CSTNode, Short]) -> _Hoister:
        found.append(_Hoister(source, makers, places))
        return found[-1]

    written = written_anew(source, hoister)
    if written is None or found[0].clashes:
        return None
    homes = {one.path: one for one in sources}
    elsewhere = {cell: dict(known) for cell, known in source.elsewhere.items()}
    for maker in makers:
        home = homes[maker.path]
        origin = home.location(next(iter(home.modules)), maker.call)
        for call in maker.calls.get(source.path, {}).values():
            cell, place = found[0].places[call]
            elsewhere.setdefault(cell, {})[place] = origin
    return replace(written.source, elsewhere=elsewhere)


def _name_after(path: str) -> str:
    """``training_pipeline`` for ``build_training_pipeline.py``: what it makes is registered under its name."""
    words = snake(PurePosixPath(path).stem).split("_")
    words = words[1:] if len(words) > 1 and words[0] in _VERBS else words
    return "_".join(words if words[-1] == _NAME else [*words, _NAME])


class _Hoister(Writer):
    """Writes the pipelines where the functions are called that made them."""

    def __init__(self, source: Source, makers: Sequence[_Maker], places: Mapping[cst.CSTNode, Short]) -> None:
        super().__init__()
        self.places = places
        survey = Survey(list(source.modules.values()), catalogue())
        self.clashes = survey.imported.get("Pipeline", "") != "azureml.pipeline.core.Pipeline" and any(
            isinstance(node, cst.Name) and node.value == "Pipeline" for _, module in source for node in walk(module)
        )
        self._imports = "Pipeline" in survey.imported
        self._own = {one.function: one for one in makers if one.path == source.path}
        self._lines = {one.statement: one for one in self._own.values()}
        self._calls = {line: one for one in makers for line in one.calls.get(source.path, ())}
        self._params = {
            param: one
            for one in self._own.values()
            for param in one.function.params.params
            if param.name.value == one.steps
        }
        self._made = {one.call: one for one in self._own.values()}
        self._name = _name_after(source.path)
        self._taken = {node.value for _, module in source for node in walk(module) if isinstance(node, cst.Name)}

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> object:  # type: ignore[override]
        left = super().on_leave(original_node, updated_node)
        if isinstance(left, cst.CSTNode):
            self.before.setdefault(left, original_node)
        return left

    def leave_Param(self, original_node: cst.Param, updated_node: cst.Param) -> cst.Param:
        maker = self._params.get(original_node)
        if maker is None:
            return updated_node
        annotation = cst.Annotation(maker.call.func.deep_clone()) if updated_node.annotation is not None else None
        return updated_node.with_changes(name=cst.Name(maker.variable), annotation=annotation)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        maker = self._made.get(original_node)
        if maker is None or maker.whole:
            return updated_node
        self.written = True
        return cst.Name(maker.variable)

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
        own, maker = self._lines.get(original_node), self._calls.get(original_node)
        if own is not None and own.whole:
            self.written = True
            return cst.RemoveFromParent()
        if maker is None:
            return updated_node
        self.written = True
        call = _called(original_node)
        assert call is not None
        names = [one.name.value for one in maker.function.params.params]
        given = _arguments(call, names)
        assert given is not None
        variable = unique_variable(self._name, self._taken)
        made = self._pipeline(maker, given, call)
        first = cst.SimpleStatementLine(
            [cst.Assign([cst.AssignTarget(cst.Name(variable))], made)],
            leading_lines=[one for one in updated_node.leading_lines[:1] if one.comment is None],
        )
        self.before[first] = original_node
        return cst.FlattenSentinel([first, self._handing(updated_node, maker, names, variable)])

    def _pipeline(self, maker: _Maker, given: Mapping[str, cst.BaseExpression], call: cst.Call) -> cst.Call:
        args = []
        for argument in maker.call.args:
            value = argument.value
            if isinstance(value, cst.Name) and value.value in given:
                cloned = given[value.value].deep_clone()
                self.before |= dict(zip(walk(cloned), walk(given[value.value]), strict=True))
                value = cloned
            args.append(argument.with_changes(value=value, comma=cst.MaybeSentinel.DEFAULT))
        made = cst.Call(cst.Name("Pipeline"), args)
        self.before[made] = call
        return made

    def _handing(
        self, line: cst.SimpleStatementLine, maker: _Maker, names: Sequence[str], variable: str
    ) -> cst.SimpleStatementLine:
        call = _called(line)
        assert call is not None
        args = []
        for place, argument in enumerate(call.args):
            name = argument.keyword.value if argument.keyword is not None else names[place]
            if name == maker.steps:
                keyword = cst.Name(maker.variable) if argument.keyword is not None else None
                argument = argument.with_changes(keyword=keyword, value=cst.Name(variable))
            args.append(argument)
        again = call.with_changes(args=args)
        small = line.body[0]
        assert isinstance(small, cst.Expr | cst.Assign | cst.Return)
        written = line.with_changes(body=[small.with_changes(value=again)])
        self.before |= {again: self.before.get(call, call), written: self.before.get(line, line)}
        return written

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        if self._imports or not self._calls:
            return updated_node
        for place, line in enumerate(updated_node.body):
            small = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
            if isinstance(small, cst.ImportFrom) and small.module and code_of(small.module).startswith("azureml"):
                added = cst.parse_statement(_IMPORT)
                self.before |= {node: self.before.get(line, line) for node in walk(added)}
                body = [*updated_node.body[: place + 1], added, *updated_node.body[place + 1 :]]
                return updated_node.with_changes(body=body)
        self.clashes = True
        return updated_node
