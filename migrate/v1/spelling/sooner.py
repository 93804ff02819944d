"""Steps that instances make in the list of a pipeline, made before others take what they write.

``train = Train(prep.clean)`` stands before ``Pipeline(ws, steps=[prep.step(), train.step()])``, which makes the step
that writes the data: in v2 data is there only once its step is, so that ``prep_step = prep.step()`` has to come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from migrate.v1.nodes import bound_names, names_read, walk
from migrate.v1.spelling import statements as write
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.writer import Lines, Remembering

_Line = cst.SimpleStatementLine


@dataclass(frozen=True)
class _Made:
    """A step that an instance makes, and where it has to be made.

    Args:
        call: ``prep.step()``.
        owner: the variable of the instance.
        line: the statement with the call.
        name: the variable of the step.
        before: the first statement that reads what it writes.
        pipeline: the pipeline that the step is in.
    """

    call: cst.Call
    owner: str
    line: _Line
    name: str
    before: _Line
    pipeline: cst.Call

    @property
    def is_bound(self) -> bool:
        """Whether it has a variable already."""
        small = self.line.body[0]
        return isinstance(small, cst.Assign) and small.value is self.call


class Sooner(Attempt):
    """Makes steps before what reads the data that their instances hold."""

    def plan(self) -> None:
        self.found: dict[cst.Call, _Made] = {}
        blocks: list[cst.Module | cst.IndentedBlock] = [*self.survey.modules, *self.survey.of(cst.IndentedBlock)]
        for node in blocks:
            body = list(node.body)
            for pipeline in self._pipelines(body):
                self.found |= {
                    one.call: one
                    for one in self._of(pipeline, body)
                    if one.call in self.places and self.places[one.call] not in self.but
                }
        self.at: dict[_Line, list[_Made]] = {}
        for made in self.found.values():
            self.at.setdefault(made.before, []).append(made)
        self.gone = {one.line for one in self.found.values() if one.is_bound}
        self.is_idle = not self.found

    def _pipelines(self, body: Sequence[cst.BaseStatement]) -> Iterator[cst.Call]:
        for line in body:
            if isinstance(line, _Line):
                yield from (one for one in walk(line) if isinstance(one, cst.Call) and self.survey.is_pipeline(one))

    def _of(self, pipeline: cst.Call, body: Sequence[cst.BaseStatement]) -> Iterator[_Made]:
        given = next((one.value for one in pipeline.args if one.keyword and one.keyword.value == "steps"), None)
        given = given or (pipeline.args[1].value if len(pipeline.args) > 1 and not pipeline.args[1].keyword else None)
        value = self._bound(given, body) if isinstance(given, cst.Name) else given
        for element in value.elements if isinstance(value, (cst.List, cst.Tuple)) else ():
            call = self._bound(element.value, body) if isinstance(element.value, cst.Name) else element.value
            if isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute):
                made = self._made(call, pipeline, body)
                if made is not None:
                    yield made

    def _bound(self, name: cst.Name, body: Sequence[cst.BaseStatement]) -> cst.BaseExpression | None:
        """What the only statement of the block that binds a variable binds it to."""
        found = [small.value for line, small in self.survey.assignments if line in body and _target(line) == name.value]
        return found[0] if len(found) == 1 and self.survey.bound[name.value] == 1 else None

    def _made(self, call: cst.Call, pipeline: cst.Call, body: Sequence[cst.BaseStatement]) -> _Made | None:
        """The step, when something between the instance and the call reads what the instance holds, and no more."""
        assert isinstance(call.func, cst.Attribute)
        owner = call.func.value.value if isinstance(call.func.value, cst.Name) else ""
        place = next((number for number, one in enumerate(body) if any(node is call for node in walk(one))), 0)
        line = body[place]
        start = next((number for number, one in enumerate(body) if _target(one) == owner), place)
        if not owner or self.survey.bound[owner] != 1 or not isinstance(line, _Line) or not _is_instance(body[start]):
            return None
        between = body[start + 1 : place]
        readers = [number for number, one in enumerate(between) if _reads_attribute(one, owner)]
        crossed = between[readers[0] :] if readers else []
        needed = {name.value for name in names_read(call)}
        if not crossed or not all(_only_binds(one, owner, needed) for one in crossed):
            return None
        before, bound = crossed[0], _target(line)
        assert isinstance(before, _Line)
        alone = isinstance(line.body[0], cst.Assign) and line.body[0].value is call
        name = bound if alone and bound else self.free(f"{owner.removesuffix('_step')}_step")
        return _Made(call, owner, line, name, before, pipeline)

    # What is written

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        made = self.found.get(original_node)
        return updated_node if made is None or made.is_bound else cst.Name(made.name)

    def leave_SimpleStatementLine(self, original_node: _Line, updated_node: _Line) -> Lines:
        if original_node in self.gone:
            return cst.RemoveFromParent()
        found = self.at.get(original_node)
        if not found:
            return updated_node
        self.written = True
        lines = [self._line(one) for one in found]
        comments = [one for one in updated_node.leading_lines if one.comment is not None]
        above = [one for one in updated_node.leading_lines if one.comment is None]
        first = lines[0].with_changes(leading_lines=[*above, *lines[0].leading_lines])
        self.before[first] = self.before[lines[0]]
        last = updated_node.with_changes(leading_lines=comments)
        self.before[last] = original_node
        return cst.FlattenSentinel([first, *lines[1:], last])

    def _line(self, made: _Made) -> _Line:
        self.made.setdefault(self.places[made.call], set()).add(self.places[made.pipeline])
        if made.is_bound:
            return self.copied(made.line)
        copy = Remembering()
        call = made.call.visit(copy)
        assert isinstance(call, cst.Call)
        self.before |= copy.before
        line = write.assign(made.name, call)
        self.before |= {line: made.call, call: made.call}
        return line


def _target(statement: cst.CSTNode) -> str:
    """The variable that a statement binds; empty when it is none alone."""
    small = statement.body[0] if isinstance(statement, _Line) and len(statement.body) == 1 else None
    target = small.targets[0].target if isinstance(small, cst.Assign) and len(small.targets) == 1 else None
    return target.value if isinstance(target, cst.Name) else ""


def _is_instance(statement: cst.CSTNode) -> bool:
    """``prep = Prep(ws)``"""
    small = statement.body[0] if isinstance(statement, _Line) else None
    made = small.value if isinstance(small, cst.Assign) else None
    name = made.func.attr if isinstance(made, cst.Call) and isinstance(made.func, cst.Attribute) else None
    name = made.func if isinstance(made, cst.Call) and isinstance(made.func, cst.Name) else name
    return isinstance(name, cst.Name) and name.value.lstrip("_")[:1].isupper()


def _reads_attribute(statement: cst.CSTNode, owner: str) -> bool:
    """``prep.clean``"""
    nodes = (node for node in walk(statement) if isinstance(node, cst.Attribute))
    return any(isinstance(node.value, cst.Name) and node.value.value == owner for node in nodes)


def _only_binds(statement: cst.CSTNode, owner: str, needed: set[str]) -> bool:
    """Whether a statement does no more than to bind a variable that the step does not need.

    It asks the instance for what it holds, but calls none of its methods and hands it to nobody.
    """
    small = statement.body[0] if isinstance(statement, _Line) and len(statement.body) == 1 else None
    if not isinstance(small, cst.Assign) or any(not isinstance(one.target, cst.Name) for one in small.targets):
        return False
    if needed.intersection(name for one in small.targets for name in bound_names(one.target)):
        return False
    asked = {node.value for node in walk(small) if isinstance(node, cst.Attribute)}
    called = {
        node.func.value for node in walk(small) if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute)
    }
    return all(name in asked - called for name in names_read(small.value) if name.value == owner)


__all__ = ["Sooner"]
