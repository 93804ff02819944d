"""Lists of steps that an instance keeps: ``self.steps = []``, filled by its methods, given to its pipeline."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import walk
from migrate.v1.scopes import FunctionScope
from migrate.v1.values import Call


def own_name(function: FunctionScope) -> str | None:
    """What a method calls its instance."""
    node = function.node
    if (
        function.owner is None
        or function.kind in ("staticmethod", "classmethod")
        or not isinstance(node, cst.FunctionDef)
    ):
        return None
    params = (*node.params.posonly_params, *node.params.params)
    return params[0].name.value if params else None


def attribute_of(node: cst.CSTNode, instance: str | None) -> str | None:
    """``steps`` of ``self.steps``."""
    own = isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name) and node.value.value == instance
    return node.attr.value if own and isinstance(node, cst.Attribute) else None


class KeptLists:
    """The lists of the instance in whose method a pipeline is made, as far as the code says what is in them."""

    def __init__(self, pipeline: Call, interpreter: Interpreter) -> None:
        self._modules = [module for _, module in interpreter.source]
        steps = pipeline.arguments.get("steps")
        instance = own_name(pipeline.where.function)
        given = {attribute_of(node, instance) for node in walk(steps.node.value)} if steps is not None else set()
        self._starts = {name: start for name in given if name is not None and (start := self._start(name)) is not None}

    @property
    def names(self) -> Iterable[str]:
        return self._starts

    def _start(self, name: str) -> cst.CSTNode | None:
        """The one place where it is made, without an element."""
        nodes = [node for module in self._modules for node in walk(module)]
        made: list[tuple[cst.BaseExpression, cst.BaseExpression | None]] = [
            (target.target, node.value) for node in nodes if isinstance(node, cst.Assign) for target in node.targets
        ]
        made += [(node.target, node.value) for node in nodes if isinstance(node, cst.AnnAssign)]
        found = [one for one in made if isinstance(one[0], cst.Attribute) and one[0].attr.value == name]
        return found[0][0] if len(found) == 1 and _is_empty(found[0][1]) else None

    def unseen(self, followed: Iterable[cst.CSTNode]) -> cst.CSTNode | None:
        """A place that was not followed and has to do with one of the lists."""
        if not self._starts:
            return None
        seen = {inner for node in followed for inner in walk(node)} | set(self._starts.values())
        nodes = [node for module in self._modules for node in walk(module)]
        seen |= {inner for node in nodes if isinstance(node, (cst.Import, cst.ImportFrom)) for inner in walk(node)}
        attributes = (node for node in nodes if isinstance(node, cst.Attribute) and node.attr.value in self._starts)
        return next((node for node in attributes if node not in seen), None)


def _is_empty(value: cst.BaseExpression | None) -> bool:
    if isinstance(value, cst.List):
        return not value.elements
    made = isinstance(value, cst.Call) and isinstance(value.func, cst.Name) and value.func.value == "list"
    return made and isinstance(value, cst.Call) and not value.args
