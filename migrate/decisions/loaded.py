"""Read the files that v1 loads configurations from, where they are in the project."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import libcst as cst
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from migrate.decisions.places import named
from migrate.decisions.read_fields import note_read
from migrate.v1.environments import ENVIRONMENT
from migrate.v1.loaded import PARALLEL_LOAD, RUN_LOAD, note_parallel_configuration, note_run_configuration
from migrate.v1.paths import Located
from migrate.v1.values import Argument, Call, Const, Obj, SetEvent, constant

if TYPE_CHECKING:
    from migrate.decisions.context import Context

_FOLDERS = (".azureml", "aml_config")
_ENVELOPE = "parallel_run_config"


def note_loaded(calls: Sequence[Call], context: Context) -> None:
    """Note on what is loaded what its file says; nothing when the file is not known."""
    for call in calls:
        if isinstance(call.result, Obj) and call.symbol == RUN_LOAD:
            _run_configuration(call, call.result, context)
        elif isinstance(call.result, Obj) and call.symbol == PARALLEL_LOAD:
            _parallel_configuration(call, call.result, context)
    note_read(calls, context)


def _run_configuration(call: Call, obj: Obj, context: Context) -> None:
    place, file = named(call.value("path"), context), constant(call.value("name"))
    if place is None or ("name" in call.arguments and not isinstance(file, str | None)):
        return
    for path, folder in _candidates(place, file if isinstance(file, str) else None):
        content = _yaml(path, context)
        if content is None:
            continue
        if isinstance(call.value("path"), Located):
            folder = os.path.relpath(folder, context.folder).replace(os.sep, "/")
        environment = content.get("environment")
        if isinstance(environment, str):
            environment = _yaml(posixpath.join(folder, environment), context)
        if isinstance(environment, Mapping) and _has_conda(environment, folder, context):
            found = {str(key): str(value) for key, value in environment.items() if value is not None}
            registered = bool(found) and found.keys() <= {"name", "version"}
            said = {**content, "environment": None if registered else environment}
            note_run_configuration(obj, call, said, folder, context.interpreter.values)
            if registered:
                _environment(call, obj, "get", context, **found)
        return


def _candidates(path: str, name: str | None) -> Iterable[tuple[str, str]]:
    """Where v1 looks, in its order (azureml-core 1.61), with the folder that paths in the file start at."""
    if name is None:
        yield path, posixpath.dirname(path)
        yield f"{path}.runconfig", path
        return
    for suffix in ("", ".runconfig"):
        for folder in _FOLDERS:
            yield posixpath.join(path, folder, f"{name}{suffix}"), path
    yield posixpath.join(path, f"{name}.runconfig"), path


def _has_conda(environment: object, folder: str, context: Context) -> bool:
    """Whether the conda file that the environment names is there, if it names one."""
    python = environment.get("python") if isinstance(environment, Mapping) else None
    file = python.get("condaDependenciesFile") if isinstance(python, Mapping) else None
    if not file or (isinstance(python, Mapping) and python.get("userManagedDependencies")):
        return True
    return context.find(posixpath.join(folder, str(file))) is not None


def _parallel_configuration(call: Call, obj: Obj, context: Context) -> None:
    place = named(call.value("path"), context)
    content = _yaml(place, context) if place is not None else None
    inner = content.get(_ENVELOPE) if content is not None else None
    if not isinstance(inner, Mapping) or inner.get("environment"):
        return
    if not inner.get("environment_dir_path") and not inner.get("environment_name"):
        return
    note_parallel_configuration(obj, call, inner, context.interpreter.values)
    if inner.get("environment_dir_path"):
        _environment(call, obj, "load_from_directory", context, path=str(inner["environment_dir_path"]))


def _environment(call: Call, obj: Obj, factory: str, context: Context, **given: str) -> None:
    """``Environment.load_from_directory`` or ``Environment.get``, as v1 calls them for what the file names."""
    entry = context.catalogue.entries[f"{ENVIRONMENT}.{factory}"]
    texts = {name: cst.SimpleString(json.dumps(text, ensure_ascii=False)) for name, text in given.items()}
    node = cst.Call(cst.Name("Environment"), [cst.Arg(text) for text in texts.values()])
    making = Call(node, entry, call.where)
    for argument, name in zip(node.args, given, strict=True):
        making.arguments[name] = Argument(name, argument, Const(given[name]))
        context.interpreter.values[argument.value] = Const(given[name])
    made = making.result = Obj(ENVIRONMENT, making)
    target = cst.Attribute(cst.Name("_"), cst.Name("environment"))
    obj.sets[target] = SetEvent("environment", target, node, made, call.where)
    obj.replace_part("environment", made)


def _yaml(path: str, context: Context) -> Mapping[str, object] | None:
    """What is in a YAML file of the project; None when there is none."""
    place = context.find(path)
    data = context.data_of(place) if place is not None and not place.is_dir() else None
    try:
        content = YAML(typ="safe").load(data.decode("utf-8")) if data is not None else None
    except (YAMLError, ValueError):
        return None
    return content if isinstance(content, dict) else None
