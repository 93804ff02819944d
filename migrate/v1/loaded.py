"""What a configuration that v1 loads from a file says, noted as if the code had set it."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping

import libcst as cst

from migrate.v1.environments import ENVIRONMENT
from migrate.v1.nodes import code_of
from migrate.v1.values import Call, Const, DictValue, Item, ListValue, Obj, SetEvent, Value

RUN_LOAD = "azureml.core.RunConfiguration.load"
UNREAD = "the file that it is loaded from is not in the project, or could not be read: say in v2 what it says"
PARALLEL_LOAD = "azureml.pipeline.steps.ParallelRunConfig.load_yaml"

_RUN = {
    "target": "target",
    "nodeCount": "node_count",
    "maxRunDurationSeconds": "max_run_duration_seconds",
    "communicator": "communicator",
    "framework": "framework",
    "script": "script",
    "arguments": "arguments",
    "command": "command",
    "environmentVariables": "environment_variables",
    "credentialPassthrough": "credential_passthrough",
}
"""Fields of a run configuration, as its file and as the code calls them."""
_SECTIONS = {
    "mpi": {"processCountPerNode": "process_count_per_node"},
    "pytorch": {"processCount": "process_count"},
    "tensorflow": {"workerCount": "worker_count", "parameterServerCount": "parameter_server_count"},
    "docker": {"sharedVolumes": "shared_volumes", "shmSize": "shm_size", "arguments": "arguments"},
}
_IGNORED = frozenset(
    {"autoPrepareEnvironment", "history", "hdi", "containerInstance", "exposedPorts", "cmk8sCompute", "priority"}
    | {"cmAksCompute", "commandReturnCodeConfig", "paths", "fileName", "sourceDirectoryDataStore", "jobName"}
    | {
        "computeConfig",
        "amlcompute",
        "spark",
        "parallelTask",
        "applicationEndpoints",
        "kubernetescompute",
        "useAbsolutePath",
    }
)
"""What says nothing about a step of a pipeline, and the sections that other kinds of compute read."""
_PARALLEL = frozenset(
    {"entry_script", "error_threshold", "output_action", "node_count", "process_count_per_node", "mini_batch_size"}
    | {"source_directory", "description", "logging_level", "run_invocation_timeout", "run_max_try"}
    | {"append_row_file_name", "allowed_failed_count", "allowed_failed_percent", "partition_keys"}
    | {"environment_variables"}
)


def is_loaded(obj: Obj) -> bool:
    """Whether what is in its file has been noted."""
    return obj.call is not None and any(event.where is obj.call.where for event in obj.sets.values())


def unread(call: Call) -> str:
    """Why what is in its file has not been noted."""
    given = [call.arguments[name] for name in ("path", "name") if name in call.arguments]
    asked = [f"`{code_of(one.node.value)}`" for one in given if not isinstance(one.value, Const)]
    if not asked:
        return UNREAD
    return f"which file it is loaded from depends on {' and '.join(asked)}: say in v2 what each of the files says"


class _Notes:
    """Notes what the file says; every note stands at the call that loads it."""

    def __init__(self, call: Call, values: dict[cst.CSTNode, Value]) -> None:
        self.call = call
        self.values = values

    def set(self, obj: Obj, name: str, content: object) -> None:
        value, node = self._written(content)
        target = cst.Attribute(cst.Name("_"), cst.Name(name))
        obj.sets[target] = SetEvent(name, target, node, value, self.call.where)

    def _written(self, content: object) -> tuple[Value, cst.BaseExpression]:
        """The value of a literal, and how the code would write it."""
        if isinstance(content, Mapping):
            pairs = {str(key): self._written(one) for key, one in content.items()}
            elements = [cst.DictElement(self._written(key)[1], node) for key, (_, node) in pairs.items()]
            value: Value = DictValue({key: Item(known, node) for key, (known, node) in pairs.items()})
            node: cst.BaseExpression = cst.Dict(elements)
        elif isinstance(content, list):
            items = [self._written(one) for one in content]
            value = ListValue([Item(known, written) for known, written in items])
            node = cst.List([cst.Element(written) for _, written in items])
        else:
            known = content if isinstance(content, (str, int, float)) or content is None else str(content)
            text = json.dumps(known, ensure_ascii=False) if isinstance(known, str) else repr(known)
            value, node = Const(known), cst.parse_expression(text)
        self.values[node] = value
        return value, node


def note_run_configuration(
    obj: Obj, call: Call, content: Mapping[str, object], folder: str, values: dict[cst.CSTNode, Value]
) -> None:
    """Note on a run configuration what its file says.

    Args:
        content: of the file.
        folder: where v1 looks for the conda file that it names, as the code would write it.
        values: what each expression is, to be filled for those that this makes up.
    """
    notes = _Notes(call, values)
    for key, value in content.items():
        fields = _SECTIONS.get(key)
        if key in _RUN:
            notes.set(obj, _RUN[key], value)
        elif fields is not None and isinstance(value, Mapping):
            part = _part(obj, key)
            for name, one in value.items():
                if name in fields and one:
                    notes.set(part, fields[name], one)
        elif key != "environment" and key not in _IGNORED and value:
            notes.set(obj, key, value)
    environment = content.get("environment")
    _environment(
        notes, _part(obj, "environment", ENVIRONMENT), environment if isinstance(environment, Mapping) else {}, folder
    )


def _environment(notes: _Notes, environment: Obj, content: Mapping[str, object], folder: str) -> None:
    python, docker = _part(environment, "python"), _part(environment, "docker")
    for name, one in _section(content, "docker"):
        known = {"baseImage": "base_image", "baseDockerfile": "base_dockerfile", "shmSize": "shm_size"}
        if name == "baseImageRegistry":
            for field, value in _section(mapping(content, "docker"), name):
                if value:
                    notes.set(_part(docker, "base_image_registry"), field, value)
        elif name in ("enabled", "sharedVolumes", "gpuSupport", "platform"):
            continue
        elif one or name == "baseImage":
            notes.set(docker, known.get(name, name), one)
    for name, one in _section(content, "python"):
        if name == "condaDependenciesFile" and one:
            notes.set(python, "conda_dependencies_file", posixpath.normpath(posixpath.join(folder, str(one))))
        elif name == "condaDependencies" and one:
            notes.set(python, "conda_dependencies_file", one)
        elif name == "userManagedDependencies":
            notes.set(python, "user_managed_dependencies", bool(one))
        elif name == "interpreterPath" and one != "python":
            notes.set(python, "interpreter_path", one)
        elif name == "baseCondaEnvironment" and one:
            notes.set(python, "base_conda_environment", one)
    title = content.get("name")
    if isinstance(title, str) and " " not in title:
        # The names that v1 makes up have blanks, which the service no longer takes.
        notes.set(environment, "name", title)
    if content.get("environmentVariables"):
        notes.set(environment, "environment_variables", content["environmentVariables"])


def _section(content: Mapping[str, object], key: str) -> Iterator[tuple[str, object]]:
    yield from ((str(name), one) for name, one in mapping(content, key).items())


def mapping(content: Mapping[str, object], key: str) -> Mapping[str, object]:
    """The mapping under a key of a file; an empty one when there is none."""
    value = content.get(key)
    return value if isinstance(value, Mapping) else {}


def _part(obj: Obj, name: str, symbol: str = "") -> Obj:
    """The part of an object that nobody else made."""
    part = obj.own_part(name)
    if part is None:
        part = Obj(symbol or f"{obj.symbol}.{name}", None, owner=obj, attribute=name)
        if name in obj.parts:
            obj.own_parts[name] = part
        else:
            obj.parts[name] = part
    return part


def note_parallel_configuration(
    obj: Obj, call: Call, content: Mapping[str, object], values: dict[cst.CSTNode, Value]
) -> None:
    """Note on a ``ParallelRunConfig`` what its file says; ``values`` as above."""
    notes = _Notes(call, values)
    for name, value in content.items():
        if name == "compute_target_name":
            notes.set(obj, "compute_target", value)
        elif name == "mini_batch_size" and value is not None:
            notes.set(obj, name, str(value))
        elif name in _PARALLEL and value is not None:
            notes.set(obj, name, value)
    if content.get("environment_name"):
        notes.set(obj, "environment", f"azureml:{content['environment_name']}@latest")
