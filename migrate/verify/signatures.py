"""Which arguments a function or class of an installed package takes.

``**kwargs`` does not mean that anything goes: the names that count are those which the function, or what it passes
its ``**kwargs`` on to, really reads, and those which its docstring documents. azure-ai-ml 1.35.2 swallows
``command(allow_reuse=False)`` without a word.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from migrate.verify.installed import Class, Constant, Function, Module, Symbol, load_module, member

# What every client of azure-core passes through **kwargs to its pipeline.
_CLIENT_OPTIONS = frozenset(
    {
        "connection_timeout", "connection_verify", "headers", "logging_enable", "proxies", "read_timeout",
        "retry_total", "timeout", "transport", "user_agent", "polling_interval",
    }
)  # fmt: skip
_DOCUMENTED = re.compile(r":(?:keyword|param|paramtype|type)\s+(?:[^:\n]*?\s)?(\w+):")


@dataclass(frozen=True)
class Signature:
    """What a call may pass.

    Args:
        positional: names of the parameters that may be passed by position, in order.
        required: names of the parameters without a default.
        keywords: names that may be passed by keyword.
        many: takes any number of positional arguments.
        is_open: takes keywords that the source does not tell.
    """

    positional: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    many: bool = False
    is_open: bool = False


OPEN = Signature(many=True, is_open=True)


@cache
def signature(target: Function | Class, bound: bool = False) -> Signature:
    """The signature of a function, or of calling a class.

    Args:
        bound: a method was taken from an instance (or a class method from its class), so that the first parameter
            is filled.
    """
    if isinstance(target, Function):
        return _of_function(target, skip=bound and not target.is_static, mro=None)
    if target.is_a("Enum"):
        return OPEN
    for entry in target.mro:
        if isinstance(entry, str):
            if entry not in ("Generic", "ABC", "Protocol", "object"):
                return OPEN
            continue
        found = entry.members.get("__init__")
        if isinstance(found, Function):
            return _of_function(found, skip=True, mro=target)
        if "__new__" in entry.members or any("dataclass" in ast.unparse(item) for item in entry.node.decorator_list):
            return OPEN
    return Signature()


def _of_function(target: Function, skip: bool, mro: Class | None) -> Signature:
    arguments = target.node.args
    positional = [item.arg for item in (*arguments.posonlyargs, *arguments.args)]
    defaults = len(arguments.defaults)
    required = set(positional[: len(positional) - defaults])
    keywords = {item.arg for item in (*arguments.args, *arguments.kwonlyargs)}
    required |= {
        item.arg for item, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default is None
    }
    if skip and positional:
        first = positional.pop(0)
        required.discard(first)
        keywords.discard(first)
    is_open = False
    if arguments.kwarg is not None:
        read = _Keywords(target, mro)
        keywords |= read.names
        if read.unresolved:
            # a docstring that lists arguments lists those that a caller should use
            is_open = read.dispatches or not read.documented
            keywords |= _CLIENT_OPTIONS
    return Signature(tuple(positional), frozenset(required), frozenset(keywords), arguments.vararg is not None, is_open)


class _Keywords:
    """The names that a function reads from its ``**kwargs``."""

    def __init__(
        self,
        target: Function,
        mro: Class | None,
        seen: frozenset[ast.AST] = frozenset(),
        classes: dict[str, Class] | None = None,
    ) -> None:
        self.names: set[str] = set()
        self.unresolved = False
        """Passes names on to something that cannot be read, or reads them all."""
        self.dispatches = False
        """Passes names on to implementations that are chosen by the type of an argument."""
        self._target = target
        self._mro = mro
        self._seen = seen | {target.node}
        self._classes = classes or {}
        """Parameters that the caller fills with a class, as in ``_create_job(job_cls=CommandJob, **kwargs)``."""
        kwarg = target.node.args.kwarg
        if kwarg is not None:
            self._variable = kwarg.arg
            for statement in target.node.body:
                self._read(statement)
        self.documented = self._documented()
        self.names |= self.documented

    def _documented(self) -> set[str]:
        texts = [ast.get_docstring(self._target.node) or ""]
        if self._target.node.name == "__init__" and self._target.owner is not None:
            texts.append(ast.get_docstring(self._target.owner.node) or "")
        return {name for text in texts for name in _DOCUMENTED.findall(text)} - {"kwargs", "args"}

    def _read(self, node: ast.AST) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            kwarg = node.args.kwarg
            if kwarg is not None and kwarg.arg == self._variable:
                return  # a nested function with a **kwargs of its own
        if isinstance(node, ast.Call):
            self._read_call(node)
        elif isinstance(node, ast.Subscript) and self._is_variable(node.value):
            if not isinstance(node.ctx, ast.Store):
                self._add(node.slice)
        elif isinstance(node, ast.Compare) and any(self._is_variable(item) for item in node.comparators):
            self._add(node.left)
        elif isinstance(node, (ast.For, ast.comprehension)) and _mentions(node.iter, self._variable):
            self.unresolved = True
        for child in ast.iter_child_nodes(node):
            self._read(child)

    def _is_variable(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id == self._variable

    def _add(self, node: ast.expr) -> None:
        value = self._target.module.evaluate(node)
        if isinstance(value, Constant) and isinstance(value.value, str):
            self.names.add(value.value)
        else:
            self.unresolved = True

    def _read_call(self, call: ast.Call) -> None:
        function = call.func
        reads = isinstance(function, ast.Attribute) and function.attr in ("pop", "get", "setdefault")
        if reads and isinstance(function, ast.Attribute) and self._is_variable(function.value) and call.args:
            self._add(call.args[0])
        for keyword in call.keywords:
            if keyword.arg is None and self._is_variable(keyword.value):
                self._forward(call)

    def _forward(self, call: ast.Call) -> None:
        given = {keyword.arg for keyword in call.keywords if keyword.arg}
        found = False
        for target, mro in self._callees(call.func):
            found = True
            if target is None or target.node in self._seen:
                continue
            if "singledispatch" in target.decorators:
                self.dispatches = self.unresolved = True
                continue
            arguments = target.node.args
            by_position = len(call.args) + (0 if target.is_static else 1)
            names = {item.arg for item in (*arguments.args[by_position:], *arguments.kwonlyargs)} - {"self", "cls"}
            if arguments.kwarg is not None:
                passed = {item.arg: self._target.module.evaluate(item.value) for item in call.keywords if item.arg}
                classes = {name: symbol for name, symbol in passed.items() if isinstance(symbol, Class)}
                further = _Keywords(target, mro, self._seen, classes)
                names |= further.names
                self.unresolved = self.unresolved or further.unresolved
                self.dispatches = self.dispatches or further.dispatches
            self.names |= {name for name in names - given if not name.startswith("_")}
        if not found:
            self.unresolved = True

    def _callees(self, function: ast.expr) -> Iterator[tuple[Function | None, Class | None]]:
        """What a call with ``**kwargs`` reaches; ``None`` stands for a built-in that reads no name."""
        owner = self._mro or self._target.owner
        receiver = function.value if isinstance(function, ast.Attribute) else None
        if isinstance(function, ast.Attribute) and isinstance(receiver, ast.Call):
            if isinstance(receiver.func, ast.Name) and receiver.func.id == "super" and owner is not None:
                yield self._next(owner, function.attr), self._mro
            return
        if isinstance(function, ast.Attribute) and isinstance(receiver, ast.Name) and receiver.id in ("self", "cls"):
            found = member(owner, function.attr) if owner is not None else None
            if isinstance(found, Function):
                yield found, self._mro
            return
        if isinstance(function, ast.Name) and function.id in ("dict", "object"):
            yield None, None
            return
        symbol: Symbol | None = self._classes.get(function.id) if isinstance(function, ast.Name) else None
        symbol = symbol or self._target.module.evaluate(function) or self._local_import(function)
        if isinstance(symbol, Function):
            yield symbol, self._mro if symbol.owner is not None else None
        elif isinstance(symbol, Class):
            found = member(symbol, "__init__")
            yield (found if isinstance(found, Function) else None), symbol

    def _next(self, owner: Class, name: str) -> Function | None:
        """What ``super().name`` reaches from the class that holds the function."""
        here = self._target.owner
        entries = [entry for entry in owner.mro if isinstance(entry, Class)]
        position = next((i for i, entry in enumerate(entries) if here and entry.node is here.node), len(entries))
        for entry in entries[position + 1 :]:
            found = entry.members.get(name)
            if isinstance(found, Function):
                return found
        return None

    def _local_import(self, function: ast.expr) -> Function | Class | None:
        if not isinstance(function, ast.Name):
            return None
        for node in ast.walk(self._target.node):
            if isinstance(node, ast.ImportFrom) and any((a.asname or a.name) == function.id for a in node.names):
                module: Module | None = load_module(self._target.module._absolute(node))
                name = next(a.name for a in node.names if (a.asname or a.name) == function.id)
                found = module.get(name) if module else None
                return found if isinstance(found, (Function, Class)) else None
        return None


def _mentions(node: ast.expr, name: str) -> bool:
    return any(isinstance(item, ast.Name) and item.id == name for item in ast.walk(node))
