"""Find the public symbols of the installed SDK v1, and say where the catalogue differs from them.

``python -m migrate.v1.catalogue.walk`` prints the rows to add (as CSV, curated columns empty), the rows whose
signature or kind has changed, and the symbols that are gone. Nothing else in the tool imports the SDK from here.
"""

from __future__ import annotations

import ast
import csv
import importlib
import importlib.metadata
import inspect
import pkgutil
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import Enum
from types import ModuleType

from migrate.v1.catalogue import FIELDS, FILES, Catalogue, catalogue, read_rows
from migrate.v1.catalogue.reading import (
    CONTAINERS,
    LITERALS,
    bound_names,
    class_body,
    constructor_of,
    documented_types,
    is_azureml,
    is_data_slot,
    self_assignments,
    signature_of,
    value_of,
)

ROOTS = {
    "azureml.core": "azureml-core",
    "azureml.data": "azureml-core",
    "azureml.exceptions": "azureml-core",
    "azureml.pipeline.core": "azureml-pipeline-core",
    "azureml.pipeline.steps": "azureml-pipeline-steps",
    "azureml.train.dnn": "azureml-train-core",
    "azureml.train.estimator": "azureml-train-core",
    "azureml.train.hyperdrive": "azureml-train-core",
    "azureml.train.sklearn": "azureml-train-core",
}
"""Packages that are walked, with the distribution that they come from."""

NAMESPACES = ("azureml", "azureml.pipeline", "azureml.train")
"""Packages without content of their own that an import may name."""

IGNORED = ("azureml.train.hyperdrive.error_definition", "azureml.train.hyperdrive.error_strings")
"""Public by name only: the texts of the SDK's own error messages."""


@dataclass(frozen=True, slots=True)
class Found:
    """A public symbol of the installed SDK, in the columns that can be read from it."""

    symbol: str
    kind: str
    signature: str = ""
    returns: str = ""
    bases: str = ""
    value: str = ""
    sdk: str = ""


def import_modules() -> dict[str, ModuleType]:
    """Import every public module below the roots; modules whose optional requirements are missing are left out."""
    modules: dict[str, ModuleType] = {}

    def visit(name: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                module = importlib.import_module(name)
            except ImportError:
                return
        modules[name] = module
        for child in pkgutil.iter_modules(getattr(module, "__path__", [])):
            if not child.name.startswith("_") and f"{name}.{child.name}" not in IGNORED:
                visit(f"{name}.{child.name}")

    for root in (*NAMESPACES, *ROOTS):
        if root in NAMESPACES:
            modules[root] = importlib.import_module(root)
        else:
            visit(root)
    return modules


def _exported(module: ModuleType) -> tuple[str, ...]:
    return tuple(getattr(module, "__all__", ()))


def _is_public(name: str) -> bool:
    return not name.startswith("_")


class Walk:
    """One walk over the installed SDK. ``symbols`` and ``aliases`` hold what was found."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = frozenset(known)
        """Symbols that the catalogue already has: where several import paths lead to one object, theirs is kept."""
        self.modules = import_modules()
        self.symbols: dict[str, Found] = {}
        self.aliases: dict[str, str] = {}
        self._trees: dict[str, ast.Module] = {}
        self._classes: dict[type, str] = {}
        paths = self._paths()
        canonical = {key: self._choose(key, found) for key, found in paths.items()}
        for key, symbol in canonical.items():
            if isinstance(key, type):
                self._add_nested_names(key, symbol)
        for name, module in self.modules.items():
            self._add(Found(name, "module", value=" ".join(sorted(filter(_is_public, _exported(module))))))
        for key, symbol in canonical.items():
            if isinstance(key, type):
                self._add_class(key, symbol)
            elif inspect.isroutine(key):
                self._add(Found(symbol, "function", signature_of(key), self._returns(key)))
            self.aliases |= {path: symbol for path in paths[key] if path != symbol}
        self._add_constants()

    # -- names ---------------------------------------------------------------------------------------------------

    def _paths(self) -> dict[object, list[str]]:
        """Classes and functions that a public module defines or exports, with every public path to them."""
        paths: dict[object, list[str]] = {}
        wanted: set[object] = set()
        for name, module in self.modules.items():
            for attribute, thing in vars(module).items():
                if not _is_public(attribute) or not is_azureml(thing):
                    continue
                if not (isinstance(thing, type) or inspect.isfunction(thing)):
                    continue
                paths.setdefault(thing, []).append(f"{name}.{attribute}")
                own = thing.__module__ == name and thing.__qualname__ == thing.__name__
                if own or attribute in _exported(module):
                    wanted.add(thing)
        for thing in wanted:
            defined = f"{getattr(thing, '__module__', '')}.{getattr(thing, '__name__', '')}"
            if defined not in paths[thing]:
                paths[thing].append(defined)
        return {thing: found for thing, found in paths.items() if thing in wanted}

    def _choose(self, thing: object, paths: list[str]) -> str:
        """The catalogue's own choice, else the shortest path that a package exports or the class is defined at."""
        kept = sorted(self.known.intersection(paths))
        if kept:
            return kept[0]
        meant = [
            path
            for path in paths
            if (module := path.rpartition(".")[0]) in self.modules
            and (
                path.rpartition(".")[2] in _exported(self.modules[module]) or module == getattr(thing, "__module__", "")
            )
        ]
        return min(meant or paths, key=lambda path: (path.count("."), len(path), path))

    def _add_nested_names(self, cls: type, symbol: str) -> None:
        self._classes[cls] = symbol
        for name, value in vars(cls).items():
            if _is_public(name) and isinstance(value, type) and value.__qualname__.startswith(f"{cls.__qualname__}."):
                self._add_nested_names(value, f"{symbol}.{name}")

    def _add(self, found: Found) -> None:
        self.symbols.setdefault(found.symbol, found)

    # -- constants -----------------------------------------------------------------------------------------------

    def _tree(self, module: ModuleType) -> ast.Module:
        if module.__name__ not in self._trees:
            try:
                source = inspect.getsource(module)
            except (OSError, TypeError):
                source = ""
            self._trees[module.__name__] = ast.parse(source)
        return self._trees[module.__name__]

    def _add_constants(self) -> None:
        """Constants by where they are assigned; the other modules that import one get aliases."""
        paths: dict[str, list[str]] = {}
        for name, module in self.modules.items():
            for attribute, home in bound_names(name, self._tree(module)):
                value = getattr(module, attribute, None)
                if not _is_public(attribute) or not hasattr(module, attribute):
                    continue
                if isinstance(value, (*LITERALS, *CONTAINERS, Enum)):
                    paths.setdefault(self._home(home), []).append(f"{name}.{attribute}")
        for home, found in paths.items():
            kept = sorted(self.known.intersection(found))
            exported = [p for p in found if p.rpartition(".")[2] in _exported(self.modules[p.rpartition(".")[0]])]
            if not kept and not exported and home not in found:
                continue
            symbol = (kept or sorted(exported, key=len) or [home])[0]
            module_name, _, attribute = symbol.rpartition(".")
            value = value_of(getattr(self.modules[module_name], attribute))
            self._add(Found(symbol, "constant", value=value, sdk=self._sdk(symbol) if value else ""))
            self.aliases |= {path: symbol for path in found if path != symbol}

    def _home(self, path: str) -> str:
        """Follow ``from x import NAME`` to the module that assigns the name."""
        module_name, _, attribute = path.rpartition(".")
        if module_name in self.modules:
            for name, home in bound_names(module_name, self._tree(self.modules[module_name])):
                if name == attribute and home != path:
                    return self._home(home)
        return path

    def _sdk(self, symbol: str) -> str:
        distribution = next((dist for root, dist in ROOTS.items() if symbol.startswith(root)), "")
        return f"{distribution} {importlib.metadata.version(distribution)}" if distribution else ""

    # -- classes -------------------------------------------------------------------------------------------------

    def _add_class(self, cls: type, symbol: str) -> None:
        bases = [self._classes[base] for base in cls.__mro__[1:] if base in self._classes]
        direct = [b for b in bases if not any(b in self._bases_of(other) for other in bases if other != b)]
        is_enum = issubclass(cls, Enum)
        signature = "" if is_enum else constructor_of(cls)
        kind = "enum" if is_enum else "class"
        self._add(Found(symbol, kind, signature, "" if is_enum else symbol, "|".join(direct)))
        for name, value, owner in self._members(cls):
            member = f"{symbol}.{name}"
            if isinstance(value, type) and self._classes.get(value) == member:
                self._add_class(value, member)
            else:
                self._add(self._member(member, value, owner))
        if not is_enum:
            for name, returns in self._assigned_to_self(cls):
                self._add(Found(f"{symbol}.{name}", "attribute", returns=returns))

    def _bases_of(self, symbol: str) -> set[str]:
        cls = next(cls for cls, name in self._classes.items() if name == symbol)
        return {self._classes[base] for base in cls.__mro__[1:] if base in self._classes}

    def _lineage(self, cls: type) -> Iterator[type]:
        """The class and those of its azureml bases whose members no row of their own would list."""
        listed: set[type] = set()
        for klass in cls.__mro__:
            if klass is not cls and klass in self._classes:
                listed.update(klass.__mro__)
            elif klass not in listed and is_azureml(klass):
                yield klass

    def _members(self, cls: type) -> Iterator[tuple[str, object, type]]:
        seen: set[str] = set()
        for klass in self._lineage(cls):
            for name, value in vars(klass).items():
                if _is_public(name) and name not in seen:
                    seen.add(name)
                    yield name, value, klass

    def _member(self, symbol: str, value: object, owner: type) -> Found:
        match value:
            case staticmethod():
                return Found(symbol, "staticmethod", signature_of(value.__func__), self._returns(value.__func__))
            case classmethod():
                function = value.__func__
                return Found(symbol, "classmethod", signature_of(function, skip=1), self._returns(function))
            case property():
                return Found(symbol, "property", returns=self._returns(value.fget))
            case Enum():
                return Found(symbol, "constant", value=value_of(value.value), sdk=self._sdk(symbol))
            case type():
                return Found(symbol, "attribute", returns=self._classes.get(value, ""))
        if inspect.isfunction(value):
            if next(iter(inspect.signature(value).parameters), "self") != "self":
                # A function taken over from another class (Dataset.get_by_name), called on the class alone.
                return Found(symbol, "staticmethod", signature_of(value), self._returns(value))
            return Found(symbol, "method", signature_of(value, skip=1), self._returns(value))
        text = value_of(value)
        if text and not is_data_slot(owner, symbol.rpartition(".")[2]):
            return Found(symbol, "constant", value=text, sdk=self._sdk(symbol))
        return Found(symbol, "attribute", returns=self._classes.get(type(value), ""))

    # -- instance attributes -------------------------------------------------------------------------------------

    def _assigned_to_self(self, cls: type) -> Iterator[tuple[str, str]]:
        """Public names that methods assign on ``self``, with the class of the value where the source shows it."""
        documented = documented_types(cls)
        found: dict[str, str] = {}
        for klass in self._lineage(cls):
            tree = self._tree(sys.modules[klass.__module__])
            for node in class_body(tree, klass.__qualname__):
                for name, value in self_assignments(node):
                    if _is_public(name) and not hasattr(cls, name):
                        found[name] = found.get(name) or self._class_of(value, klass)
        for name, guess in found.items():
            yield name, guess or self._container(documented.get(name, ""))

    def _class_of(self, value: ast.expr | None, klass: type) -> str:
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            thing = getattr(sys.modules[klass.__module__], value.func.id, None)
            if isinstance(thing, type):
                return self._classes.get(thing, "")
        return ""

    # -- types in docstrings -------------------------------------------------------------------------------------

    def _returns(self, function: object) -> str:
        doc = inspect.getdoc(function) or ""
        found = re.search(r":rtype:\s*(.+?)(?=\n\s*:|\n\s*\n|\Z)", doc, re.S)
        return self._container(found.group(1)) if found else ""

    def _container(self, text: str) -> str:
        """A v1 class named in the text of a docstring, as ``X``, ``list[X]`` or ``dict[X]``."""
        for name in re.findall(r"azureml(?:\.\w+)+", text):
            symbol = self._resolve(name)
            if symbol:
                kind = re.match(r"\W*(?:(?:builtin|typing|collections)\.)?(dict|list|generator|iter|tuple)", text, re.I)
                if not kind:
                    return symbol
                return f"dict[{symbol}]" if kind.group(1).lower() == "dict" else f"list[{symbol}]"
        return ""

    def _resolve(self, dotted: str) -> str:
        module_name, _, attribute = dotted.rpartition(".")
        while module_name and module_name not in sys.modules:
            module_name, _, attribute = module_name.rpartition(".")[0], "", dotted
        thing = getattr(sys.modules.get(module_name), attribute, None)
        return self._classes.get(thing, "") if isinstance(thing, type) else ""


# -- the command -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Differences:
    """What a maintainer has to change in the CSV files."""

    missing: tuple[Found, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    aliases: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.gone or self.aliases)


def compare(walk: Walk, known: Catalogue) -> Differences:
    """Compare what is installed with the rows of the walked files (``elsewhere`` is beyond the walk)."""
    walked = {row[0] for name in FILES if name != "elsewhere" for row in read_rows(name)}
    changed = [
        f"{symbol}: {column} {getattr(known.entries[symbol], column)!r} is now {getattr(found, column)!r}"
        for symbol, found in walk.symbols.items()
        if symbol in walked
        for column in ("kind", "signature", "value", "sdk")
        if getattr(known.entries[symbol], column) != getattr(found, column)
    ]
    return Differences(
        missing=tuple(walk.symbols[symbol] for symbol in sorted(walk.symbols.keys() - walked)),
        changed=tuple(sorted(changed)),
        gone=tuple(sorted(walked - walk.symbols.keys())),
        aliases=tuple(
            f"{alias},{symbol}" for alias, symbol in sorted(walk.aliases.items()) if known.canonical(alias) != symbol
        ),
    )


def main() -> int:
    """Print the differences as rows and comments; exit code 1 when there are any."""
    known = catalogue()
    found = compare(Walk(known.entries), known)
    writer = csv.DictWriter(sys.stdout, FIELDS, lineterminator="\n")
    for row in found.missing:
        writer.writerow({field.name: getattr(row, field.name) for field in fields(row)})
    for line in found.changed:
        print(f"# changed: {line}")
    for symbol in found.gone:
        print(f"# gone: {symbol}")
    for alias in found.aliases:
        print(f"# alias to add: {alias}")
    print(f"{len(found.missing)} to add, {len(found.changed)} changed, {len(found.gone)} gone", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
