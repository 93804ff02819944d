"""What the text of a document says of its names, before anything is followed: who makes steps, and what is bound."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import Any, TypeVar

import libcst as cst

from migrate.v1.catalogue import Catalogue
from migrate.v1.data import INTERMEDIATE
from migrate.v1.nodes import bound_by, bound_names, children, code_of, locals_of, names_read, walk
from migrate.v1.pipelines import PIPELINE, PIPELINE_STEP

COMPREHENSIONS = (cst.ListComp, cst.GeneratorExp, cst.DictComp, cst.SetComp)
FUNCTIONS = (cst.FunctionDef, cst.Lambda)
_Node = TypeVar("_Node", bound=cst.CSTNode)
_LISTS = frozenset({"arguments", "inputs", "outputs", "side_inputs"})
_SCOPES = frozenset({cst.FunctionDef, cst.ClassDef, cst.Lambda})
_MET = (
    frozenset({cst.If, cst.Import, cst.ImportFrom, cst.Global, cst.Nonlocal, cst.Param, cst.WithItem})
    | frozenset({cst.ExceptHandler, cst.Del, cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.CompFor})
    | frozenset({cst.NamedExpr})
    | _SCOPES
)
"""The nodes that a survey notes something of. A check by type: ``isinstance`` with a class of libcst takes long."""
_SOMETIMES = frozenset({cst.IfExp, cst.BooleanOperation, cst.Lambda, *COMPREHENSIONS})
_TARGETS = (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.CompFor, cst.NamedExpr)


class Survey:
    """The names of a document."""

    def __init__(self, modules: Sequence[cst.Module], catalogue: Catalogue) -> None:
        self.modules = modules
        self.catalogue = catalogue
        self.imported: dict[str, str] = {}
        """By local name the v1 symbol."""
        self.bound: Counter[str] = Counter()
        self.declared: set[str] = set()
        """The names that functions say to be of what is around them."""
        self.looped: set[str] = set()
        """The names that loops bind."""
        self.functions: dict[str, cst.FunctionDef] = {}
        """Those at the top level, by name."""
        self.methods: dict[cst.FunctionDef, cst.ClassDef] = {}
        """Those of the classes at the top level, each with its class."""
        self.nested: dict[cst.FunctionDef, cst.FunctionDef] = {}
        """Those that stand in the body of another function, each with that one."""
        self.classes: list[cst.ClassDef] = []
        """Wherever they stand."""
        self.changed: set[str] = set()
        """The attributes that are set, and the variables of which an item is."""
        self._by_kind: defaultdict[type[cst.CSTNode], list[Any]] = defaultdict(list)
        self.elifs: set[cst.CSTNode] = set()
        self.scopes: dict[cst.CSTNode, cst.CSTNode | None] = {}
        """The function around each node; None at the top level."""
        for module in modules:
            self._walk(module, None)
            for statement in module.body:
                if isinstance(statement, cst.FunctionDef):
                    self.functions[statement.name.value] = statement
                elif isinstance(statement, cst.ClassDef):
                    inside = (one for one in statement.body.body if isinstance(one, cst.FunctionDef))
                    self.methods |= dict.fromkeys(inside, statement)

    def _walk(self, node: cst.CSTNode, scope: cst.CSTNode | None) -> None:
        kind = type(node)
        self.scopes[node] = scope
        self._by_kind[kind].append(node)
        inside = scope
        if kind in _MET:
            self._meet(node)
            if isinstance(node, cst.ClassDef):
                self.classes.append(node)
            if isinstance(node, cst.FunctionDef) and isinstance(scope, cst.FunctionDef) and node in scope.body.body:
                self.nested[node] = scope
            if kind in _SCOPES:
                inside = node
        for child in children(node):
            self._walk(child, inside)

    def _meet(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.If) and node.orelse is not None:
            self.elifs.add(node.orelse)
        if isinstance(node, cst.ImportFrom):
            self._import(node)
        elif isinstance(node, cst.Import):
            self.bound.update(name for alias in node.names for name in bound_by(alias))
        elif isinstance(node, (cst.Global, cst.Nonlocal)):
            self.declared.update(item.name.value for item in node.names)
            self.bound.update(item.name.value for item in node.names)
        elif isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.Param, cst.WithItem, cst.ExceptHandler, cst.Del)):
            self.bound.update(bound_by(node))
        elif isinstance(node, _TARGETS):
            self._change(node.target)
            found = bound_names(node.target)
            self.bound.update(found)
            if isinstance(node, (cst.For, cst.CompFor)):
                self.looped.update(found)

    def _change(self, target: cst.CSTNode) -> None:
        if isinstance(target, cst.Attribute):
            self.changed.add(target.attr.value)
        elif isinstance(target, cst.Subscript):
            self.changed |= {name.value for name in names_read(target.value)}
        elif isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                self._change(element.value)

    def _import(self, node: cst.ImportFrom) -> None:
        module = "" if node.relative or node.module is None else code_of(node.module)
        if isinstance(node.names, cst.ImportStar):
            self.imported |= self.catalogue.exports(module) if module.startswith("azureml") else {}
            return
        for alias in node.names:
            local = alias.evaluated_alias or alias.evaluated_name
            symbol = self.catalogue.canonical(f"{module}.{alias.evaluated_name}") if module else None
            if symbol is None or self.imported.get(local) != symbol:
                self.bound[local] += 1
            if symbol is not None:
                self.imported[local] = symbol

    @property
    def nodes(self) -> Iterable[cst.CSTNode]:
        """All of them in the order of the source."""
        return self.scopes.keys()

    def of(self, kind: type[_Node]) -> Sequence[_Node]:
        """All nodes of a class in the order of the source."""
        return self._by_kind[kind]

    @property
    def lines(self) -> Iterator[cst.SimpleStatementLine]:
        """The statements that stand alone on their lines, in the order of the source."""
        return (line for line in self.of(cst.SimpleStatementLine) if len(line.body) == 1)

    @property
    def assignments(self) -> Iterator[tuple[cst.SimpleStatementLine, cst.Assign]]:
        """Those lines that bind what stands left of one ``=``."""
        for line in self.lines:
            small = line.body[0]
            if isinstance(small, cst.Assign) and len(small.targets) == 1:
                yield line, small

    @cached_property
    def _reads(self) -> Mapping[str, list[cst.Name]]:
        found: defaultdict[str, list[cst.Name]] = defaultdict(list)
        for module in self.modules:
            for name in names_read(module):
                found[name.value].append(name)
        return found

    @cached_property
    def held(self) -> Mapping[str, cst.ClassDef]:
        """The variables that hold one instance of a class of the document, whenever they are read."""
        owners = {one.name.value: one for one in self.classes if self.bound[one.name.value] == 1}
        found: dict[str, cst.ClassDef] = {}
        for _, small in self.assignments:
            target, value = small.targets[0].target, small.value
            called = value.func if isinstance(value, cst.Call) else None
            owner = owners.get(called.value) if isinstance(called, cst.Name) else None
            if owner is None or not isinstance(target, cst.Name) or target.value in self.declared:
                continue
            if self.bound[target.value] == 1:
                found[target.value] = owner
        return found

    @cached_property
    def builders(self) -> Set[cst.ClassDef]:
        """The classes of objects that make steps of what their methods are given, or a pipeline of those."""
        made = (method for method in self.methods if self.makes_of_given(method) or self._lists(method, {"self"}))
        return {self.methods[method] for method in made}

    @cached_property
    def instances(self) -> Mapping[str, cst.ClassDef]:
        """Those of builders, and of classes with a method that makes a pipeline of the steps that it is given."""
        takers = (
            owner
            for method, owner in self.methods.items()
            if self._lists(method, {one.name.value for one in method.params.params[1:]})
        )
        owners = {*self.builders, *takers}
        return {name: one for name, one in self.held.items() if one in owners}

    def reads(self, name: str) -> Sequence[cst.Name]:
        """Where a name stands for a variable, also where it is bound, in the order of the source."""
        return self._reads.get(name, ())

    @cached_property
    def in_imports(self) -> Set[cst.CSTNode]:
        """What stands in import statements: the name of a module is no variable."""
        kinds = (*self.of(cst.Import), *self.of(cst.ImportFrom))
        return {node for one in kinds for node in walk(one)}

    def mentions(self, name: str) -> Sequence[cst.Name]:
        """Where a name stands for a variable that no import binds."""
        return [one for one in self.reads(name) if one not in self.in_imports]

    @cached_property
    def names(self) -> set[str]:
        """Every name that stands for a variable somewhere."""
        return {*self._reads, *self.bound}

    # What makes steps

    def is_maker(self, node: cst.CSTNode) -> bool:
        """Whether it is a call that makes a step, or data that a step writes."""
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Name):
            return False
        symbol = self.imported.get(node.func.value)
        if symbol is None or self.bound[node.func.value] > 1:
            return False
        return symbol in INTERMEDIATE or self._is_step(symbol)

    def is_pipeline(self, node: cst.Call) -> bool:
        return isinstance(node.func, cst.Name) and self.imported.get(node.func.value) == PIPELINE

    def _is_step(self, symbol: str) -> bool:
        entry = self.catalogue.get(symbol)
        return entry is not None and entry.kind == "class" and self.catalogue.is_subclass(symbol, PIPELINE_STEP)

    def makers(self, node: cst.CSTNode) -> list[cst.Call]:
        """The calls in it that make something, also those in a function of the document that it is a call of."""
        own = [one for one in walk(node) if isinstance(one, cst.Call) and self.is_maker(one)]
        called = node.func if isinstance(node, cst.Call) else node
        function = self.functions.get(called.value) if isinstance(called, cst.Name) else None
        return own if function is None else [*own, *self.makers(function.body)]

    def makers_in(self, statement: cst.If) -> list[cst.Call]:
        """The calls that make what its branches name or make."""
        branches = [statement.body, *([statement.orelse] if statement.orelse is not None else [])]
        named = {name.value for branch in branches for name in names_read(branch)}
        of_names = [call for name in sorted(named) for call in self._made.get(name, ())]
        return [*of_names, *(call for branch in branches for call in self.makers(branch))]

    @cached_property
    def _made(self) -> dict[str, list[cst.Call]]:
        """By variable the calls in what it is bound to that make something."""
        found: dict[str, list[cst.Call]] = {}
        for node in self.of(cst.Assign):
            makers = self.makers(node.value)
            for name in (name for target in node.targets for name in bound_names(target.target)):
                found.setdefault(name, []).extend(makers)
        return {name: makers for name, makers in found.items() if makers}

    def makes_of_given(self, function: cst.FunctionDef) -> bool:
        """Whether a function makes steps of lists, or of data to write, that it is given."""
        local = locals_of(function)
        for call in (one for one in walk(function.body) if isinstance(one, cst.Call) and self.is_maker(one)):
            lists = {one.keyword.value: one.value for one in call.args if one.keyword is not None}
            if any(_is_given(one, local) for name, one in lists.items() if name in _LISTS):
                return True
            written = lists.get("outputs")
            elements = written.elements if isinstance(written, (cst.List, cst.Tuple)) else ()
            if any(_is_given(one.value, local) for one in elements) or any(one.star == "**" for one in call.args):
                return True
        return False

    def _lists(self, method: cst.FunctionDef, names: Set[str]) -> bool:
        """Whether a method makes a pipeline of what one of these holds, or of its attribute: ``steps=self.steps``."""
        calls = (one for one in walk(method.body) if isinstance(one, cst.Call) and self.is_pipeline(one))
        return any(steps_of(call) in names for call in calls)

    # What names mean

    def is_stable(self, node: cst.BaseExpression) -> bool:
        """Whether the expression, evaluated again elsewhere in the document, gives the same and does nothing else."""
        if any(isinstance(one, (cst.Call, cst.Lambda, cst.Await, cst.Yield, *COMPREHENSIONS)) for one in walk(node)):
            return False
        if any(isinstance(one, cst.Attribute) and one.attr.value in self.changed for one in walk(node)):
            return False
        if any(isinstance(one, cst.Subscript) and self._is_changed(one.value) for one in walk(node)):
            return False
        return all(self.bound[name.value] <= 1 and name.value not in self.looped for name in names_read(node))

    def _is_changed(self, node: cst.CSTNode) -> bool:
        return any(name.value in self.changed for name in names_read(node))


def steps_of(pipeline: cst.Call) -> str | None:
    """The variable that a pipeline has its steps from, or the object whose attribute holds them."""
    given = [one.value for one in pipeline.args if one.keyword is not None and one.keyword.value == "steps"]
    given += [one.value for one in pipeline.args[1:2] if one.keyword is None]
    of = given[0].value if given and isinstance(given[0], cst.Attribute) else given[0] if given else None
    return of.value if isinstance(of, cst.Name) else None


def _is_given(node: cst.BaseExpression, local: Set[str]) -> bool:
    """Whether it is nothing but what a variable holds."""
    if isinstance(node, (cst.BooleanOperation, cst.BinaryOperation)):
        return _is_given(node.left, local) or _is_given(node.right, local)
    if isinstance(node, cst.IfExp):
        return _is_given(node.body, local) or _is_given(node.orelse, local)
    if isinstance(node, (cst.List, cst.Tuple)):
        return any(isinstance(one, cst.StarredElement) and _is_given(one.value, local) for one in node.elements)
    if isinstance(node, cst.Call) and code_of(node.func) in ("list", "tuple") and node.args:
        return _is_given(node.args[0].value, local)
    return isinstance(node, cst.Name) and node.value in local


def always_run(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The node and what is evaluated once whenever it is."""
    yield node
    if type(node) not in _SOMETIMES:
        for child in children(node):
            yield from always_run(child)


def read_outside(node: cst.CSTNode, name: str, but: cst.CSTNode) -> Iterator[cst.Name]:
    """The places where a name stands that neither belong to ``but`` nor to what binds the name for itself."""
    if node is but or _binds(node, name):
        return
    if isinstance(node, cst.Name) and node.value == name:
        yield node
    elif isinstance(node, (cst.Attribute, cst.Arg)):
        yield from read_outside(node.value, name, but)
    else:
        for child in children(node):
            yield from read_outside(child, name, but)


def _binds(node: cst.CSTNode, name: str) -> bool:
    if isinstance(node, cst.For):
        return name in bound_names(node.target)
    if isinstance(node, COMPREHENSIONS):
        return name in targets(node.for_in)
    if isinstance(node, FUNCTIONS):
        return any(isinstance(one, cst.Param) and one.name.value == name for one in walk(node.params))
    return False


def targets(loop: cst.CompFor) -> list[str]:
    """The variables that a comprehension binds."""
    inner = targets(loop.inner_for_in) if loop.inner_for_in is not None else []
    return [*bound_names(loop.target), *inner]
