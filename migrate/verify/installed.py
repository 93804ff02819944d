"""What the installed v2 packages offer, read from their source.

Importing azure.ai.ml takes seconds (2.5 s for 1.35.2), reading the few modules that a converted file names takes a
tenth of that. Nothing here imports the packages; modules are parsed when first asked for and kept for the process.
"""

from __future__ import annotations

import ast
import importlib.util
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

PACKAGES = ("azure.ai.ml", "azure.identity", "azure.core", "mldesigner", "mlflow")
"""The packages that converted code may use and whose names are checked."""

MAX_DEPTH = 30  # re-exports and base classes are never nested deeper; guards against import cycles


@dataclass(frozen=True)
class Constant:
    """A module or class attribute with a literal value."""

    value: object


@dataclass(frozen=True)
class Opaque:
    """Something that exists but that the source does not tell more about."""

    node: ast.expr | None = None


@dataclass(frozen=True, eq=False)
class Function:
    module: Module
    node: ast.FunctionDef | ast.AsyncFunctionDef
    owner: Class | None = None

    @cached_property
    def decorators(self) -> frozenset[str]:
        """The last part of each decorator's name."""
        names = set()
        for item in self.node.decorator_list:
            target = item.func if isinstance(item, ast.Call) else item
            names.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
        return frozenset(names)

    @property
    def is_property(self) -> bool:
        return bool(self.decorators & {"property", "cached_property", "setter"})

    @property
    def is_static(self) -> bool:
        return self.owner is None or "staticmethod" in self.decorators


@dataclass(frozen=True, eq=False)
class Class:
    module: Module
    node: ast.ClassDef

    @property
    def name(self) -> str:
        return self.node.name

    @cached_property
    def bases(self) -> tuple[Class | str, ...]:
        """Base classes; a name where the base is not in a known package (``dict``, ``Generic``, ``Enum``, ...)."""
        found: list[Class | str] = []
        for base in self.node.bases:
            target = base.value if isinstance(base, ast.Subscript) else base
            symbol = self.module.evaluate(target)
            found.append(symbol if isinstance(symbol, Class) else ast.unparse(target).rpartition(".")[2])
        return tuple(found)

    @cached_property
    def mro(self) -> tuple[Class | str, ...]:
        """Method resolution order (C3); names stand for bases from elsewhere."""
        return _linearize(self)

    @cached_property
    def members(self) -> dict[str, Function | Class | Constant | Opaque]:
        """What the class body defines, and what its methods assign to ``self``."""
        found: dict[str, Function | Class | Constant | Opaque] = {}
        for statement in _flat(self.node.body):
            for name, symbol in _definitions(self.module, statement, self):
                # the getter tells the type; setter and deleter follow it under the same name
                if not (isinstance(symbol, Function) and symbol.decorators & {"setter", "deleter"} and name in found):
                    found[name] = symbol
        for node in ast.walk(self.node):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                owner = node.value.id if isinstance(node.value, ast.Name) else ""
                if owner in ("self", "cls"):
                    found.setdefault(node.attr, Opaque())
        return found

    @property
    def ignores_case(self) -> bool:
        """azure.core's CaseInsensitiveEnumMeta: ``Scope.workspace`` is ``Scope.WORKSPACE``."""
        return any("CaseInsensitive" in ast.unparse(item.value) for item in self.node.keywords)

    def is_a(self, name: str) -> bool:
        return any((entry if isinstance(entry, str) else entry.name) == name for entry in self.mro)


@dataclass(eq=False)
class Module:
    """One module of an installed package."""

    name: str
    path: Path
    _symbols: dict[str, Symbol] = field(default_factory=dict, repr=False)

    @cached_property
    def tree(self) -> ast.Module:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(self.path.read_bytes())

    @cached_property
    def bindings(self) -> dict[str, ast.stmt]:
        """Name → the last statement that binds it; overloads come before what they overload."""
        found: dict[str, ast.stmt] = {}
        for statement in _flat(self.tree.body):
            for name in _bound_names(statement):
                found[name] = statement
        return found

    @cached_property
    def stars(self) -> list[ast.ImportFrom]:
        return [
            statement
            for statement in _flat(self.tree.body)
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
        ]

    @cached_property
    def served_by_getattr(self) -> frozenset[str]:
        """Names that a module-level ``__getattr__`` compares with, such as deprecated aliases."""
        function = self.bindings.get("__getattr__")
        if function is None:
            return frozenset()
        return frozenset(
            node.value for node in ast.walk(function) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    def get(self, name: str, depth: int = 0) -> Symbol | None:
        """The symbol that a name stands for; None when the module has no such name."""
        if name not in self._symbols:
            symbol = self._find(name, depth)
            if symbol is None:
                return None
            self._symbols[name] = symbol
        return self._symbols[name]

    def _find(self, name: str, depth: int) -> Symbol | None:
        if depth > MAX_DEPTH:
            return Opaque()
        statement = self.bindings.get(name)
        if isinstance(statement, ast.ImportFrom):
            alias = next(item for item in statement.names if (item.asname or item.name) == name)
            return self._imported(statement, alias.name, depth)
        if isinstance(statement, ast.Import):
            return Opaque()
        if statement is not None:
            return dict(_definitions(self, statement, None)).get(name, Opaque())
        for star in self.stars:
            source = load_module(self._absolute(star))
            found = source.get(name, depth + 1) if source else None
            if found is not None:
                return found
        if self.is_package and (submodule := load_module(f"{self.name}.{name}")):
            return submodule
        if name in self.served_by_getattr or name in ("__name__", "__file__", "__path__", "__doc__"):
            return Opaque()
        return None

    def _absolute(self, statement: ast.ImportFrom) -> str:
        if not statement.level:
            return statement.module or ""
        parts = self.name.split(".")
        drop = statement.level - (1 if self.is_package else 0)
        base = parts[: len(parts) - drop] if drop else parts
        return ".".join([*base, statement.module] if statement.module else base)

    def _imported(self, statement: ast.ImportFrom, name: str, depth: int) -> Symbol:
        target = self._absolute(statement)
        if not is_known(target):
            return Opaque()
        module = load_module(target)
        found = module.get(name, depth + 1) if module else None
        # a module that the source reader cannot see (compiled, generated) still exists for Python
        return found if found is not None else Opaque()

    def evaluate(self, node: ast.expr) -> Symbol | None:
        """The symbol that a (dotted) name in this module stands for; None when it cannot be told."""
        if isinstance(node, ast.Name):
            return self.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self.evaluate(node.value)
            if isinstance(owner, Module):
                return owner.get(node.attr)
            if isinstance(owner, Class):
                return member(owner, node.attr) or None
            return None
        if isinstance(node, ast.Constant):
            return Constant(node.value)
        return None


Symbol = Module | Class | Function | Constant | Opaque

# What instances of classes from elsewhere have; any other outside base makes a class open.
_OUTSIDE: dict[str, type] = {
    "dict": dict, "Dict": dict, "object": object, "Generic": object, "ABC": object, "Protocol": object, "str": str,
    "int": int, "list": list, "Exception": Exception, "ValueError": ValueError, "TypeError": TypeError,
    "AttributeError": AttributeError, "KeyError": KeyError, "RuntimeError": RuntimeError,
}  # fmt: skip


def member(owner: Class, name: str) -> Function | Class | Constant | Opaque | None:
    """A member of a class or of its instances; None when there is no such member.

    A class with a base from outside the known packages, or with a ``__getattr__`` of its own, may have any member.
    The exception are the SDK's nodes and settings: their ``__getattr__`` takes every name in silence (1.35.2), so
    that only the declared members count.
    """
    is_open = False
    for entry in owner.mro:
        if isinstance(entry, str):
            if entry == "Enum":
                is_open = is_open or name in ("name", "value") or name.startswith("_")
            elif entry not in _OUTSIDE:
                is_open = True
            elif hasattr(_OUTSIDE[entry], name):
                return Opaque()
            continue
        found = entry.members.get(name)
        if found is None and entry.ignores_case:
            found = entry.members.get(name.upper())
        if found is not None:
            return found
        if "__getattr__" in entry.members and entry.name != "_AttrDict":
            is_open = True
    return Opaque() if is_open or hasattr(object, name) or name in ("__dict__", "__name__") else None


@cache
def package_root(package: str) -> Path | None:
    """The folder of an installed package, without importing it (its namespace parents are imported)."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    locations = list(spec.submodule_search_locations or ()) if spec else []
    return Path(locations[0]) if locations else None


def is_known(module: str) -> bool:
    """True for a module of one of the packages, installed or not."""
    return any(module == package or module.startswith(package + ".") for package in PACKAGES)


@cache
def load_module(name: str) -> Module | None:
    """A module of an installed package; None when there is none of that name."""
    package = next((item for item in PACKAGES if name == item or name.startswith(item + ".")), None)
    root = package_root(package) if package else None
    if package is None or root is None:
        return None
    folder = root.joinpath(*name[len(package) + 1 :].split(".")) if name != package else root
    for path in (folder / "__init__.py", folder.with_suffix(".py")):
        if path.is_file():
            return Module(name, path)
    return None


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a body, with those under if/try/with."""
    for statement in body:
        yield statement
        for name in ("body", "orelse", "finalbody"):
            if isinstance(statement, (ast.If, ast.Try, ast.With)):
                yield from _flat(getattr(statement, name, []))
        if isinstance(statement, ast.Try):
            for handler in statement.handlers:
                yield from _flat(handler.body)


def _bound_names(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, ast.Import):
        for alias in statement.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(statement, ast.ImportFrom):
        for alias in statement.names:
            yield alias.asname or alias.name
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            for item in ast.walk(target):
                if isinstance(item, ast.Name):
                    yield item.id


def _definitions(
    module: Module, statement: ast.stmt, owner: Class | None
) -> Iterator[tuple[str, Function | Class | Constant | Opaque]]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield statement.name, Function(module, statement, owner)
    elif isinstance(statement, ast.ClassDef):
        yield statement.name, Class(module, statement)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        value = statement.value
        if isinstance(value, ast.Constant):
            symbol: Function | Class | Constant | Opaque = Constant(value.value)
        elif isinstance(value, ast.Name) and (alias := module.bindings.get(value.id)) is not statement and alias:
            target = module.get(value.id)
            symbol = target if isinstance(target, (Function, Class, Constant, Opaque)) else Opaque(value)
        else:
            symbol = Opaque(value)
        for name in _bound_names(statement):
            yield name, symbol


def _linearize(cls: Class, depth: int = 0) -> tuple[Class | str, ...]:
    if depth > MAX_DEPTH:
        return (cls,)
    parents = [list(_linearize(base, depth + 1)) if isinstance(base, Class) else [base] for base in cls.bases]
    sequences = [*parents, list(cls.bases)]
    order: list[Class | str] = [cls]
    while sequences := [sequence for sequence in sequences if sequence]:
        head = next(
            (
                sequence[0]
                for sequence in sequences
                if not any(_same(sequence[0], entry) for other in sequences for entry in other[1:])
            ),
            sequences[0][0],  # Python would refuse such a class; any order serves to look names up
        )
        order.append(head)
        sequences = [[entry for entry in sequence if not _same(entry, head)] for sequence in sequences]
    return tuple(order)


def _same(one: Class | str, other: Class | str) -> bool:
    if isinstance(one, Class) and isinstance(other, Class):
        return one.node is other.node
    return one == other
