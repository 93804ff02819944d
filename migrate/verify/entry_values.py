"""Values for the parameters of functions that build a v2 pipeline. Isolated process only."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType
from typing import Any

from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential

from migrate.verify.project.context import Context
from migrate.verify.project.entry import Entries, type_name
from migrate.verify.project.variables import placeholder

_DATA = {"TabularDataset": "mltable", "FileDataset": "uri_folder", "Input": "mltable"}
"""The names of v1 stay where a function asks for registered data by them; what type an input has, the pipeline says."""
_CLIENTS = {"ws", "workspace", "aml_workspace", "azureml_workspace", "ml_client", "client"}


def entries(main: ModuleType, context: Context) -> Entries:
    """The functions of a module that reach a pipeline function."""
    return Entries(main, context, _makers, _value)


def _makers(tree: ast.Module) -> set[str]:
    """The functions under ``@dsl.pipeline``, also those within other functions."""
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and any(_is_pipeline(item) for item in node.decorator_list)
    }


def _is_pipeline(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).rpartition(".")[2] == "pipeline"


def _value(name: str, annotation: Any) -> Any:
    """A value for a parameter, by its type or its name; what v1 gets by a name has the same name here."""
    kind = type_name(annotation)
    if kind in ("MLClient", "Workspace") or name in _CLIENTS:
        return _client()
    if "Datastore" in kind or "datastore" in name:
        return _client().datastores.get_default()
    if kind == "Environment" or name in ("env", "environment"):
        return _client().environments.get(name, label="latest")
    if kind in ("Compute", "AmlCompute", "ComputeInstance"):
        return _client().compute.get(str(placeholder(name)))
    if kind in _DATA:
        return Input(type=_DATA[kind], path=f"azureml:{placeholder(name)}@latest")
    if kind == "Data":
        return _client().data.get(str(placeholder(name)), label="latest")
    if kind in ("Path", "PosixPath", "PurePath"):
        return Path(placeholder(name))
    if kind in ("int", "float", "bool"):
        return {"int": 1, "float": 1.0, "bool": False}[kind]
    if kind.lower() in ("list", "dict", "sequence", "iterable", "mapping", "tuple", "set"):
        return {} if kind.lower() in ("dict", "mapping") else []
    return str(placeholder(name))


def _client() -> Any:
    return MLClient.from_config(DefaultAzureCredential())
