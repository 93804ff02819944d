"""Functions that build a pipeline, for files that only define them. Isolated process only."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import linecache
import re
import typing
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from migrate.verify.project.context import Context
from migrate.verify.project.variables import placeholder


class Entries:
    """The functions of the main module, and those of others by ``module:function``.

    Args:
        makers: the names of what makes a pipeline in a module.
        value: a value for a parameter without a default, by its name and annotation.
    """

    def __init__(
        self,
        main: ModuleType,
        context: Context,
        makers: Callable[[ast.Module], set[str]],
        value: Callable[[str, Any], Any],
    ) -> None:
        self._main, self._context, self._makers, self._value = main, context, makers, value

    def candidates(self) -> list[str]:
        """Functions that reach what makes a pipeline: first those that nothing else in the file calls."""
        path = getattr(self._main, "__file__", "")
        try:
            tree = ast.parse("".join(linecache.getlines(path)))
        except SyntaxError:
            return []
        calls = dict(_functions(tree))
        makers = self._makers(tree)
        reaching = {name for name, called in calls.items() if called & makers}
        while True:
            names = {_last(name) for name in reaching}
            more = {name for name, called in calls.items() if called & names} - reaching
            if not more:
                break
            reaching |= more
        called = {name for function in reaching for name in calls[function] if name != _last(function)}
        ordered = [name for name in calls if name in reaching]
        return sorted(ordered, key=lambda name: _last(name) in called)

    def call(self, name: str) -> None:
        """Call a function of the main module with stand-ins for what it asks for."""
        owner, _, method = name.rpartition(".")
        found: Any = self._main
        if owner:
            found = getattr(self._main, owner)
            if not isinstance(inspect.getattr_static(found, method), (staticmethod, classmethod)):
                found = self._call(_to_instantiate(found), owner)
        self._call(getattr(found, method), name)

    def call_named(self, entry: str) -> None:
        """Call ``module:function``."""
        module, _, function = entry.partition(":")
        found: Any = importlib.import_module(module) if module else self._main
        for part in function.split("."):
            found = getattr(found, part)
        self._call(found, entry)

    def _call(self, function: Any, name: str) -> Any:
        given: list[Any] = []
        keywords: dict[str, Any] = {}
        hints = _hints(function)
        for parameter in _parameters(function):
            if parameter.default is not parameter.empty or parameter.kind in (
                parameter.VAR_POSITIONAL,
                parameter.VAR_KEYWORD,
            ):
                continue
            value = self._made(name, parameter.name, hints.get(parameter.name, parameter.annotation))
            if parameter.kind is parameter.KEYWORD_ONLY:
                keywords[parameter.name] = value
            else:
                given.append(value)
        return function(*given, **keywords)

    def _made(self, function: str, name: str, annotation: Any, within: tuple[Any, ...] = ()) -> Any:
        """A value for a parameter, or for ``settings.compute``: of a data class with what it must be given."""
        last = _last(name)
        fields = _fields(annotation) if annotation not in within else None
        if fields is not None:
            hints = _hints(annotation)
            inner = (*within, annotation)
            given = {
                one: self._made(function, f"{name}.{one}", hints.get(one, kind), inner) for one, kind in fields.items()
            }
            value = annotation(**given)
        else:
            value = str(placeholder(last)) if type_name(annotation) == "str" else self._value(last, annotation)
        shown = repr(str(value)) if isinstance(value, (str, int, float)) else f"a {type(value).__name__}"
        asked = inspect.isclass(annotation) and annotation is not inspect.Parameter.empty
        other = asked and isinstance(value, str) and not isinstance(value, annotation)
        wanted = f", which is no {annotation.__name__}" if other else ""
        self._context.note(f"{function} was called with {shown} as {name}{wanted}")
        return value


def _fields(cls: Any) -> dict[str, Any] | None:
    """The fields of a data class or named tuple that have no default, with their types; None for anything else."""
    if not inspect.isclass(cls):
        return None
    if dataclasses.is_dataclass(cls):
        missing = dataclasses.MISSING
        asked = (one for one in dataclasses.fields(cls) if one.init)
        return {one.name: one.type for one in asked if one.default is missing and one.default_factory is missing}
    if issubclass(cls, tuple) and hasattr(cls, "_field_defaults"):
        kinds = getattr(cls, "__annotations__", {})
        names, defaults = getattr(cls, "_fields", ()), getattr(cls, "_field_defaults", {})
        return {name: kinds.get(name, "") for name in names if name not in defaults}
    return None


def _hints(function: Any) -> dict[str, Any]:
    """The annotations as what they name; none where that cannot be told."""
    made = function.__init__ if inspect.isclass(function) and _fields(function) is None else function
    try:
        return typing.get_type_hints(made)
    except Exception:  # a name that is only there for type checkers
        return {}


def _parameters(function: Any) -> Iterator[inspect.Parameter]:
    """Those of a function; of a class that hands ``**kwargs`` on also those of the class above, by keyword."""
    first = list(inspect.signature(function).parameters.values())
    yield from first
    known, further = {one.name for one in first}, any(one.kind is one.VAR_KEYWORD for one in first)
    above = inspect.getmro(function)[1:-1] if inspect.isclass(function) and "__init__" in vars(function) else ()
    for init in (vars(cls)["__init__"] for cls in above if "__init__" in vars(cls)):
        own = list(inspect.signature(init).parameters.values())[1:]
        if not further:
            return
        named = (one for one in own if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY))
        yield from (one.replace(kind=one.KEYWORD_ONLY) for one in named if one.name not in known)
        known, further = known | {one.name for one in own}, any(one.kind is one.VAR_KEYWORD for one in own)


def _to_instantiate(cls: Any) -> Any:
    """The class, or of one that is abstract the first that implements it."""
    heirs = list(cls.__subclasses__()) if inspect.isabstract(cls) else []
    for heir in heirs:
        if not inspect.isabstract(heir):
            return heir
        heirs += heir.__subclasses__()
    return cls


def _functions(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Functions and methods of a module, with the names that they call."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, _calls(node)
        elif isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.FunctionDef):
                    yield f"{node.name}.{item.name}", _calls(item)


def _calls(function: ast.FunctionDef) -> set[str]:
    return {_called(item.func) for item in ast.walk(function) if isinstance(item, ast.Call)}


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


_NOTHING = {"Optional", "Union", "None", "NoneType", "typing", "t"}


def type_name(annotation: Any) -> str:
    """The name of a type, and of ``Optional[X]`` and ``X | None`` that of X."""
    if annotation is inspect.Parameter.empty:
        return ""
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    if not text or text in _NOTHING:
        text = repr(annotation)
    names = re.findall(r"[A-Za-z_][\w.]*", text)
    return next((_last(name) for name in names if _last(name) not in _NOTHING), "")
