"""The run configuration of a step: what the script set, and what the SDK filled in."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.verify.graph import Environment, Origin, Value
from migrate.verify.project.text import without_prefix, without_suffix
from migrate.verify.remarks import OF_RUN, PACKAGES_OF_REGISTERED, image_of
from migrate.verify.v1.environments import REFERENCE, WRITTEN
from migrate.verify.v1.notebooks import needed
from migrate.verify.v1.patching import load

_DISTRIBUTIONS = {
    "openmpi": "mpi", "intelmpi": "mpi", "mpi": "mpi", "parameterserver": "tensorflow", "nccl": "pytorch",
    "gloo": "pytorch", "paralleltask": "paralleltask",
}  # fmt: skip

# What else a run configuration may say, by the name that it gets among the settings of the node
_SETTINGS = {
    ("docker", "shmSize"): "docker.shm_size",
    ("docker", "arguments"): "docker.arguments",
    ("docker", "sharedVolumes"): "docker.shared_volumes",
    ("environment", "docker", "shmSize"): "docker.shm_size",
    ("environment", "docker", "arguments"): "docker.arguments",
    ("environment", "docker", "buildContext"): "docker.build_context",
    ("environment", "docker", "baseImageRegistry", "address"): "docker.registry",
    ("environment", "python", "interpreterPath"): "python.interpreter",
    ("environment", "python", "baseCondaEnvironment"): "python.base_conda_environment",
    ("environment", "python", "condaDependenciesFile"): "python.conda_file",
    ("environment", "r"): "r",
    ("environment", "spark", "repositories"): "spark.repositories",
    ("environment", "spark", "packages"): "spark.packages",
    ("spark", "configuration"): "spark.configuration",
    ("hdi", "yarnDeployMode"): "hdi.deploy_mode",
    ("priority",): "priority",
    ("amlcompute", "vmSize"): "compute.size",
    ("amlcompute", "vmPriority"): "compute.priority",
    ("kubernetescompute", "instanceType"): "compute.instance_type",
    ("history", "outputCollection"): "history.output_collection",
    ("history", "snapshotProject"): "history.snapshot",
    ("credentialPassthrough",): "identity.user",
    ("datacaches",): "data_caches",
    ("applicationEndpoints",): "services",
    ("sourceDirectoryDataStore",): "source_datastore",
}


@dataclass(frozen=True)
class RunSettings:
    """What a run configuration says of a node."""

    environment: Environment = Environment()  # noqa: RUF009  frozen
    variables: dict[str, Value] = field(default_factory=dict)
    node_count: Value = Value(1, origin=Origin.SDK_DEFAULT)  # noqa: RUF009  frozen
    processes: Value = Value(None, origin=Origin.SDK_DEFAULT)  # noqa: RUF009  frozen
    distribution: str = ""
    timeout: Value = Value(None, origin=Origin.SDK_DEFAULT)  # noqa: RUF009  frozen
    target: str = ""
    settings: dict[str, Value] = field(default_factory=dict)


@functools.lru_cache(maxsize=None)
def _default() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(repr(load("azureml.core.runconfig").RunConfiguration()))
    return made


@functools.lru_cache(maxsize=None)
def _default_packages() -> tuple[dict[str, Any], ...]:
    """Conda specifications that nobody wrote: of a fresh configuration, and of ``CondaDependencies.create()``."""
    created = load("azureml.core.conda_dependencies").CondaDependencies.create()
    return _default()["environment"]["python"]["condaDependencies"], created._conda_dependencies


def read(text: str | None) -> RunSettings:
    """Read what ``repr(RunConfiguration)`` gives, which is how the graph keeps it."""
    if not text:
        return RunSettings()
    found: dict[str, Any] = json.loads(text)
    default = _default()
    settings: dict[str, Value] = {}
    for path, name in _SETTINGS.items():
        value = _at(found, path)
        if value != _at(default, path) and value is not None:
            settings[name] = Value(value)
    if _at(found, ("environment", "python", "condaDependencies")) not in (None, *_default_packages()):
        # ``RunConfiguration.load`` has read the file, whose name no longer matters (azureml-core 1.61).
        settings.pop("python.conda_file", None)
    if _is_in_the_image(_at(found, ("environment", "r"))):
        settings.pop("r", None)
    if not _at(found, ("environment", "python", "userManagedDependencies")):
        # v1 makes the Python environment itself, and runs the Python of that.
        settings.pop("python.interpreter", None)
    distribution = _DISTRIBUTIONS.get(str(found.get("communicator") or "").lower(), "")
    count = _marked(found.get("nodeCount"), default.get("nodeCount"))
    if distribution == "tensorflow":
        part = found.get("tensorflow") or {}
        settings["distribution.workers"] = Value(part.get("workerCount"))
        settings["distribution.parameter_servers"] = Value(part.get("parameterServerCount"))
    if distribution == "pytorch":
        settings["distribution.backend"] = Value(str(found.get("communicator")).lower())
    if _at(found, ("environment", "docker", "baseImage")):
        settings.pop("docker.registry", None)  # It is part of the image's name.
    target = found.get("target")
    return RunSettings(
        environment(found.get("environment") or {}),
        _variables(found, default),
        count,
        _processes(found, distribution),
        distribution,
        _marked(found.get("maxRunDurationSeconds"), default.get("maxRunDurationSeconds")),
        "" if target in (None, "local") else str(target),
        settings,
    )


def _is_in_the_image(r: object) -> bool:
    """Whether nothing of R is installed."""
    return isinstance(r, Mapping) and {name for name, item in r.items() if item} == {"userManaged"}


def _processes(found: Mapping[str, Any], distribution: str) -> Value:
    if distribution == "mpi":
        return Value((found.get("mpi") or {}).get("processCountPerNode"))
    if distribution == "pytorch":
        # process_count is that of all nodes together; none means one on each node
        total, nodes = (found.get("pytorch") or {}).get("processCount"), found.get("nodeCount") or 1
        return Value(int(total) // int(nodes)) if total else Value(1, origin=Origin.SDK_DEFAULT)
    if distribution == "paralleltask":
        return Value((found.get("paralleltask") or {}).get("workerCountPerNode"))
    return Value(None, origin=Origin.SDK_DEFAULT)


def _variables(found: Mapping[str, Any], default: Mapping[str, Any]) -> dict[str, Value]:
    usual = default["environment"].get("environmentVariables") or {}
    merged = {
        **((found.get("environment") or {}).get("environmentVariables") or {}),
        **(found.get("environmentVariables") or {}),
    }
    return {name: _marked(value, usual.get(name, _NOTHING)) for name, value in merged.items()}


def environment(found: Mapping[str, Any]) -> Environment:
    """Read the environment part of a run configuration."""
    default = _default()["environment"]
    docker, python = found.get("docker") or {}, found.get("python") or {}
    image = _whole_name(docker)
    conda = python.get("condaDependencies") or {}
    if isinstance(image, str) and image.startswith(REFERENCE):
        name = without_prefix(image, REFERENCE)
        untouched = conda == PACKAGES_OF_REGISTERED and not python.get("userManagedDependencies")
        named = found.get("name") in (name.partition("@")[0], name.rpartition(":")[0])
        if untouched and (named or name.partition("@")[0] == OF_RUN):
            return Environment(reference=name)
        image = image_of(name)
    python_written = next((item for item in map(str, conda.get("dependencies") or ()) if item.startswith(WRITTEN)), "")
    packages = _packages(conda)
    usual = [_packages(item) for item in _default_packages()]
    managed = bool(python.get("userManagedDependencies"))
    origin = Origin.SDK_DEFAULT if any(packages[1:3] == item[1:3] for item in usual) else Origin.EXPLICIT
    channels = Origin.SDK_DEFAULT if any(packages[3] == item[3] for item in usual) else Origin.EXPLICIT
    return Environment(
        image=_marked(image, default["docker"]["baseImage"]),
        dockerfile=str(docker.get("baseDockerfile") or ""),
        python=Value(
            packages[0],
            origin=Origin.SDK_DEFAULT if packages[0] in [item[0] for item in usual] else Origin.EXPLICIT,
        ),
        python_written=without_prefix(python_written, WRITTEN),
        conda_packages=() if managed else packages[1],
        pip_packages=() if managed else packages[2],
        channels=() if managed else packages[3],
        user_managed=managed,
        packages_origin=origin,
        channels_origin=channels,
    )


def _whole_name(docker: Mapping[str, Any]) -> Any:
    """The name of the image with its registry, which v1 gives apart."""
    image, address = docker.get("baseImage"), _at(docker, ("baseImageRegistry", "address"))
    apart = isinstance(image, str) and address and not image.startswith((f"{address}/", REFERENCE))
    return f"{address}/{image}" if apart else image


def _packages(conda: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Python version, conda packages, pip packages and channels of a conda specification."""
    python, packages, pip = None, [], []
    for item in conda.get("dependencies") or ():
        if isinstance(item, Mapping):
            pip += [str(word) for word in item.get("pip") or ()]
        elif str(item).replace(" ", "").startswith(("python=", "python>", "python<")):
            python = without_prefix(str(item).replace(" ", ""), "python").lstrip("=")
        elif not str(item).startswith(WRITTEN):
            packages.append(str(item))
    # CondaDependencies.create() of azureml-core 1.61 writes the default package index out; that of 1.50 and 1.56 gives
    # the packages of the SDK its own version
    pip = needed([_unpinned(word) for word in pip if word not in _default_options()])
    return python, tuple(packages), tuple(pip), tuple(str(item) for item in conda.get("channels") or ())


@functools.lru_cache(maxsize=None)
def _default_options() -> frozenset[str]:
    created = load("azureml.core.conda_dependencies").CondaDependencies.create(pip_packages=["any"])
    found = [item for item in created._conda_dependencies.get("dependencies", ()) if isinstance(item, Mapping)]
    return frozenset(word for item in found for word in item.get("pip", ()) if str(word).startswith("--"))


def _unpinned(package: str) -> str:
    pin = f"~={load('azureml._base_sdk_common').__version__}"
    return without_suffix(package, pin) if package.startswith("azureml") else package


_NOTHING = object()


def _marked(value: Any, default: Any) -> Value:
    return Value(value, origin=Origin.SDK_DEFAULT if value == default else Origin.EXPLICIT)


def _at(item: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        item = item.get(name) if isinstance(item, Mapping) else None
    return item
