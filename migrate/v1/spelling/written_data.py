"""Data that an instance makes in ``__init__``, made where the one step is made that writes it.

``self.model = PipelineData("model")`` stands before the step in the method that makes this: in v2 data is there only
once the step is, whoever reads it as ``training.model``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.data import ACCESS, OUTPUT_CONFIGS
from migrate.v1.nodes import code_of, locals_of, names_read, walk
from migrate.v1.spelling.attributes import attribute, locals_of_body
from migrate.v1.spelling.inlining import is_alone, takes_self
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.writer import Lines, Remembering, Short, SurveyWriter

_WRITTEN = frozenset({"outputs", "output", "metrics_output"})
_READ = frozenset({"inputs", "side_inputs"})
_LOOKUPS = frozenset({"get_default_datastore", "get_default", "Datastore", "Datastore.get"})
_BLOCKS = (cst.For, cst.While, cst.FunctionDef, cst.Lambda, cst.ClassDef, cst.ListComp, cst.DictComp, cst.GeneratorExp)


@dataclass
class _Made:
    """A statement of ``__init__`` that makes data."""

    line: cst.SimpleStatementLine
    writer: cst.Call
    place: cst.SimpleStatementLine
    """Where the step is made that writes it."""
    values: dict[str, cst.BaseExpression]
    """By variable of ``__init__`` what stands for it there."""
    kept: list[str] = field(default_factory=list)
    """The parameters of ``__init__`` that the instance keeps for it."""


class WrittenData(SurveyWriter):
    """Moves data from ``__init__`` to the steps that write it.

    Args:
        places: where each node of the document stands.
        but: what stays as it is.
    """

    def __init__(self, survey: Survey, places: Mapping[cst.CSTNode, Short], but: Set[Short]) -> None:
        super().__init__(survey, places, but)
        self.set: Counter[str] = Counter()
        """How often an attribute of the class is set."""
        asked = {"getattr", "setattr", "vars"} & survey.names
        owners = dict.fromkeys(survey.methods.values()) if not asked else {}
        found = [one for owner in owners for one in self._of_class(owner) if places.get(one.line) not in but]
        self.lines = {one.line: one for one in found}
        self.at: dict[cst.CSTNode, list[_Made]] = defaultdict(list)
        for one in found:
            self.at[one.place].append(one)
        self.spent = set(self._spent(found))
        self.is_idle = not found

    def _sets(self, owner: cst.ClassDef) -> Iterator[str]:
        """The attributes that may be set on an instance of the class, as often as they are."""
        alone = is_alone(owner, self.survey)
        for node in self.survey.of(cst.AssignTarget):
            method = self.survey.scopes[node]
            other = self.survey.methods.get(method, owner) if isinstance(method, cst.FunctionDef) else owner
            if isinstance(node.target, cst.Attribute) and not (
                alone and other is not owner and attribute(node.target) and is_alone(other, self.survey)
            ):
                yield node.target.attr.value

    def _of_class(self, owner: cst.ClassDef) -> Iterator[_Made]:
        self.set = Counter(self._sets(owner))
        methods = [one for one, cls in self.survey.methods.items() if cls is owner]
        calls = [node for one in methods for node in walk(one) if isinstance(node, cst.Call)]
        init = next((one for one in methods if one.name.value == "__init__"), None)
        if init is None or not takes_self(init) or owner.decorators or any(map(self.survey.is_pipeline, calls)):
            return
        kept: list[str] = []
        for line in init.body.body:
            small = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
            value = small.value if isinstance(small, cst.Assign) and len(small.targets) == 1 else None
            name = attribute(small.targets[0].target) if isinstance(small, cst.Assign) else ""
            if not name or value is None or not self._is_data(value) or self.set[name] != 1:
                continue
            assert isinstance(line, cst.SimpleStatementLine)
            made = self._made(line, value, name, init, [one for one in methods if one is not init])
            if made is not None:
                made.kept = [one for one in made.kept if one not in kept]
                kept += made.kept
                yield made

    def _is_data(self, value: cst.BaseExpression) -> bool:
        made = _made_by(value)
        return made is not None and self.survey.is_maker(made) and not self._is_step(made)

    def _is_step(self, call: cst.Call) -> bool:
        entry = self.survey.catalogue.get(self.survey.imported.get(code_of(call.func), ""))
        return self.survey.is_maker(call) and entry is not None and entry.name.endswith("Step")

    def _made(
        self,
        line: cst.SimpleStatementLine,
        value: cst.BaseExpression,
        name: str,
        init: cst.FunctionDef,
        methods: list[cst.FunctionDef],
    ) -> _Made | None:
        if sum(attribute(node) == name for node in walk(init)) != 1:
            return None
        made = _made_by(value)
        config = made is not None and self.survey.imported.get(code_of(made.func)) in OUTPUT_CONFIGS
        writers = [
            (method, node)
            for method in methods
            for node in walk(method)
            if isinstance(node, cst.Call) and self._is_step(node) and _writes(node, name, config)
        ]
        if len(writers) != 1:
            return None
        method, writer = writers[0]
        place = _place(method, writer)
        if place is None or not takes_self(method) or self._is_overridden(method):
            return None
        values = self._values(value, init)
        if values is None:
            return None
        found = _Made(line, writer, place, values)
        attributes = {one for held in values.values() for node in walk(held) if (one := attribute(node))}
        found.kept = sorted(one for one in attributes if not self.set[one])
        outer = {one.value for one in names_read(value)} - set(values)
        outer |= {one.value for held in values.values() for one in names_read(held)} - {"self"}
        return found if outer.isdisjoint(locals_of(method)) else None

    def _is_overridden(self, method: cst.FunctionDef) -> bool:
        """Whether a class below may make the step otherwise."""
        owner = self.survey.methods[method]
        heirs = [one for one in self.survey.classes for base in one.bases if code_of(base.value) == owner.name.value]
        own = {one.name.value for cls in heirs for one in cls.body.body if isinstance(one, cst.FunctionDef)}
        return method.name.value in own

    def _values(self, value: cst.BaseExpression, init: cst.FunctionDef) -> dict[str, cst.BaseExpression] | None:
        """What stands for the variables of ``__init__`` in another method; None when that is not known."""
        bound, found = locals_of_body(init), dict[str, cst.BaseExpression]()
        params = {one.name.value for one in (*init.params.params, *init.params.kwonly_params)} - {"self"}
        todo = [value]
        while todo:
            for one in {name.value for name in names_read(todo.pop())} - set(found) - {"self"}:
                if one in params and not bound[one]:
                    held: cst.BaseExpression | None = cst.Attribute(cst.Name("self"), cst.Name(self._keeper(one, init)))
                    if held is not None and self.set[held.attr.value] > 1:  # type: ignore[attr-defined]
                        return None
                elif one in params or bound[one]:
                    held = _lookup(one, init) if bound[one] == 1 else None
                    todo += [held] if held is not None else []
                else:
                    continue
                if held is None:
                    return None
                found[one] = held
        settled = all(self.set[one] <= 1 for held in found.values() for node in walk(held) if (one := attribute(node)))
        return found if settled else None

    def _keeper(self, name: str, init: cst.FunctionDef) -> str:
        """The attribute that keeps a parameter."""
        for line in init.body.body:
            for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
                if isinstance(small, cst.Assign) and isinstance(small.value, cst.Name) and small.value.value == name:
                    kept = attribute(small.targets[0].target)
                    if kept:
                        return kept
        return name

    def _spent(self, found: list[_Made]) -> Iterator[cst.SimpleStatementLine]:
        """The lookups of ``__init__`` that nothing reads any more."""
        gone = {node for one in found for node in walk(one.line)}
        for init in {self.survey.scopes[one.line] for one in found}:
            assert isinstance(init, cst.FunctionDef)
            for line in init.body.body:
                small = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
                target = small.targets[0].target if isinstance(small, cst.Assign) else None
                if not isinstance(target, cst.Name) or _lookup(target.value, init) is None:
                    continue
                reads = [one for one in names_read(init.body) if one.value == target.value and one is not target]
                if reads and gone.issuperset(reads):
                    assert isinstance(line, cst.SimpleStatementLine)
                    yield line

    # What is written

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        if original_node in self.spent:
            return cst.RemoveFromParent()
        own = self.lines.get(original_node)
        if own is not None:
            self.written = True
            made = {self.places[own.writer], *(self.places[one] for one in walk(own.line) if self.survey.is_maker(one))}
            self.made.setdefault(self.places[original_node], set()).update(made)
            kept = [cst.parse_statement(f"self.{name} = {name}") for name in own.kept]
            self.before |= dict.fromkeys(kept, original_node)
            return cst.FlattenSentinel(kept) if kept else cst.RemoveFromParent()
        moved = self.at.get(original_node)
        if not moved:
            return updated_node
        first, *rest = [*map(self._copied, moved), updated_node]
        above = [*updated_node.leading_lines, *first.leading_lines]
        rest[-1] = rest[-1].with_changes(leading_lines=[])
        self.before[rest[-1]] = original_node
        written = first.with_changes(leading_lines=above)
        self.before[written] = self.before[first]
        return cst.FlattenSentinel([written, *rest])

    def _copied(self, made: _Made) -> cst.SimpleStatementLine:
        copy = _Copy(made.values)
        written = made.line.visit(copy)
        assert isinstance(written, cst.SimpleStatementLine)
        self.before |= copy.before
        comments = [one for one in made.line.leading_lines if one.comment is not None]
        written = written.with_changes(leading_lines=comments)
        self.before[written] = made.line
        return written


class _Copy(Remembering):
    """Copies a statement of ``__init__`` into another method."""

    def __init__(self, values: Mapping[str, cst.BaseExpression]) -> None:
        super().__init__()
        self.values = values

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        value = self.values.get(original_node.value)
        if value is None:
            return updated_node
        found = value.visit(self) if not isinstance(value, cst.Attribute) else value.deep_clone()
        assert isinstance(found, cst.BaseExpression)
        return found


def _made_by(value: cst.BaseExpression) -> cst.Call | None:
    """The constructor in ``OutputFileDatasetConfig("model").as_upload()``."""
    while isinstance(value, cst.Call) and isinstance(value.func, cst.Attribute):
        value = value.func.value
    return value if isinstance(value, cst.Call) else None


def _lookup(name: str, init: cst.FunctionDef) -> cst.BaseExpression | None:
    """What only asks for something, and is bound to a variable of ``__init__``: ``ws.get_default_datastore()``."""
    for line in init.body.body:
        small = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
        target = small.targets[0].target if isinstance(small, cst.Assign) and len(small.targets) == 1 else None
        if isinstance(small, cst.Assign) and isinstance(target, cst.Name) and target.value == name:
            function = small.value.func if isinstance(small.value, cst.Call) else None
            called = function.attr.value if isinstance(function, cst.Attribute) else ""
            known = {called, code_of(function) if function is not None else ""}
            plain = not isinstance(small.value, cst.Call) and not any(
                isinstance(x, cst.Call) for x in walk(small.value)
            )
            return small.value if plain or known & _LOOKUPS else None
    return None


def _writes(step: cst.Call, name: str, config: bool) -> bool:
    """Whether a step is given the attribute as what it writes."""
    by = {one.keyword.value: one.value for one in step.args if one.keyword is not None}
    holding = {keyword for keyword, value in by.items() if any(attribute(node) == name for node in walk(value))}
    if holding & _WRITTEN:
        return True
    read = [node for node in walk(step) if isinstance(node, cst.Attribute) and node.attr.value in ("as_input", *ACCESS)]
    return (
        config and "arguments" in holding and not holding & _READ and not any(attribute(x.value) == name for x in read)
    )


def _place(method: cst.FunctionDef, writer: cst.Call) -> cst.SimpleStatementLine | None:
    """The statement in which the step is made, outside of loops."""
    todo: list[cst.CSTNode] = list(method.body.body)
    while todo:
        node = todo.pop()
        if isinstance(node, _BLOCKS):
            continue
        if isinstance(node, cst.SimpleStatementLine):
            if any(one is writer for one in walk(node)):
                return node
        elif isinstance(node, (cst.If, cst.Else, cst.IndentedBlock, cst.With)):
            todo += node.children
    return None


__all__ = ["WrittenData"]
