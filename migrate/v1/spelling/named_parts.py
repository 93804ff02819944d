"""Parts of a v1 object that have a variable of their own, said by where they stand.

``conda = env.python.conda_dependencies`` and then ``conda.add_pip_package("numpy")`` is said on
``env.python.conda_dependencies``: in v2 an environment is one expression, with nothing to take out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

import libcst as cst

from migrate.v1.nodes import bound_by, code_of, walk
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.unrolling import comments
from migrate.v1.spelling.writer import Lines, Short, SurveyWriter

_PARTS = frozenset({"conda_dependencies", "docker", "environment", "python", "spark"})
NAMED = re.compile(rf"^\s*\w+\s*=\s*\w+(\.\w+)*\.({'|'.join(sorted(_PARTS))})\s*(#.*)?$", re.MULTILINE)
"""How the text looks that gives one a variable."""
_Line = cst.SimpleStatementLine


@dataclass(frozen=True)
class _Named:
    part: cst.Attribute
    reads: frozenset[cst.Name]
    back: frozenset[_Line]
    """The statements that put the part back to where it was taken from."""


class NamedParts(SurveyWriter):
    """Writes the part for its variable, and drops the variable."""

    def __init__(self, survey: Survey, places: Mapping[cst.CSTNode, Short], but: Set[Short]) -> None:
        super().__init__(survey, places, but)
        self.unasked = True
        self.order = {node: number for number, node in enumerate(survey.nodes)}
        self.named = {line: found for line, found in self._found() if places.get(line) not in but}
        self.parts = {read: one.part for one in self.named.values() for read in one.reads}
        self.gone = {*self.named, *(line for one in self.named.values() for line in one.back)}
        self.is_idle = not self.named

    def _found(self) -> Iterator[tuple[_Line, _Named]]:
        for line, small in self.survey.assignments:
            target, part = small.targets[0].target, small.value
            if not isinstance(target, cst.Name) or not isinstance(part, cst.Attribute) or comments(line):
                continue
            root = _root(part)
            if part.attr.value not in _PARTS or root is None or self.survey.bound[target.value] != 1:
                continue
            reads = [one for one in self.survey.reads(target.value) if one is not target]
            if reads and self._means_the_same(line, root, part, reads):
                yield line, _Named(part, frozenset(reads), frozenset(self._back(target, part)))

    def _means_the_same(self, line: _Line, root: cst.Name, part: cst.Attribute, reads: list[cst.Name]) -> bool:
        """Whether the part is the same wherever the variable is read, and the variable is read nowhere else."""
        scope, first, last = self.survey.scopes[line], self.order[line], max(map(self.order.__getitem__, reads))
        if any(self.survey.scopes[one] is not scope or self.order[one] < first for one in reads):
            return False
        path = code_of(part)
        for node in self._between(line, last):
            if self.survey.scopes[node] is scope and root.value in bound_by(node):
                return False
            target = node.target if isinstance(node, (cst.AssignTarget, cst.AugAssign)) else None
            told = code_of(target) if isinstance(target, cst.Attribute) else ""
            if told and f"{path}.".startswith(f"{told}.") and not (told == path and self._puts_back(node, reads)):
                return False
        return True

    def _between(self, line: _Line, last: int) -> Iterator[cst.CSTNode]:
        own = set(walk(line))
        return (node for node, place in self.order.items() if self.order[line] < place < last and node not in own)

    def _puts_back(self, target: cst.CSTNode, reads: list[cst.Name]) -> bool:
        return any(target in small.targets and small.value in reads for _, small in self.survey.assignments)

    def _back(self, name: cst.Name, part: cst.Attribute) -> Iterator[_Line]:
        for line, small in self.survey.assignments:
            same = isinstance(small.value, cst.Name) and small.value.value == name.value
            if same and code_of(small.targets[0].target) == code_of(part) and not comments(line):
                yield line

    # What is written

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        part = self.parts.get(original_node)
        return updated_node if part is None else part.deep_clone()

    def leave_SimpleStatementLine(self, original_node: _Line, updated_node: _Line) -> Lines:
        if original_node not in self.gone:
            return updated_node
        named = self.named.get(original_node)
        if named is not None:
            self.written = True
            self.made.setdefault(self.places[original_node], set()).update(self._made(named))
        return cst.RemoveFromParent()

    def _made(self, named: _Named) -> Iterator[Short]:
        """The calls that make the object, or change the part."""
        root = _root(named.part)
        assert root is not None
        for _, small in self.survey.assignments:
            target = small.targets[0].target
            if isinstance(target, cst.Name) and target.value == root.value and isinstance(small.value, cst.Call):
                yield self.places[small.value]
        for call in self.survey.of(cst.Call):
            if isinstance(call.func, cst.Attribute) and call.func.value in named.reads:
                yield self.places[call]


def _root(node: cst.BaseExpression) -> cst.Name | None:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node if isinstance(node, cst.Name) else None


__all__ = ["NAMED", "NamedParts"]
