"""What the YAML of a ``ParallelRunConfig`` becomes, as its ``load_yaml`` reads it: settings of a v2 parallel job."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from migrate.decisions.files.beside import Beside
from migrate.decisions.files.run_configuration import environment_of
from migrate.decisions.rule import Manual
from migrate.v1.loaded import mapping
from migrate.v1.parallel_step import is_count_of_files

HEAD = "parallel_run_config"

_SAVED, _SAVED_CONDA, _SAVED_DOCKERFILE = "azureml_environment.json", "conda_dependencies.yml", "BaseDockerfile"
"""What ``Environment.save_to_directory`` writes (azureml-core 1.61)."""
_SETTINGS = {
    "process_count_per_node": "max_concurrency_per_instance",
    "error_threshold": "error_threshold",
    "allowed_failed_count": "mini_batch_error_threshold",
    "logging_level": "logging_level",
}
_IGNORED = frozenset({"input_format", "append_row_file_name", "description"})
_OTHERS = frozenset(
    {"mini_batch_size", "output_action", "compute_target_name", "node_count", "entry_script", "source_directory"}
    | {"run_invocation_timeout", "run_max_try", "allowed_failed_percent", "partition_keys", "environment_variables"}
    | {"environment", "environment_name", "environment_dir_path"}
)


@dataclass(frozen=True)
class ParallelConfig:
    """The settings of a parallel job, relative to the YAML of the pipeline.

    Args:
        settings: of the job, without its task.
        task: without its arguments and without the output that takes the rows.
        variables: of the environment of the job.
        compute: its name.
        appends: whether the rows that the entry script returns go to one file.
        arguments: for the entry script, besides those of the step.
        counts_files: whether its mini-batches are counted in files.
        renamed: the name of the file with the rows, which v2 chooses itself.
    """

    settings: Mapping[str, object]
    task: Mapping[str, object]
    variables: Mapping[str, str]
    compute: str
    appends: bool
    arguments: tuple[str, ...] = ()
    counts_files: bool = False
    renamed: str = ""


def parallel_config(path: str, beside: Beside) -> ParallelConfig:
    """The settings in a file.

    Args:
        path: as the YAML of the pipeline names it.

    Raises:
        Manual: it says something that this does not know how to say in v2.
    """
    place = beside.find(path)
    content = beside.read(place) if place is not None else None
    said = mapping(content, HEAD) if isinstance(content, dict) else {}
    if not said:
        raise Manual(f"its parallel run configuration `{path}` is not in the project")
    unknown = sorted(set(map(str, said)) - set(_SETTINGS) - _IGNORED - _OTHERS)
    if unknown:
        raise Manual(f"`{unknown[0]}` of its parallel run configuration has no counterpart that is known")
    given = {str(key): value for key, value in said.items() if value is not None}
    if not given.get("compute_target_name"):
        raise Manual("its parallel run configuration names no compute")
    environment, variables = _environment(given, beside)
    percent = given.get("allowed_failed_percent")
    appends = str(given.get("output_action")).lower() == "append_row"
    return ParallelConfig(
        dict(_settings(given)),
        {**_script(given, beside), "environment": environment},
        {**variables, **{name: str(value) for name, value in mapping(given, "environment_variables").items()}},
        str(given["compute_target_name"]),
        appends,
        ("--allowed_failed_percent", str(percent)) if percent is not None else (),
        "partition_keys" not in given and is_count_of_files(given.get("mini_batch_size")),
        str(given.get("append_row_file_name") or "") if appends else "",
    )


def _settings(given: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    if "partition_keys" in given:
        yield "partition_keys", given["partition_keys"]
    elif "mini_batch_size" in given:
        yield "mini_batch_size", str(given["mini_batch_size"])
    if "node_count" in given:
        yield "resources", {"instance_count": given["node_count"]}
    for name, keyword in _SETTINGS.items():
        if name in given:
            yield keyword, given[name]
    retry: dict[str, object] = {}
    if "run_max_try" in given:
        # v1 counts all tries, v2 those after the first.
        tries = str(given["run_max_try"])
        if not tries.isdecimal():
            raise Manual(f"`run_max_try` of its parallel run configuration is no number: `{tries}`")
        retry["max_retries"] = int(tries) - 1
    if "run_invocation_timeout" in given:
        retry["timeout"] = given["run_invocation_timeout"]
    if retry:
        yield "retry_settings", retry


def _script(given: Mapping[str, object], beside: Beside) -> dict[str, object]:
    script, folder = given.get("entry_script"), given.get("source_directory")
    if not isinstance(script, str):
        raise Manual("its parallel run configuration has no entry script")
    if folder is None:
        folder, script = posixpath.split(script.strip())
    code = beside.find(str(folder).strip() or ".")
    if code is None:
        raise Manual(f"its folder `{folder}` is not in the project")
    return {"type": "run_function", "code": beside.relative(code), "entry_script": script.strip()}


def _environment(given: Mapping[str, object], beside: Beside) -> tuple[object, dict[str, str]]:
    """The environment and the variables that v1 sets with it."""
    inline, folder, name = (given.get(key) for key in ("environment", "environment_dir_path", "environment_name"))
    project = PurePosixPath(beside.folder)
    if isinstance(inline, str):
        place = beside.find(inline)
        inline = beside.read(place) if place is not None else None
    if inline is None and folder is not None:
        project, inline = _saved(str(folder), beside)
    if not isinstance(inline, dict):
        if not isinstance(name, str):
            raise Manual("the environment of its parallel run configuration is not in the project")
        inline = {"name": name}
    variables = {str(key): str(value) for key, value in mapping(inline, "environmentVariables").items()}
    return environment_of(inline, project, PurePosixPath(beside.folder)), variables


def _saved(folder: str, beside: Beside) -> tuple[PurePosixPath, object]:
    """What v1 saved of an environment; its conda file counts more than what is said of it beside that."""
    place = beside.find(folder)
    content = beside.read(posixpath.join(place, _SAVED)) if place is not None else None
    if place is None or not isinstance(content, dict):
        raise Manual(f"the environment in `{shlex.quote(folder)}` is not in the project")
    if beside.is_there(posixpath.join(place, _SAVED_DOCKERFILE)):
        raise Manual("write its Dockerfile to a folder of its own, as `build: {path: …}` of the environment")
    if beside.is_there(posixpath.join(place, _SAVED_CONDA)):
        python = {**mapping(content, "python"), "condaDependencies": None, "condaDependenciesFile": _SAVED_CONDA}
        content = {**content, "python": python}
    return PurePosixPath(place), content
