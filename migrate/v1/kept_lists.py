"""Steps and data that an instance keeps: ``self.steps = []``, filled by its methods, ``self.model = model``."""

from __future__ import annotations

from collections.abc import Container, Iterable

import libcst as cst

from migrate.v1.data import INTERMEDIATE
from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import walk
from migrate.v1.scopes import FunctionScope
from migrate.v1.symbolic import Blocks, Handle, Instance, Several, Symbolic, handles
from migrate.v1.values import Call, LocalInstance, Obj, alternatives, objects


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
        self._starts = {
            name: start for name in given if name is not None and (start := start_of(name, interpreter)) is not None
        }

    @property
    def names(self) -> Iterable[str]:
        return self._starts

    def unseen(self, followed: Iterable[cst.CSTNode]) -> cst.CSTNode | None:
        """A place that was not followed and has to do with one of the lists."""
        if not self._starts:
            return None
        seen = {inner for node in followed for inner in walk(node)} | set(self._starts.values())
        nodes = [node for module in self._modules for node in walk(module)]
        seen |= {inner for node in nodes if isinstance(node, (cst.Import, cst.ImportFrom)) for inner in walk(node)}
        attributes = (node for node in nodes if isinstance(node, cst.Attribute) and node.attr.value in self._starts)
        return next((node for node in attributes if node not in seen), None)


class KeptData:
    """Data and steps that methods keep in their instance: ``self.model = model``, read as ``training.model``."""

    def __init__(self, steps: Container[Obj], interpreter: Interpreter) -> None:
        self._steps = steps
        self._interpreter = interpreter
        self._kept: set[str] = set()
        """The attributes that hold some."""
        self._starts: dict[str, cst.CSTNode] = {}
        """By attribute that is a list where that is made."""
        self.seen: set[cst.CSTNode] = set()
        """Where instances keep what they are made with."""
        self._unknown: list[cst.Attribute] = []
        """Where such an attribute may be read before it is there."""

    def at(self, node: cst.Name, variables: dict[str, Symbolic]) -> Symbolic:
        """The instance that a variable holds since before the steps are made."""
        found = alternatives(self._interpreter.values.get(node))
        if not found or not all(isinstance(one, LocalInstance) for one in found):
            return None
        variables[node.value] = Instance()
        return variables[node.value]

    def is_data(self, node: cst.CSTNode) -> bool:
        found = objects(self._interpreter.values.get(node)) if isinstance(node, cst.Attribute) else ()
        return any(one.symbol in INTERMEDIATE or one in self._steps for one in found)

    def keep(self, name: str, value: Symbolic, instance: Instance) -> None:
        instance.keys[name] = value
        if handles(value):
            self._kept.add(name)

    def read(self, node: cst.Attribute, instance: Instance, blocks: Blocks) -> Symbolic:
        """What an attribute holds, where it is sure that it does."""
        held = instance.keys.get(node.attr.value) or self._list(node.attr.value, instance)
        if held is None or (isinstance(held, Handle) and not set(held.blocks) <= set(blocks)):
            self.note(node)
            return None
        return held

    def _list(self, name: str, instance: Instance) -> Symbolic:
        """A list that an instance is made with, still without an element."""
        start = start_of(name, self._interpreter)
        if start is None or name in instance.keys:
            return None
        self._starts[name] = start
        instance.keys[name] = Several()
        return instance.keys[name]

    def note(self, node: cst.CSTNode) -> None:
        """Remember what is read of which it is not known whether it is there."""
        self._unknown += [one for one in walk(node) if isinstance(one, cst.Attribute) and self.is_data(one)]

    def early(self) -> cst.CSTNode | None:
        """A place that reads what is kept where it is not known that it is there."""
        return next((node for node in self._unknown if node.attr.value in self._kept or self._is_kept(node)), None)

    def _is_kept(self, node: cst.Attribute) -> bool:
        """Whether a statement like ``self.model = PipelineData("model")`` made the data."""
        made = [one.call.where.statement for one in objects(self._interpreter.values.get(node)) if one.call is not None]
        smalls = [one.body[0] for one in made if isinstance(one, cst.SimpleStatementLine)]
        return any(isinstance(x, cst.Assign) and isinstance(x.targets[0].target, cst.Attribute) for x in smalls)

    def unseen(self, followed: Iterable[cst.CSTNode]) -> cst.CSTNode | None:
        """A place that was not followed and has to do with what is kept."""
        kept = self._kept | self._starts.keys()
        if not kept:
            return None
        nodes = [node for _, module in self._interpreter.source for node in walk(module)]
        seen = {inner for node in followed for inner in walk(node)} | set(self._starts.values()) | self.seen
        seen |= {inner for node in nodes if isinstance(node, (cst.Import, cst.ImportFrom)) for inner in walk(node)}
        seen |= {
            one.target
            for node in nodes
            if isinstance(node, cst.Assign) and isinstance(node.value, cst.Name) and node.value.value == "None"
            for one in node.targets
        }
        attributes = (node for node in nodes if isinstance(node, cst.Attribute) and node.attr.value in kept)
        return next((node for node in attributes if node not in seen), None)


def start_of(name: str, interpreter: Interpreter) -> cst.CSTNode | None:
    """The one place where an attribute becomes a list without an element; None when it is something else, too."""
    nodes = [node for _, module in interpreter.source for node in walk(module)]
    made: list[tuple[cst.BaseExpression, cst.BaseExpression | None]] = [
        (target.target, node.value) for node in nodes if isinstance(node, cst.Assign) for target in node.targets
    ]
    made += [(node.target, node.value) for node in nodes if isinstance(node, cst.AnnAssign)]
    found = [one for one in made if isinstance(one[0], cst.Attribute) and one[0].attr.value == name]
    return found[0][0] if len(found) == 1 and _is_empty(found[0][1]) else None


def _is_empty(value: cst.BaseExpression | None) -> bool:
    if isinstance(value, cst.List):
        return not value.elements
    made = isinstance(value, cst.Call) and isinstance(value.func, cst.Name) and value.func.value == "list"
    return made and isinstance(value, cst.Call) and not value.args
