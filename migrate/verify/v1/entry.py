"""Values for the parameters of functions that build a v1 pipeline. Isolated process only."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType
from typing import Any

from migrate.verify.project.context import Context
from migrate.verify.project.entry import Entries, type_name
from migrate.verify.project.variables import placeholder
from migrate.verify.v1.names import MADE_UP
from migrate.verify.v1.patching import load


def entries(main: ModuleType, context: Context) -> Entries:
    """The functions of a module that reach ``Pipeline(...)``."""
    return Entries(main, context, _makers, _value)


def _makers(tree: ast.Module) -> set[str]:
    return {"Pipeline"}


def _value(name: str, annotation: Any) -> Any:
    """A value for a parameter, by its type or its name."""
    kind = type_name(annotation)
    workspace: Any = load("azureml.core.workspace").Workspace
    if kind == "Workspace" or name in ("ws", "workspace", "aml_workspace", "azureml_workspace"):
        return workspace.from_config()
    if "Datastore" in kind or "datastore" in name:
        return workspace.from_config().get_default_datastore()
    if kind == "Environment" or name in ("env", "environment"):
        return load("azureml.core.environment").Environment.get(workspace.from_config(), name)
    if kind == "RunConfiguration" or name.endswith(("run_config", "runconfig", "run_configuration")):
        return load("azureml.core.runconfig").RunConfiguration()
    if kind == "Experiment" or name == "experiment":
        return load("azureml.core.experiment").Experiment(workspace.from_config(), MADE_UP)
    if kind in ("ComputeTarget", "AmlCompute", "ComputeInstance"):
        return load("azureml.core.compute").ComputeTarget(workspace.from_config(), str(placeholder(name)))
    if kind in ("TabularDataset", "FileDataset"):
        return load("azureml.core.dataset").Dataset.get_by_name(workspace.from_config(), str(placeholder(name)))
    if kind in ("Path", "PosixPath", "PurePath"):
        return Path(placeholder(name))
    if kind in ("int", "float", "bool"):
        return {"int": 1, "float": 1.0, "bool": False}[kind]
    if kind.lower() in ("list", "dict", "sequence", "iterable", "mapping", "tuple", "set"):
        return {} if kind.lower() in ("dict", "mapping") else []
    return str(placeholder(name))
