"""Functions and methods that make a pipeline of the steps that callers in other modules give them.

In v2 the steps are made inside of the pipeline function, so each caller makes its pipeline by itself and hands it on:
``publish(ws, steps=[train])`` is ``pipeline = Pipeline(ws, steps=[train])`` and ``publish(ws, pipeline=pipeline)``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import libcst as cst

from migrate.linking.borrowing import PlaceOf
from migrate.linking.imported import Imported
from migrate.linking.origins import origins
from migrate.linking.pipeline_makers import Maker, arguments_of, called_by, is_own, makers_in
from migrate.v1.nodes import code_of, walk
from migrate.v1.source import Source
from migrate.v1.spelling import Short, Writer, reading, written_anew
from migrate.v1.spelling.survey import Survey
from migrate.v2.names import snake, unique_variable

_NAME = "pipeline"
_IMPORT = "from azureml.pipeline.core import Pipeline\n"
_VERBS = frozenset({"build", "create", "deploy", "make", "publish", "run", "submit"})
_STABLE = (cst.Name, cst.Attribute, cst.SimpleString, cst.Integer, cst.Float)


def hoisted(sources: Sequence[Source], place_of: PlaceOf) -> list[Source] | None:
    """The documents with the pipelines made by the callers; None when no function is called so."""
    defined_at = origins(sources, place_of)
    makers = [one for source in sources for one in makers_in(source) if _find_calls(one, sources, defined_at)]
    if not makers:
        return None
    found = [_rewritten(source, makers, sources) for source in sources]
    return None if any(one is None for one in found) else [one for one in found if one is not None]


# The callers


def _find_calls(maker: Maker, sources: Sequence[Source], place_of: PlaceOf) -> bool:
    """Find the statements that call the function; False when it is used in another way, too, or never."""
    if maker.owner is not None:
        return _find_calls_of_method(maker, maker.owner, sources, place_of)
    name = maker.function.name.value
    for source in sources:
        known = Imported(source, maker.path, maker.function.name.value, place_of)
        named = 0
        for _, module in source:
            inside = {one for one in walk(module) if isinstance(one, cst.Import | cst.ImportFrom)}
            skipped = {node for one in inside for node in walk(one)} | {maker.function.name}
            nodes = [node for node in walk(module) if node not in skipped]
            members = {one.attr for one in nodes if isinstance(one, cst.Attribute) and not known.is_function(one)}
            named += sum(isinstance(one, cst.Name) and one.value == name and one not in members for one in nodes)
            for line in nodes:
                call = called_by(line) if isinstance(line, cst.SimpleStatementLine) else None
                if call is not None and known.is_function(call.func):
                    if source.notebook or not _fits(call, maker):
                        return False
                    assert isinstance(line, cst.SimpleStatementLine)
                    maker.calls.setdefault(source.path, {})[line] = call
        if known.taken and named != len(maker.calls.get(source.path, {})):
            return False
    return set(maker.calls) - {maker.path} != set()


def _find_calls_of_method(maker: Maker, owner: cst.ClassDef, sources: Sequence[Source], place_of: PlaceOf) -> bool:
    """Find the statements that call the method on a variable with an instance, when all instances are known."""
    for source in sources:
        survey = reading(source).survey
        instances = _instances(survey, Imported(source, maker.path, owner.name.value, place_of), owner)
        if instances is None:
            return False
        inside = set(walk(owner)) if source.path == maker.path else set()
        named = [
            one
            for one in survey.of(cst.Attribute)
            if one.attr.value == maker.function.name.value
            and isinstance(one.value, cst.Name)
            and (one.value.value in instances or (one in inside and one.value.value == "self"))
        ]
        found: dict[cst.SimpleStatementLine, cst.Call] = {}
        for line in survey.lines:
            call = called_by(line)
            if call is not None and call.func in named:
                if source.notebook or not _fits(call, maker):
                    return False
                found[line] = call
        if len(found) != len(named):
            return False
        if found:
            maker.calls[source.path] = found
    return set(maker.calls) - {maker.path} != set()


def _instances(survey: Survey, known: Imported, owner: cst.ClassDef) -> set[str] | None:
    """The variables of a document that hold instances of a class; None when something else may hold or get one."""
    nodes = (one for one in survey.nodes if one not in survey.in_imports and one is not owner.name)
    reads = [one for one in nodes if known.is_function(one)]
    made: dict[cst.CSTNode, cst.Name] = {}
    for _, small in survey.assignments:
        target = small.targets[0].target
        if isinstance(small.value, cst.Call) and isinstance(target, cst.Name):
            made[small.value.func] = target
    inner = {one.value for one in reads if isinstance(one, cst.Attribute)}
    if any(one not in made and one not in inner for one in reads):
        return None
    targets = {made[one] for one in reads if one in made}
    names = {one.value for one in targets}
    asked = {one.value for one in survey.of(cst.Attribute)}
    mentions = [one for name in names for one in survey.mentions(name) if one not in targets]
    bound = any(survey.bound[one] > 1 or one in survey.declared for one in names)
    return None if bound or any(one not in asked for one in mentions) else names


def _fits(call: cst.Call, maker: Maker) -> bool:
    """Whether the caller can make the pipeline just as well."""
    names = maker.names
    given = arguments_of(call, names)
    if given is None or maker.steps not in given:
        return False
    needed = [
        one.value for one in maker.call.args if not (isinstance(one.value, cst.Name) and one.value.value == maker.steps)
    ]
    wanted = [one.value for one in needed if isinstance(one, cst.Name) and one.value in names]
    return all(name in given and isinstance(given[name], _STABLE) for name in wanted)


# Writing


def _rewritten(source: Source, makers: Sequence[Maker], sources: Sequence[Source]) -> Source | None:
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

    def __init__(self, source: Source, makers: Sequence[Maker], places: Mapping[cst.CSTNode, Short]) -> None:
        super().__init__()
        self.places = places
        survey = reading(source).survey
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
        call = called_by(original_node)
        assert call is not None
        names = maker.names
        given = arguments_of(call, names)
        assert given is not None
        variable = unique_variable(self._name, self._taken)
        made = self._pipeline(maker, given, call)
        first = cst.SimpleStatementLine(
            [cst.Assign([cst.AssignTarget(cst.Name(variable))], made)],
            leading_lines=[one for one in updated_node.leading_lines[:1] if one.comment is None],
        )
        self.before[first] = original_node
        return cst.FlattenSentinel([first, self._handing(updated_node, maker, names, variable)])

    def _pipeline(self, maker: Maker, given: Mapping[str, cst.BaseExpression], call: cst.Call) -> cst.Call:
        args = []
        for argument in maker.call.args:
            value = argument.value
            if isinstance(value, cst.Name) and value.value in given:
                cloned = given[value.value].deep_clone()
                self.before |= dict(zip(walk(cloned), walk(given[value.value]), strict=True))
                value = cloned
            elif is_own(value):
                instance = cst.ensure_type(call.func, cst.Attribute).value
                value = cst.ensure_type(value, cst.Attribute).with_changes(value=instance.deep_clone())
            args.append(argument.with_changes(value=value, comma=cst.MaybeSentinel.DEFAULT))
        made = cst.Call(cst.Name("Pipeline"), args)
        self.before[made] = call
        return made

    def _handing(
        self, line: cst.SimpleStatementLine, maker: Maker, names: Sequence[str], variable: str
    ) -> cst.SimpleStatementLine:
        call = called_by(line)
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
