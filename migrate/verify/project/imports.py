"""Stand-ins for packages that a project imports and that are not installed. Isolated process only."""

from __future__ import annotations

import builtins
import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Callable, Sequence
from types import FrameType, ModuleType
from typing import Any

from migrate.verify.project import hydra, own_modules, tables, vault
from migrate.verify.project.context import Context, is_ours
from migrate.verify.project.handlers import copes
from migrate.verify.project.offline import Offline

_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError"}


class StandInModule(ModuleType):
    """A package that takes any name."""

    __path__: list[str] = []  # noqa: RUF012  the import system reads it from the module

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Offline(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Comes last: asked only for what nobody else has."""

    def __init__(self, context: Context, roots: Sequence[str], lenient: bool) -> None:
        self._context, self._roots, self._lenient = context, roots, lenient

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:
        parent = name.rpartition(".")[0]
        if isinstance(sys.modules.get(parent), StandInModule):
            self._context.stand_ins.discard(parent)
            return self._stand_in(name)
        if not parent and (found := importlib.machinery.PathFinder.find_spec(name, list(self._roots))):
            return found
        frame = self._importer()
        if frame is None or copes(frame.f_code.co_filename, frame.f_lineno, _IMPORT_ERRORS):
            return None
        if not parent:
            if name in _NEVER:
                return None
            homes = own_modules.homes(self._context.folder, frame, name)
            return self._from_home(name, homes) if homes else self._stand_in(name)
        asked_for = _is_name_wanted()
        if self._lenient:
            # a part that this version does not have; of the project's own packages a module, but no mere name
            own = self._is_own(parent)
            if not own or not (asked_for or own_modules.anywhere(self._context.folder, name)):
                return self._stand_in(name)
            return None
        apart = parent in _NAMESPACES or (name.startswith("azureml.") and not asked_for)
        return self._stand_in(name) if apart else None

    def _stand_in(self, name: str) -> Any:
        self._context.stand_ins.add(name)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def _from_home(self, name: str, homes: Sequence[str]) -> Any:
        """A module of the project from a folder that nobody put on the path; of several, none can be chosen."""
        if len(homes) > 1:
            return None
        self._context.note(f"the folder of the module {name} is not on the path: {homes[0]}")
        return importlib.machinery.PathFinder.find_spec(name, [homes[0]])

    def _is_own(self, package: str) -> bool:
        """Whether a package is the project's: then a name that it lacks is an error of the project."""
        places = getattr(sys.modules.get(package), "__path__", ())
        return any(self._context.owns(os.path.join(place, "")) for place in places)

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
        while frame is not None and ("importlib" in frame.f_code.co_filename or is_ours(frame)):
            frame = frame.f_back
        return frame if frame is not None and self._context.owns(frame.f_code.co_filename) else None


def _is_name_wanted() -> bool:
    """Whether this is ``from module import name``, which asks for a submodule when there is no such name."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and "importlib" in frame.f_code.co_filename:
        if frame.f_code.co_name == "_handle_fromlist":
            return True
        frame = frame.f_back
    return False


def install_stand_ins(context: Context, roots: Sequence[str], *, lenient: bool) -> None:
    """Let imports of packages that are not installed succeed, in code of the project only.

    Args:
        roots: folders with modules that are found nowhere else. On ``sys.path`` they would shadow packages without
            an ``__init__.py``, wherever those come on it.
        lenient: also stand in for what an installed package or the project itself lacks: old code is not run to be
            corrected. Of converted code the same would hide a file that got lost, or a name that the new SDK has not.
    """
    sys.meta_path.append(_Finder(context, roots, lenient))
    tables.install(context, sys.modules)
    if lenient:
        _install_names(context)


def _install_names(context: Context) -> None:
    """Let ``from module import name`` succeed in code of the project for names that the module no longer has."""
    real = builtins.__import__

    def load(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        module = real(name, globals, locals, fromlist, level)
        asking = context.asking()
        if not fromlist or level or asking is None or not isinstance(module, ModuleType):
            return module
        if not context.owns(getattr(module, "__file__", None) or context.folder + os.sep):
            for wanted in fromlist:
                full = f"{module.__name__}.{wanted}"
                there = wanted == "*" or full in sys.modules or hasattr(module, wanted)
                if not there and not copes(*asking, _IMPORT_ERRORS):
                    context.stand_ins.add(full)
                    # where ``from`` looks for what is no attribute
                    sys.modules[full] = Offline(full)  # type: ignore[assignment]
        return module

    builtins.__import__ = load


def _fire(component: Any = None, *_: Any, **__: Any) -> Any:
    """``fire.Fire(main)`` calls what it is given; without arguments, as there is no command line."""
    return component() if isinstance(component, Callable) else None  # type: ignore[arg-type]  # a type of the ABCs


def _load_dotenv(*_: Any, **__: Any) -> bool:
    return True  # the variables of the project's .env files are in the environment already


def _set_variables(run_config: Any) -> None:
    """What azureml-contrib-automl-pipeline-steps 1.62 sets, which cannot be imported without AutoML's runtime."""
    run_config.environment_variables["DISABLE_ENV_MISMATCH"] = True
    run_config.environment_variables["AUTOML_IGNORE_PACKAGE_VERSION_INCOMPATIBILITIES"] = "True"
    run_config.environment_variables["AZUREML_FLUSH_INGEST_WAIT"] = ""
    run_config.environment_variables["AZUREML_OTEL_EXPORT_RH"] = ""
    run_config.environment_variables["AZUREML_METRICS_POLLING_INTERVAL"] = "30"


_AUTOML_STEPS = "azureml.contrib.automl.pipeline.steps"
_KNOWN: dict[str, dict[str, Any]] = {
    "fire": {"Fire": _fire},
    **hydra.KNOWN,
    "dotenv": {"load_dotenv": _load_dotenv, "find_dotenv": lambda *_, **__: "", "dotenv_values": lambda *_, **__: {}},
    "azure.keyvault.secrets": {"SecretClient": vault.SecretClient},
    "IPython.display": {"display": lambda *_, **__: None},
    _AUTOML_STEPS: {
        "utilities": Offline(f"{_AUTOML_STEPS}.utilities", set_environment_variables_for_run=_set_variables)
    },
    f"{_AUTOML_STEPS}.utilities": {"set_environment_variables_for_run": _set_variables},
}
"""What must do something, or the project would go no further."""

_NEVER = {"azureml", "migrate", "mldesigner", "pkg_resources"}
"""What a pipeline is made of, or what has to be real: a stand-in would build another pipeline."""
_NAMESPACES = {"azureml", "azureml.contrib", "azure", "google"}
"""Packages whose parts are installed one by one."""
