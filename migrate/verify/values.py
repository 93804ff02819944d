"""What an expression of a checked module is, as far as the installed packages tell: a small type inference."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import lru_cache

from migrate.verify.installed import (
    Class,
    Constant,
    Function,
    Module,
    Opaque,
    Symbol,
    load_module,
    member,
    package_root,
)


@dataclass(frozen=True)
class Namespace:
    """A module or namespace package by its dotted name."""

    name: str


@dataclass(frozen=True)
class Instance:
    """An object of a class.

    Args:
        arguments: what the type parameters of the class stand for (``LROPoller[Compute]``).
        exact: made by calling the class; otherwise the object may belong to a subclass.
    """

    cls: Class
    arguments: tuple[Value, ...] = ()
    exact: bool = False


@dataclass(frozen=True)
class Method:
    function: Function
    receiver: Instance | Class


@dataclass(frozen=True)
class Several:
    """An iterable of what it holds."""

    item: Value


@dataclass(frozen=True)
class Either:
    options: tuple[Value, ...]


@dataclass(eq=False)
class LocalFunction:
    """A function of the checked module; its body is read once, when first needed."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    is_pipeline: bool = False
    returns: list[Value] = field(default_factory=list)
    done: bool = False


Value = Namespace | Instance | Method | Several | Either | LocalFunction | Class | Function | Constant | None
"""None: nothing is known, nothing is checked."""


@dataclass(eq=False)
class Scope:
    parent: Scope | None = None
    names: dict[str, Value] = field(default_factory=dict)
    function: LocalFunction | None = None
    bound_elsewhere: frozenset[str] = frozenset()
    """What functions declare ``global``: nobody knows when they bind it."""

    def get(self, name: str) -> Value:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    def bind(self, name: str, value: Value, certain: bool) -> None:
        """Args: certain: the statement always runs, so that what the name was before no longer counts."""
        if name in self.bound_elsewhere:
            self.names[name] = None
        elif certain or name not in self.names:
            self.names[name] = value
        else:
            self.names[name] = either([self.names[name], value])


def either(options: list[Value]) -> Value:
    flat: list[Value] = []
    for option in options:
        for item in option.options if isinstance(option, Either) else (option,):
            if item is None:
                return None
            if item not in flat:
                flat.append(item)
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else Either(tuple(flat))


def from_symbol(symbol: Symbol | None) -> Value:
    if isinstance(symbol, Module):
        return Namespace(symbol.name)
    return None if isinstance(symbol, Opaque) else symbol


_CONTAINERS = ("Iterable", "Iterator", "List", "list", "Sequence", "ItemPaged", "Set", "Generator", "Collection")


def from_annotation(node: ast.expr | None, module: Module, receiver: Instance | None, given: dict[str, Value]) -> Value:
    """The value that an annotation of an installed package describes.

    Args:
        receiver: the object whose method or property is annotated; fills type variables.
        given: arguments of the call, by the text of the annotation of their parameter; fills type variables too.
    """
    if node is None:
        return None
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            try:
                return from_annotation(ast.parse(node.value, mode="eval").body, module, receiver, given)
            except SyntaxError:
                return None
        return Constant(None) if node.value is None else None
    if isinstance(node, ast.BinOp):
        return either([from_annotation(side, module, receiver, given) for side in (node.left, node.right)])
    if isinstance(node, ast.Subscript):
        return _from_subscript(node, module, receiver, given)
    symbol = module.evaluate(node)
    if isinstance(node, ast.Name) and node.id == "BaseNode" and not isinstance(symbol, Class):
        # 1.35.2 annotates Component.__call__ with a class from a module that does not exist
        home = load_module("azure.ai.ml.entities._builders.base_node")
        symbol = home.get("BaseNode") if home else None
    if isinstance(symbol, Class):
        return Instance(symbol)
    if isinstance(symbol, Opaque) and isinstance(symbol.node, ast.Call) and "TypeVar" in ast.unparse(symbol.node.func):
        if given.get(ast.unparse(node)) is not None:
            return given[ast.unparse(node)]
        return receiver.arguments[0] if receiver is not None and receiver.arguments else None
    return None


def _from_subscript(node: ast.Subscript, module: Module, receiver: Instance | None, given: dict[str, Value]) -> Value:
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    name = ast.unparse(node.value).rpartition(".")[2]
    if name in ("Optional", "Union"):
        options = [from_annotation(item, module, receiver, given) for item in items]
        return either([option for option in options if option != Constant(None)])
    if name in _CONTAINERS:
        item = from_annotation(items[0], module, receiver, given)
        return Several(item) if item is not None else None
    symbol = module.evaluate(node.value)
    if isinstance(symbol, Class):
        return Instance(symbol, tuple(from_annotation(item, module, receiver, given) for item in items))
    return None


def attribute(owner: Value, name: str) -> tuple[bool, Value]:
    """Whether ``owner`` has an attribute, and what it is."""
    if isinstance(owner, Either):
        found = [attribute(option, name) for option in owner.options]
        return any(exists for exists, _ in found), either([value for exists, value in found if exists])
    if isinstance(owner, Namespace):
        module = load_module(owner.name)
        if module is None:
            return True, None
        symbol = module.get(name)
        return symbol is not None, from_symbol(symbol)
    if isinstance(owner, Class):
        found_member = member(owner, name)
        if isinstance(found_member, Function):
            if found_member.is_property:
                return True, None
            return True, Method(found_member, owner) if "classmethod" in found_member.decorators else found_member
        if owner.is_a("Enum") and isinstance(found_member, Constant):
            return True, Constant(found_member.value)
        return found_member is not None, from_symbol(found_member)
    if isinstance(owner, Instance):
        found_member = member(owner.cls, name)
        if isinstance(found_member, Function):
            if found_member.is_property:
                return True, from_annotation(found_member.node.returns, found_member.module, owner, {})
            return True, Method(found_member, owner)
        if found_member is None:
            return not owner.exact and _some_class_has(owner.cls.module.name.split(".")[:3], name), None
        return True, from_symbol(found_member)
    return True, None


def _some_class_has(package: list[str], name: str) -> bool:
    """Whether any entity of the package has such a member: a declared type may hide the real one behind a base."""
    return ".".join(package) == "azure.ai.ml" and name in _entity_members()


@lru_cache(maxsize=1)
def _entity_members() -> frozenset[str]:
    import re

    root = package_root("azure.ai.ml")
    pattern = re.compile(rb"\bself\.(\w+)|^    def (\w+)|^    (\w+)\s*[:=]", re.MULTILINE)
    names: set[str] = set()
    for path in (root / "entities").rglob("*.py") if root else ():
        for match in pattern.finditer(path.read_bytes()):
            names.add((match[1] or match[2] or match[3]).decode())
    return frozenset(names)
