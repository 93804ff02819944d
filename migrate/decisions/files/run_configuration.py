"""What a v1 ``.runconfig`` file becomes: the YAML of a v2 command job."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from migrate.decisions.files.run_data import command_of, inputs_of
from migrate.decisions.rule import Manual
from migrate.report.secrets import holds_secret
from migrate.v1.loaded import mapping
from migrate.v2.components import dump

_FOLDERS = ("aml_config", ".azureml")
"""Folders of a project in which v1 looks for run configurations; paths in them start at the project's folder."""

_SCHEMA = "https://azuremlschemas.azureedge.net/latest/commandJob.schema.json"
_ENVIRONMENT_SCHEMA = "https://azuremlschemas.azureedge.net/latest/environment.schema.json"
_DATA = ("dataReferences", "data")
_MPI = ("openmpi", "intelmpi", "mpi")


def job_of(path: str, content: object, is_there: Callable[[str], bool]) -> dict[str, object]:
    """The job that a run configuration stands for.

    Args:
        path: of the file, relative to the root of the project.
        content: what its YAML holds.
        is_there: whether the project has a file.

    Raises:
        Manual: it says something that this does not know how to say in v2.
    """
    if not isinstance(content, dict) or not isinstance(content.get("script"), str) or not content["script"]:
        raise Manual("it names no script")
    folder, project = _folders(path, content, is_there)
    arguments = content.get("arguments") or []
    if not isinstance(arguments, list) or not all(isinstance(one, (str, int, float)) for one in arguments):
        raise Manual("its arguments are no list of words")
    inputs = inputs_of(content)
    settings = _settings({key: value for key, value in content.items() if key not in _DATA}, project, folder)
    python = str(mapping(mapping(content, "environment"), "python").get("interpreterPath") or "python")
    words = [python, content["script"], *map(str, arguments)]
    return {
        "$schema": _SCHEMA,
        "type": "command",
        "code": posixpath.relpath(str(project), str(folder)),
        "command": command_of(words, inputs),
        **({"inputs": {one.port: dict(one.content) for one in inputs}} if inputs else {}),
        **settings,
    }


def environment_alone(path: str, content: object, is_there: Callable[[str], bool]) -> Mapping[str, object] | None:
    """The environment of a run configuration that names no script; None when there is a script, or no environment.

    Raises:
        Manual: it says something that this does not know how to say in v2.
    """
    if not isinstance(content, dict) or content.get("script") or not mapping(content, "environment"):
        return None
    folder, project = _folders(path, content, is_there)
    found = environment_of(mapping(content, "environment"), project, folder)
    if not isinstance(found, dict):
        return None
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", PurePosixPath(path).stem).strip("-") or "environment"
    return {"$schema": _ENVIRONMENT_SCHEMA, "name": name, **found}


def text_of(job: Mapping[str, object]) -> str:
    """The YAML of a job.

    Raises:
        Manual: it holds a secret.
    """
    text = dump(job)
    inner = [one for one in mapping(job, "jobs").values() if isinstance(one, dict)]
    variables = [pair for one in (job, *inner) for pair in mapping(one, "environment_variables").items()]
    if holds_secret(text) or any(holds_secret(f'{name}="{value}"') for name, value in variables):
        raise Manual("it holds what looks like a secret, which belongs in a key vault")
    return text


def settings_of(path: str, content: Mapping[str, object], beside: str) -> dict[str, object]:
    """Environment, compute and the like, as the YAML of a job says them.

    Args:
        path: of the run configuration, relative to the root of the project.
        beside: the folder of a YAML that names the file itself: v1 then starts paths in it at its own folder.

    Raises:
        Manual: it says something that this does not know how to say in v2.
    """
    return _settings(content, PurePosixPath(path).parent, PurePosixPath(beside))


def _settings(content: Mapping[str, object], project: PurePosixPath, folder: PurePosixPath) -> dict[str, object]:
    _unsupported(content)
    environment = mapping(content, "environment")
    job: dict[str, object] = {"environment": environment_of(environment, project, folder)}
    target = str(content.get("target") or "local")
    job["compute"] = "local" if target == "local" else f"azureml:{target}"
    nodes = content.get("nodeCount") or 1
    if nodes != 1:
        job["resources"] = {"instance_count": nodes}
    communicator = str(content.get("communicator") or "None").lower()
    if communicator in _MPI:
        processes = mapping(content, "mpi").get("processCountPerNode") or 1
        job["distribution"] = {"type": "mpi", "process_count_per_instance": processes}
    variables = {**mapping(environment, "environmentVariables"), **mapping(content, "environmentVariables")}
    if variables:
        job["environment_variables"] = {name: str(value) for name, value in variables.items()}
    if content.get("maxRunDurationSeconds"):
        job["limits"] = {"timeout": content["maxRunDurationSeconds"]}
    return job


def _folders(
    path: str, content: Mapping[str, object], is_there: Callable[[str], bool]
) -> tuple[PurePosixPath, PurePosixPath]:
    """The folder of a run configuration, and that of its project, which the command line may say."""
    folder = PurePosixPath(path).parent
    own = folder.parent if folder.name in _FOLDERS else folder
    conda = mapping(mapping(content, "environment"), "python").get("condaDependenciesFile")
    named = [str(one) for one in (content.get("script"), conda) if one]
    above = (one for one in (own, *own.parents) if named and all(is_there(str(one / name)) for name in named))
    return folder, next(above, own)


def _unsupported(content: Mapping[str, object]) -> None:
    framework, communicator = str(content.get("framework") or "Python"), str(content.get("communicator") or "None")
    if framework.lower() not in ("python", "pytorch", "tensorflow"):
        raise Manual(f"framework {framework} is written as another kind of job")
    if communicator.lower() not in ("none", *_MPI):
        raise Manual(f"write the distribution of communicator {communicator} by hand")
    for key in (*_DATA, "outputData", "datacaches"):
        if content.get(key):
            raise Manual(f"`{key}` becomes inputs and outputs of the job, which its command has to name")


def environment_of(environment: Mapping[str, object], project: PurePosixPath, folder: PurePosixPath) -> object:
    """An environment as the YAML of a job in ``folder`` says it.

    Args:
        environment: as v1 writes it to YAML or JSON.
        project: the folder that paths in it start from.

    Raises:
        Manual: it says something that this does not know how to say in v2.
    """
    name, version = environment.get("name"), environment.get("version")
    docker, python = mapping(environment, "docker"), mapping(environment, "python")
    if docker.get("baseDockerfile"):
        raise Manual("write its Dockerfile to a folder of its own, as `build: {path: …}` of the environment")
    if any(mapping(docker, "baseImageRegistry").values()) or docker.get("arguments"):
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
