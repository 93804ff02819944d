"""The status of a run: what it is compared with in v2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import libcst as cst

from migrate.decisions.context import Context, plain_name, single
from migrate.v1.nodes import bound_names, children, walk
from migrate.v2.expressions import Literal

FINISHED = "v2 says 'Completed' where a pipeline run of v1 said 'Finished'"
_BEFORE, _NOW = "Finished", "Completed"
_SCOPES = (cst.FunctionDef, cst.Lambda, cst.ClassDef, cst.BaseComp)
_Chain = tuple[cst.CSTNode, ...]
"""The classes, functions and comprehensions around a place, the outermost first."""


def say_completed(status: cst.CSTNode, context: Context) -> None:
    """Compare the status, or the variable that it is bound to, with ``Completed`` where v1 code says ``Finished``.

    Args:
        status: the expression of v1 that gives it.
    """
    for _, module in context.interpreter.source:
        for comparison in _places(module).comparing(status, context):
            for node in walk(comparison):
                if isinstance(node, cst.SimpleString) and node.evaluated_value == _BEFORE:
                    context.replacements[node] = Literal(_NOW)


@dataclass
class _Places:
    """Where a module compares something with the old name, and what it binds."""

    comparisons: list[tuple[cst.Comparison, _Chain]] = field(default_factory=list)
    bindings: list[tuple[str, cst.CSTNode | None, _Chain]] = field(default_factory=list)
    """Name of a variable, the value that it gets where one statement says it, and the place."""

    def read(self, node: cst.CSTNode, chain: _Chain) -> None:
        if isinstance(node, cst.Comparison) and _is_about_the_end(node):
            self.comparisons.append((node, chain))
        if isinstance(node, cst.Assign):
            for target in node.targets:
                name = plain_name(target.target)
                value = node.value if name else None  # of several names, which gets what is not asked
                self.bindings += [(one, value, chain) for one in ([name] if name else bound_names(target.target))]
        elif isinstance(node, (cst.AnnAssign, cst.AugAssign, cst.NamedExpr)):
            given = None if isinstance(node, cst.AugAssign) else node.value
            self.bindings += [(name, given, chain) for name in [plain_name(node.target)] if name]
        elif isinstance(node, (cst.For, cst.CompFor)):
            self.bindings += [(name, None, chain) for name in bound_names(node.target)]
        elif isinstance(node, cst.Param):
            self.bindings.append((node.name.value, None, chain))
        elif isinstance(node, cst.AsName):
            self.bindings += [(name, None, chain) for name in bound_names(node.name)]
        inside = (*chain, node) if isinstance(node, _SCOPES) else chain
        for child in children(node):
            self.read(child, inside)

    def comparing(self, status: cst.CSTNode, context: Context) -> Iterator[cst.Comparison]:
        """The comparisons of the expression, or of a variable that is bound to what runs say and nothing else."""
        told = [(name, self._owner(name, chain)) for name, value, chain in self.bindings if value is status]
        variables = {one for one in told if all(_may_be_status(value, context) for value in self._values(*one))}
        for comparison, chain in self.comparisons:
            sides = [comparison.left, *(one.comparator for one in comparison.comparisons)]
            names = {name for name in map(plain_name, sides) if name is not None}
            if status in sides or any((name, self._owner(name, chain)) in variables for name in names):
                yield comparison

    def _values(self, name: str, owner: cst.CSTNode | None) -> list[cst.CSTNode | None]:
        return [value for one, value, chain in self.bindings if one == name and self._owner(one, chain) is owner]

    def _owner(self, name: str, chain: _Chain) -> cst.CSTNode | None:
        """The function whose variable it is, or the class whose attribute; None for one of the module."""
        if "." in name:
            return next((node for node in reversed(chain) if isinstance(node, cst.ClassDef)), None)
        binding = {id(around[-1]) for one, _, around in self.bindings if one == name and around}
        functions = [node for node in reversed(chain) if not isinstance(node, cst.ClassDef)]
        return next((node for node in functions if id(node) in binding), None)


@lru_cache(maxsize=4)
def _places(module: cst.Module) -> _Places:
    found = _Places()
    if _BEFORE in module.code:
        found.read(module, ())
    return found


def _is_about_the_end(comparison: cst.Comparison) -> bool:
    """Does it name the old end, and not the new one as well?"""
    texts = {node.evaluated_value for node in walk(comparison) if isinstance(node, cst.SimpleString)}
    return _BEFORE in texts and _NOW not in texts


def _may_be_status(value: cst.CSTNode | None, context: Context) -> bool:
    """Is it what a run of v1 says of itself, or a constant to begin with?"""
    if isinstance(value, cst.SimpleString) or (isinstance(value, cst.Name) and value.value == "None"):
        return True
    asked = value.func if isinstance(value, cst.Call) else value
    return isinstance(asked, cst.Attribute) and single(context.value(asked.value)) is not None
