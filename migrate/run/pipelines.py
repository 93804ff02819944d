"""Getting the pipeline job: a module or notebook that builds it, or a YAML file."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from migrate.errors import UsageError
from migrate.run.plan import RunError
from migrate.verify.builds import BuildResult, BuiltPipeline, build_pipelines

_MODULES, _YAML = (".py", ".ipynb"), (".yml", ".yaml")
_LOADER = "azureml_migrate_load_job.py"
_LOAD = """\
from azure.ai.ml import MLClient, load_job
from azure.identity import DefaultAzureCredential

MLClient(DefaultAzureCredential(), "offline", "offline", "offline").jobs.create_or_update(load_job({path!r}))
"""


@dataclass(frozen=True)
class LoadedPipeline:
    """A pipeline job as ``run_job`` takes it."""

    name: str
    job: Mapping[str, Any]
    extras: Mapping[str, Any]
    base: Path


def load_pipeline(
    path: Path,
    *,
    trust_code: bool,
    root: Path | None = None,
    name: str | None = None,
    args: Sequence[str] = (),
    timeout: float = 300,
) -> LoadedPipeline:
    """Build the job that a file describes, in a process of its own.

    Args:
        path: a Python module, a notebook, or the YAML of a pipeline job.
        trust_code: the caller agrees that the code is executed.
        root: the folder of the project, which is copied; None for the folder of the file.
        name: of the pipeline, for a module that builds several.
        args: command line arguments for the module.
        timeout: seconds.

    Raises:
        UsageError: the code is not trusted, there is no such file, or several pipelines to choose from.
        RunError: no pipeline was built.
    """
    if not trust_code:
        raise UsageError("running a pipeline executes its code", advice="add --trust-code if you trust it")
    if not path.is_file():
        raise UsageError("there is no such file", path=str(path))
    root = (root or path.parent).resolve()
    file = path.resolve()
    if not file.is_relative_to(root):
        raise UsageError(f"is not below the root {root}", path=str(path))
    relative = file.relative_to(root).as_posix()
    if file.suffix.lower() in _YAML:
        result = _load_yaml(root, relative, timeout)
    elif file.suffix.lower() in _MODULES:
        result = build_pipelines(root, relative, trust_code=True, timeout=timeout, args=args)
    else:
        raise UsageError("is no pipeline", path=str(path), advice="name a .py, .ipynb, .yml or .yaml file")
    chosen = _choose(result, name, path)
    errors = [finding for finding in chosen.findings if finding.is_error]
    if not chosen.dump:
        reason = str(errors[0]) if errors else "the SDK cannot write it out"
        raise RunError(f"the pipeline {chosen.name} is not valid: {reason}", path=str(path))
    return LoadedPipeline(chosen.name, chosen.dump, chosen.extras, file.parent)


def _choose(result: BuildResult, name: str | None, path: Path) -> BuiltPipeline:
    jobs = result.jobs
    if not jobs:
        if result.failures:
            raise RunError(f"no pipeline was built: {result.failures[0]}", path=str(path))
        raise RunError("no pipeline was built", path=str(path), advice="the module has to call a pipeline function")
    if name is not None:
        found = [job for job in jobs if name in (job.name, job.dump.get("display_name"))]
        if not found:
            raise UsageError(f"builds no pipeline {name}", path=str(path), advice=f"it builds {_names(jobs)}")
        return found[-1]
    candidates = [job for job in jobs if job.submitted] or list(jobs)
    if len({job.name for job in candidates}) > 1:
        raise UsageError(
            f"builds several pipelines: {_names(candidates)}", path=str(path), advice="add --pipeline NAME"
        )
    return candidates[-1]  # the same function called again: the latest


def _names(jobs: Sequence[BuiltPipeline]) -> str:
    return ", ".join(dict.fromkeys(job.name for job in jobs))


def _load_yaml(root: Path, path: str, timeout: float) -> BuildResult:
    """Load a YAML job with the SDK, by a module of ours in a copy of the project."""
    with tempfile.TemporaryDirectory(prefix="azureml-migrate-") as scratch:
        copy = Path(scratch).resolve() / (root.name or "project")
        shutil.copytree(root, copy, symlinks=False, ignore_dangling_symlinks=True, ignore=_not_copied)
        (copy / _LOADER).write_text(_LOAD.format(path=path), encoding="utf-8")
        result = build_pipelines(copy, _LOADER, trust_code=True, timeout=timeout)
        jobs = []
        for job in result.jobs:
            text = json.dumps(job.dump).replace(json.dumps(str(copy))[1:-1], json.dumps(str(root))[1:-1])
            jobs.append(replace(job, dump=json.loads(text)))
    return replace(result, jobs=tuple(jobs))


def _not_copied(folder: str, names: list[str]) -> set[str]:
    # data is not needed to load a job
    return {
        name
        for name in names
        if name in (".git", "__pycache__")
        or (Path(folder, name).is_file() and Path(folder, name).stat().st_size > 64 << 20)
    }
