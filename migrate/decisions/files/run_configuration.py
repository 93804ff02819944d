"""What a v1 ``.runconfig`` file becomes: the YAML of a v2 command job."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Mapping
from pathlib import PurePosixPath

from migrate.decisions.rule import Manual

_FOLDERS = ("aml_config", ".azureml")
"""Folders of a project in which v1 looks for run configurations; paths in them start at the project's folder."""

_SCHEMA = "https://azuremlschemas.azureedge.net/latest/commandJob.schema.json"
_MPI = ("openmpi", "intelmpi", "mpi")


def job_of(path: str, content: object) -> dict[str, object]:
    """The job that a run configuration stands for.

    Args:
        path: of the file, relative to the root of the project.
        content: what its YAML holds.

    Raises:
        Manual: it says something that this does not know how to say in v2.
    """
    if not isinstance(content, dict) or not isinstance(content.get("script"), str) or not content["script"]:
        raise Manual("it names no script")
    folder = PurePosixPath(path).parent
    project = folder.parent if folder.name in _FOLDERS else folder
    from_here = posixpath.relpath(str(project), str(folder))
    arguments = content.get("arguments") or []
    if not isinstance(arguments, list) or not all(isinstance(one, (str, int, float)) for one in arguments):
        raise Manual("its arguments are no list of words")
    _unsupported(content)
    environment = _mapping(content, "environment")
    python = str(_mapping(environment, "python").get("interpreterPath") or "python")
    words = [python, content["script"], *map(str, arguments)]
    job: dict[str, object] = {
        "$schema": _SCHEMA,
        "type": "command",
        "code": from_here,
        "command": " ".join(map(shlex.quote, words)),
        "environment": _environment(environment, project, folder),
    }
    target = str(content.get("target") or "local")
    job["compute"] = "local" if target == "local" else f"azureml:{target}"
    nodes = content.get("nodeCount") or 1
    if nodes != 1:
        job["resources"] = {"instance_count": nodes}
    communicator = str(content.get("communicator") or "None").lower()
    if communicator in _MPI:
        processes = _mapping(content, "mpi").get("processCountPerNode") or 1
        job["distribution"] = {"type": "mpi", "process_count_per_instance": processes}
    variables = {**_mapping(environment, "environmentVariables"), **_mapping(content, "environmentVariables")}
    if variables:
        job["environment_variables"] = {name: str(value) for name, value in variables.items()}
    if content.get("maxRunDurationSeconds"):
        job["limits"] = {"timeout": content["maxRunDurationSeconds"]}
    return job


def _unsupported(content: Mapping[str, object]) -> None:
    framework, communicator = str(content.get("framework") or "Python"), str(content.get("communicator") or "None")
    if framework.lower() not in ("python", "pytorch", "tensorflow"):
        raise Manual(f"framework {framework} is written as another kind of job")
    if communicator.lower() not in ("none", *_MPI):
        raise Manual(f"write the distribution of communicator {communicator} by hand")
    for key in ("dataReferences", "data", "outputData", "datacaches"):
        if content.get(key):
            raise Manual(f"`{key}` becomes inputs and outputs of the job, which its command has to name")


def _environment(environment: Mapping[str, object], project: PurePosixPath, folder: PurePosixPath) -> object:
    name, version = environment.get("name"), environment.get("version")
    docker, python = _mapping(environment, "docker"), _mapping(environment, "python")
    if docker.get("baseDockerfile"):
        raise Manual("write its Dockerfile to a folder of its own, as `build: {path: …}` of the environment")
    if any(_mapping(docker, "baseImageRegistry").values()) or docker.get("arguments"):
        raise Manual("its registry or the arguments of its container have to be said in v2's own way")
    image = docker.get("baseImage")
    if not image:
        if name:
            return f"azureml:{name}:{version}" if version else f"azureml:{name}@latest"
        raise Manual("it names no image")
    found: dict[str, object] = {"image": str(image)}
    if not python.get("userManagedDependencies"):
        if python.get("condaDependencies"):
            found["conda_file"] = python["condaDependencies"]
        elif python.get("condaDependenciesFile"):
            file = project / str(python["condaDependenciesFile"])
            found["conda_file"] = posixpath.relpath(str(file), str(folder))
        else:
            raise Manual("it says nothing of its packages, which v1 then chose")
    return found


def _mapping(content: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = content.get(key)
    return value if isinstance(value, dict) else {}
