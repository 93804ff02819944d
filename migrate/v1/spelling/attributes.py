"""Steps, data and pipeline parameters that an instance keeps for one method, made in that method.

``self.raw = PipelineData("raw")`` in ``__init__`` is ``raw = PipelineData("raw")`` in the method that makes the
pipeline, when nothing else reads it: in v2 data and nodes are there only where the pipeline is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.nodes import bound_by, bound_names, locals_of, names_read, walk
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.inlining import is_alone, takes_self
from migrate.v1.spelling.names import free
from migrate.v1.spelling.writer import Lines, Remembering

_INSTANCE = "self"


@dataclass
class _Kept:
    """What one class keeps, with the method that needs it."""

    home: cst.FunctionDef
    init: cst.FunctionDef
    moved: list[cst.SimpleStatementLine] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """By attribute the variable that it becomes."""
    given: dict[str, str] = field(default_factory=dict)
    """By parameter of ``__init__`` the attribute that keeps it."""


class Attributes(Attempt):
    """Makes variables of attributes that only the method with the pipeline reads."""

    def plan(self) -> None:
        classes = dict.fromkeys(self.survey.methods.values())
        self.kept = [found for one in classes if (found := self._kept(one)) is not None and found.moved]
        self.is_idle = not self.kept
        self.homes = {one.home: one for one in self.kept}
        self.moved = {line for one in self.kept for line in one.moved}
        self.reads = {
            node: name for one in self.kept for node in walk(one.home) if (name := one.names.get(attribute(node)))
        }

    def _kept(self, owner: cst.ClassDef) -> _Kept | None:
        methods = [one for one, cls in self.survey.methods.items() if cls is owner]
        homes = [one for one in methods if any(self._is_pipeline(node) for node in walk(one))]
        init = next((one for one in methods if one.name.value == "__init__"), None)
        if len(homes) != 1 or init is None or init in homes or not (takes_self(init) and takes_self(homes[0])):
            return None
        if not is_alone(owner, self.survey):
            return None
        found = _Kept(homes[0], init)
        lines = [one for one in init.body.body if isinstance(one, cst.SimpleStatementLine) and len(one.body) == 1]
        found.given |= dict(self._given(lines, init))
        wanted = {line for line in lines if self._makes(line)}
        # What is made of something that goes to the method goes there, too.
        for line in lines:
            read = {attribute(node) for node in walk(line)} - {""}
            if read & {name for one in wanted for name in [_set(one)] if name}:
                wanted.add(line)
        wanted |= set(self._locals(lines, wanted, found))
        found.moved = [line for line in lines if line in wanted]
        own = {_set(line) for line in found.moved} - {""}
        taken = {name.value for name in names_read(found.home)} | locals_of(found.home)
        found.names = {name: free(name, taken) for name in sorted(own)}
        if any(self.is_taken(f"{owner.name.value}.{name}") for name in own):
            return None
        return found if own and self._may_move(found, owner) else None

    def _locals(
        self, lines: Sequence[cst.SimpleStatementLine], wanted: Set[cst.CSTNode], found: _Kept
    ) -> Iterator[cst.SimpleStatementLine]:
        """``store = ws.get_default_datastore()``, when nothing else of ``__init__`` reads it."""
        bound, going = locals_of_body(found.init), set(wanted)
        for line in reversed(lines):
            small = line.body[0]
            target = small.targets[0].target if isinstance(small, cst.Assign) and len(small.targets) == 1 else None
            if not isinstance(target, cst.Name) or bound[target.value] != 1 or target.value in found.given:
                continue
            inside = {node for one in going for node in walk(one)} | {target}
            reads = [one for one in names_read(found.init.body) if one.value == target.value]
            if len(reads) > 1 and all(one in inside for one in reads):
                going.add(line)
                yield line

    def _is_pipeline(self, node: cst.CSTNode) -> bool:
        return isinstance(node, cst.Call) and self.survey.is_pipeline(node)

    def _given(self, lines: Sequence[cst.SimpleStatementLine], init: cst.FunctionDef) -> Iterator[tuple[str, str]]:
        """``self.ws = ws``"""
        bound = locals_of_body(init)
        params = {one.name.value for one in init.params.params if not bound[one.name.value]}
        params |= {name for name, times in bound.items() if times == 1}
        for line in lines:
            small = line.body[0]
            value = small.value if isinstance(small, cst.Assign) else None
            name = _set(line)
            if name and isinstance(value, cst.Name) and value.value in params and self._is_set_once(name):
                yield value.value, name

    def _makes(self, line: cst.SimpleStatementLine) -> bool:
        """``self.raw = PipelineData("raw")``"""
        small = line.body[0]
        value = small.value if isinstance(small, cst.Assign) else None
        return bool(_set(line)) and value is not None and bool(list(self._makers(value)))

    def _makers(self, node: cst.CSTNode) -> Iterator[cst.Call]:
        yield from self.survey.makers(node)
        for one in walk(node):
            name = one.func.value if isinstance(one, cst.Call) and isinstance(one.func, cst.Name) else ""
            if isinstance(one, cst.Call) and self.survey.imported.get(name) == PIPELINE_PARAMETER:
                yield one

    def _is_set_once(self, name: str) -> bool:
        found = [node for node in self._attributes(name) if isinstance(self.constants.parents[node], _TARGETS)]
        return len(found) == 1

    def _attributes(self, name: str) -> list[cst.Attribute]:
        nodes = (node for module in self.survey.modules for node in walk(module))
        return [node for node in nodes if isinstance(node, cst.Attribute) and node.attr.value == name]

    def _may_move(self, found: _Kept, owner: cst.ClassDef) -> bool:
        places = {self.places.get(line) for line in found.moved}
        if not places.isdisjoint(self.but) or any(isinstance(one, _OWN) for one in _inner(found.home)):
            return False
        inside = {node for line in (*found.moved, found.home) for node in walk(line)}
        for name in found.names:
            nodes = self._attributes(name)
            if not self._is_set_once(name) or any(node not in inside or attribute(node) != name for node in nodes):
                return False
        own = {name for line in found.moved for name in _bound_by(line)}
        outer = locals_of(found.init) - {_INSTANCE} - own
        here = locals_of(found.home) - {_INSTANCE}
        for line in found.moved:
            read = {name.value for name in names_read(line)} - {_INSTANCE}
            if not isinstance(line.body[0], cst.Assign) and not _orders(line.body[0]):
                return False  # What is added to something that the instance keeps is added once only.
            if not read & outer <= found.given.keys() or (read | own) & here or any(map(self._is_late, walk(line))):
                return False
        return True

    def _is_late(self, node: cst.CSTNode) -> bool:
        """Whether the instance may keep something else there when the method runs."""
        name = attribute(node)
        return bool(name) and not self._is_set_once(name)

    # What is written

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        return cst.RemoveFromParent() if original_node in self.moved else updated_node

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        name = self.reads.get(original_node)
        return updated_node if name is None else cst.Name(name)

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:
        kept = self.homes.get(original_node)
        if kept is None or not isinstance(updated_node.body, cst.IndentedBlock):
            return updated_node
        self.written = True
        body = list(updated_node.body.body)
        place = 1 if original_node.get_docstring() is not None else 0
        body[place:place] = [self._copied(line, kept) for line in kept.moved]
        return updated_node.with_changes(body=updated_node.body.with_changes(body=body))

    def _copied(self, line: cst.SimpleStatementLine, kept: _Kept) -> cst.SimpleStatementLine:
        makers = {self.places[one] for one in self._makers(line)}
        if makers:
            self.made.setdefault(self.places[line], set()).update(makers)
        return self.copied(line, _Moved(kept))


_TARGETS = (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.Del, cst.For, cst.CompFor, cst.AsName)
_OWN = (cst.FunctionDef, cst.ClassDef, cst.Lambda, cst.Global, cst.Nonlocal, cst.Yield)
"""What may read the attributes at another time."""


class _Moved(Remembering):
    """Copies a statement of ``__init__`` into another method."""

    def __init__(self, kept: _Kept) -> None:
        super().__init__()
        self.kept = kept

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        name = self.kept.names.get(attribute(original_node))
        # The name of an attribute is no variable.
        return cst.Name(name) if name else updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        name = self.kept.given.get(original_node.value)
        return updated_node if name is None else cst.Attribute(cst.Name(_INSTANCE), cst.Name(name))


def attribute(node: cst.CSTNode) -> str:
    """``raw`` of ``self.raw``; nothing for anything else."""
    own = isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name) and node.value.value == _INSTANCE
    return node.attr.value if own and isinstance(node, cst.Attribute) else ""


def _set(line: cst.SimpleStatementLine) -> str:
    """The attribute of the instance that a statement sets."""
    small = line.body[0]
    plain = isinstance(small, cst.Assign) and len(small.targets) == 1
    return attribute(small.targets[0].target) if plain and isinstance(small, cst.Assign) else ""


def _orders(small: cst.BaseSmallStatement) -> bool:
    """``self.train.run_after(self.prep)``"""
    call = small.value if isinstance(small, cst.Expr) else None
    function = call.func if isinstance(call, cst.Call) else None
    return isinstance(function, cst.Attribute) and function.attr.value == "run_after"


def _bound_by(line: cst.SimpleStatementLine) -> list[str]:
    small = line.body[0]
    return [name for one in small.targets for name in bound_names(one.target)] if isinstance(small, cst.Assign) else []


def locals_of_body(function: cst.FunctionDef) -> Counter[str]:
    """How often the statements of a function bind each of its variables."""
    return Counter(name for node in walk(function.body) for name in bound_by(node))


def _inner(function: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    for statement in function.body.body:
        yield from walk(statement)


__all__ = ["Attributes"]
