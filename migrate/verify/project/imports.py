"""Stand-ins for packages that a project imports and that are not installed. Isolated process only."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import linecache
import os
import sys
from collections.abc import Callable, Sequence
from types import FrameType, ModuleType
from typing import Any

from migrate.verify.project.context import Context
from migrate.verify.project.offline import Offline

_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


class StandInModule(ModuleType):
    """A package that takes any name."""

    __path__: list[str] = []  # noqa: RUF012  the import system reads it from the module

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Offline(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Comes last: asked only for what nobody else has."""

    def __init__(self, context: Context, roots: Sequence[str]) -> None:
        self._context, self._roots = context, roots

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:
        top, _, rest = name.partition(".")
        parent = name.rpartition(".")[0]
        inside = isinstance(sys.modules.get(parent), StandInModule)
        if rest and not inside and parent not in _NAMESPACES and (top != "azureml" or _is_name_wanted()):
            return None
        if inside:
            self._context.stand_ins.discard(parent)
        else:
            frame = self._importer()
            if frame is None or (not rest and (self._is_project(top) or top in _NEVER)) or _copes(frame):
                return None
        self._context.stand_ins.add(name)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        made = StandInModule(spec.name)
        for attribute, value in _KNOWN.get(spec.name, {}).items():
            setattr(made, attribute, value)
        return made

    def exec_module(self, module: ModuleType) -> None:
        pass

    def _importer(self) -> FrameType | None:
        """The frame with the import statement, if that is code of the project."""
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        return frame if frame is not None and self._context.owns(frame.f_code.co_filename) else None

    def _is_project(self, top: str) -> bool:
        """Whether the project has a module of that name anywhere: then the import root is wrong, and that is said."""
        return top in _modules_of(self._context.folder)


def _is_name_wanted() -> bool:
    """Whether this is ``from module import name``, which asks for a submodule when there is no such name."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and "importlib" in frame.f_code.co_filename:
        if frame.f_code.co_name == "_handle_fromlist":
            return True
        frame = frame.f_back
    return False


_found: dict[str, set[str]] = {}


def _modules_of(folder: str) -> set[str]:
    if folder not in _found:
        names: set[str] = set()
        for parent, folders, files in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            names |= {name[:-3] for name in files if name.endswith(".py")}
            if any(name.endswith(".py") for name in files):
                names.add(os.path.basename(parent))
        _found[folder] = names
    return _found[folder]


def _copes(frame: FrameType) -> bool:
    """Whether the import stands in a ``try`` that expects it to fail."""
    text = "".join(linecache.getlines(frame.f_code.co_filename))
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return False
    line = frame.f_lineno
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and node.body[0].lineno <= line <= (node.body[-1].end_lineno or 0):
            for handler in node.handlers:
                names = {item.id for item in ast.walk(handler.type)
                         if isinstance(item, ast.Name)} if handler.type else set()  # fmt: skip
                if handler.type is None or names & _IMPORT_ERRORS:
                    return True
    return False


def install_stand_ins(context: Context, roots: Sequence[str]) -> None:
    """Let imports of packages that are not installed succeed, in code of the project only."""
    sys.meta_path.append(_Finder(context, roots))


def _fire(component: Any = None, *_: Any, **__: Any) -> Any:
    """``fire.Fire(main)`` calls what it is given; without arguments, as there is no command line."""
    return component() if isinstance(component, Callable) else None  # type: ignore[arg-type]  # a type of the ABCs


def _load_dotenv(*_: Any, **__: Any) -> bool:
    return True  # the variables of the project's .env files are in the environment already


_KNOWN: dict[str, dict[str, Any]] = {
    "fire": {"Fire": _fire},
    "dotenv": {"load_dotenv": _load_dotenv, "find_dotenv": lambda *_, **__: "", "dotenv_values": lambda *_, **__: {}},
    "IPython.display": {"display": lambda *_, **__: None},
}
"""What must do something, or the project would go no further."""

_NEVER = {"azureml", "migrate", "pkg_resources"}
_NAMESPACES = {"azureml", "azureml.contrib", "azure", "google"}
"""Packages whose parts are installed one by one."""
