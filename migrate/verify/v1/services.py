"""The pipeline service itself, snapshots, runs, HTTP and telemetry. Isolated process only.

azureml-pipeline-core ships Microsoft's own in-memory service (``DryRunServiceCaller``), which nothing else in the
wheel imports: pipelines, published pipelines, modules and schedules are made against it.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from migrate.verify.project import service_answers, tracking
from migrate.verify.project.context import Context
from migrate.verify.project.offline import Offline, answer
from migrate.verify.remarks import CONDA_OF_RUN
from migrate.verify.v1.patching import load, put, put_static

_SNAPSHOT = "00000000-0000-0000-0000-000000000001"


def install(context: Context) -> None:
    """Put the in-memory service in place of the real one."""
    telemetry: Any = load("azureml.telemetry")
    # set_diagnostics_collection would write into the installed package
    put(telemetry, "_get_raw_config", lambda file_path: {"send_diagnostics": False})
    _pipeline_service()
    _runs(context)
    _snapshots()
    _automl(context)
    _scripts(context)
    _moved(context)
    service_answers.install(context)


def _pipeline_service() -> None:
    provider: Any = load("azureml.pipeline.core._aeva_provider")._AevaWorkflowProvider
    caller: Any = load("azureml.pipeline.core._restclients.aeva.dryrun_service_caller").DryRunServiceCaller
    shared: list[Any] = []

    def service(*_: Any, **__: Any) -> Any:
        if not shared:
            shared.append(caller())
        return shared[0]

    for name in [name for name in vars(caller) if not name.startswith("_")]:
        setattr(caller, name, _quiet(getattr(caller, name)))
    put_static(provider, "create_service_caller", service)
    for module in ("graph", "pipeline_draft", "pipeline_endpoint", "schedule", "run"):
        owner: Any = load(f"azureml.pipeline.core.{module}")
        if getattr(owner, "PipelineRun", None) is not None:
            owner.PipelineRun = _run
    pipeline_core: Any = load("azureml.pipeline.core")
    pipeline_core.PipelineRun = _run
    for name in ("PipelineEndpoint", "PublishedPipeline", "Schedule"):
        owner = getattr(pipeline_core, name)
        owner.get = staticmethod(_found(name, owner.get))


def _found(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """Whatever a script looks for is there, as it is for the other side.

    Not for the SDK itself, which looks for an endpoint before it makes one of that name.
    """

    def get(*positional: Any, **keywords: Any) -> Any:
        try:
            return real(*positional, **keywords)
        except Exception:  # the in-memory service knows only what was made in this run
            if sys._getframe(1).f_globals.get("__name__", "").startswith("azureml."):
                raise
            return Offline(name, id="offline", name="offline")

    return get


def _run(*_: Any, **__: Any) -> Any:
    return Offline("run", id="offline-run", _id="offline-run")


def _runs(context: Context) -> None:
    """Runs of AutoML, and the one file among those of any run of which anything is known."""
    for name in ("azureml.train.automl", "azureml.train.automl.run"):
        put(load(name), "AutoMLRun", _run)

    def download_file(name: str, output_file_path: str | None = None, *_: Any, **__: Any) -> Any:
        if os.path.basename(name) != CONDA_OF_RUN:
            return Offline("download_file()")
        path = output_file_path or CONDA_OF_RUN
        return tracking.keep_conda_file(os.path.join(path, CONDA_OF_RUN) if os.path.isdir(path) else path, context)

    def get_output(*positional: Any, **keywords: Any) -> Any:
        if "name" in keywords or (positional and isinstance(positional[0], str)):
            return Offline("output")  # of a step
        return Offline("run", id="offline-run_1"), Offline("model")

    answer("download_file", download_file)
    answer("get_output", get_output)


def _quiet(real: Callable[..., Any]) -> Callable[..., Any]:
    """The in-memory service prints what it is asked for."""

    def called(*positional: Any, **keywords: Any) -> Any:
        with contextlib.redirect_stdout(io.StringIO()):
            return real(*positional, **keywords)

    return called


def _snapshots() -> None:
    for name in ("azureml._restclient.snapshots_client", "azureml._project.snapshots_client"):
        client = getattr(load(name), "SnapshotsClient", None)
        put(client, "create_snapshot", lambda self, *_, **__: _SNAPSHOT)
    uploader = getattr(load("azureml.pipeline.core._aeva_provider"), "_AevaModuleSnapshotUploader", None)
    put(uploader, "upload", lambda self, *_, **__: _SNAPSHOT)


_CURATED = {(False, False): "ai-ml-automl", (True, False): "ai-ml-automl-dnn", (True, True): "ai-ml-automl-dnn-gpu"}
"""What the registry ``azureml`` calls the environments of AutoML, by ``enable_dnn`` and ``enable_gpu``."""


def _automl(context: Context) -> None:
    """The step asks the service whether the data will do.

    Up to azureml-core 1.40 at least, it also asks for an environment, unless the script chose one.
    """
    client = getattr(load("azureml._restclient.jasmine_client"), "JasmineClient", None)
    runconfig: Any = load("azureml.core.runconfig")
    environment: Any = load("azureml.core.environment").Environment

    def curated(
        self: Any, scenario: Any = None, enable_dnn: Any = False, enable_gpu: Any = False, *_: Any, **__: Any
    ) -> Any:
        name = _CURATED.get((enable_dnn, enable_gpu))
        if name is None or not context.called_by_project():
            return runconfig.RunConfiguration().environment
        context.note(f"stand-in for the environment that the service of AutoML chooses: {name} of the registry azureml")
        return environment.get(None, name)

    put(client, "post_validate_service", lambda self, *_, **__: None)  # no errors
    put(client, "get_curated_environment", curated)


def _scripts(context: Context) -> None:
    """A script that the project does not have is made, empty: the steps are checked for it, the service has it."""

    def ensure(folder: Any, script: Any) -> None:
        if not isinstance(script, str) or not script or os.path.isfile(str(folder)):
            return
        path = os.path.abspath(os.path.join(str(folder or "."), script))
        if not os.path.exists(path) and context.owns(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8"):
                pass
            context.empty_scripts.add(path)
            context.note(f"empty stand-in for a script that is not there: {path}")

    module: Any = load("azureml.pipeline.core.module").Module
    real = module.process_source_directory

    def process(name: str, source_directory: str, script_name: str) -> Any:
        ensure(source_directory, script_name)
        return real(name, source_directory, script_name)

    put_static(module, "process_source_directory", process)
    _folders(context)
    parallel = getattr(load("azureml.pipeline.core._parallel_run_step_base"), "_ParallelRunStepBase", None)
    if parallel is not None:
        real_validate = parallel._validate_source_directory

        def validate(self: Any) -> Any:
            settings = self._parallel_run_config
            ensure(settings.source_directory, settings.entry_script)
            return real_validate(self)

        parallel._validate_source_directory = validate


def _folders(context: Context) -> None:
    """The same for the folder of a command, which the step wants to see."""
    step = getattr(load("azureml.pipeline.steps"), "CommandStep", None)
    if step is None:
        return
    real = step.__init__

    @functools.wraps(real)
    def init(self: Any, *positional: Any, **keywords: Any) -> None:
        folder = keywords.get("source_directory") or getattr(keywords.get("runconfig"), "source_directory", None)
        if isinstance(folder, str) and not os.path.exists(folder) and context.owns(os.path.abspath(folder)):
            os.makedirs(folder)
            context.note(f"empty stand-in for a folder that is not there: {folder}")
        real(self, *positional, **keywords)

    step.__init__ = init


def _moved(context: Context) -> None:
    """``azureml.contrib.pipeline.steps``: azureml-pipeline-steps took over its parallel step."""
    steps, name = load("azureml.pipeline.steps"), "azureml.contrib.pipeline.steps"
    if load(name) is not None:
        return

    class Moved(ModuleType):
        def __getattr__(self, asked: str) -> Any:
            if asked.startswith("__"):
                raise AttributeError(asked)
            context.note(f"{steps.__name__} stands for {name}, which is not installed")
            return getattr(steps, asked)

    for part in (name.rpartition(".")[0], name):
        sys.modules[part] = Moved(part)
        sys.modules[part].__path__ = []
