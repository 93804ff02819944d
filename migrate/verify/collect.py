"""Noting what a script builds while it runs. Imported in the isolated process only."""

from __future__ import annotations

import functools
import importlib
import linecache
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from azure.ai.ml.dsl import _pipeline_component_builder, _pipeline_decorator
from azure.ai.ml.entities import Component, PipelineJob
from azure.ai.ml.entities._builders import BaseNode

from migrate.verify import schedules
from migrate.verify.lone_jobs import is_job

_BUILDERS = (
    ("azure.ai.ml", "command"),
    ("azure.ai.ml", "spark"),
    ("azure.ai.ml", "load_component"),
    ("azure.ai.ml.parallel", "parallel_run_function"),
)


@dataclass(eq=False)
class Built:
    """A pipeline job, with the place of its pipeline function (or of the call, when there is no function)."""

    job: Any
    name: str
    path: str
    line: int
    submitted: bool = False
    experiment: str = ""
    """The experiment that it was submitted to, when the submission or the job names one."""
    schedule: dict[str, Any] = field(default_factory=dict)
    deployment: dict[str, Any] = field(default_factory=dict)
    snapshot: Any = None
    """What the job was when it was submitted; later changes no longer count."""


@dataclass(eq=False)
class Builder:
    """A component that the script made."""

    component: Any
    path: str
    line: int
    used: bool = False


@dataclass
class Collector:
    """What was built, in order.

    Args:
        folder: the copy of the project: frames in its files are the script's.
        snapshot: called with a job at its submission.
        completed: called after each job that is built.
    """

    folder: str
    snapshot: Callable[[Built], Any]
    completed: Callable[[], None] = lambda: None
    jobs: list[Built] = field(default_factory=list)
    alone: list[Built] = field(default_factory=list)
    """What was submitted without being a pipeline."""
    builders: dict[int, Builder] = field(default_factory=dict)

    def install(self) -> None:
        """Hook into the SDK of this process."""
        self._watch_pipelines()
        self._watch_node_names()
        for module, name in _BUILDERS:
            self._watch_builder(importlib.import_module(module), name)
        self._watch_calls(Component)
        for cls in _subclasses(BaseNode):
            self._watch_calls(cls)

    def place(self, frame: FrameType | None) -> tuple[str, int]:
        """File and line of the innermost frame that belongs to the script."""
        while frame is not None:
            name = frame.f_code.co_filename
            if name.startswith(self.folder + os.sep):
                return name, frame.f_lineno
            frame = frame.f_back
        return "", 0

    def submitted(self, job: Any, arguments: dict[str, Any] | None = None) -> None:
        self.mark_used(job)
        if not isinstance(job, PipelineJob):
            if is_job(job):
                self._job_submitted(job, arguments or {})
            return
        built = next((item for item in self.jobs if item.job is job), None)
        if built is None:  # load_job, or PipelineJob(...)
            path, line = self.place(sys._getframe(1))
            built = Built(job, str(job.display_name or job.name or "pipeline"), path, line)
            self.jobs.append(built)
        built.submitted = True
        built.experiment = str((arguments or {}).get("experiment_name") or job.experiment_name or built.experiment)
        schedule = (arguments or {}).get("schedule")
        if schedule is not None and not built.schedule:  # a later one changes what is there
            built.schedule = schedules.scheduled(schedule)
        built.snapshot = self.snapshot(built)

    def _job_submitted(self, job: Any, arguments: dict[str, Any]) -> None:
        """A job by itself; each submission counts, since the code may change the job between them."""
        path, line = self.place(sys._getframe(2))
        built = Built(job, "job", path, line, submitted=True)
        built.experiment = str(arguments.get("experiment_name") or getattr(job, "experiment_name", None) or "")
        built.snapshot = self.snapshot(built)
        self.alone.append(built)

    def deployed(self, deployment: Any) -> None:
        """A pipeline is published: its component, or its job, is deployed to an endpoint."""
        for built in self.jobs:
            component = getattr(built.job, "component", None)
            if built.job is deployment.job_definition or (component and component is deployment.component):
                built.deployment = schedules.deployed(deployment)
                if built.snapshot is not None:
                    built.snapshot.extras["deployment"] = built.deployment

    def mark_used(self, item: Any) -> None:
        for candidate in (item, attribute(item, "component"), attribute(item, "trial")):
            builder = self.builders.get(id(candidate))
            if builder is not None:
                builder.used = True

    def _watch_pipelines(self) -> None:
        def recorded(*positional: Any, **keywords: Any) -> Any:
            job = PipelineJob(*positional, **keywords)
            caller = sys._getframe(1)  # the wrapper that the decorator made; its closure holds the function
            function: Any = caller.f_locals.get("func")
            code = getattr(function, "__code__", None)
            if code is not None:
                self.jobs.append(Built(job, function.__name__, code.co_filename, _def_line(code)))
            else:
                self.jobs.append(Built(job, str(job.display_name), *self.place(caller)))
            self.completed()
            return job

        # called for the outermost pipeline function only; a nested one makes a node
        decorator: Any = _pipeline_decorator
        decorator.PipelineJob = recorded

    def _watch_node_names(self) -> None:
        pipeline_builder: Any = _pipeline_component_builder.PipelineComponentBuilder
        real = pipeline_builder._update_nodes_variable_names

        @functools.wraps(real)
        def named(builder: Any, variables: dict[str, Any]) -> Any:
            mine = {id(value) for name, value in variables.items() if name != "_"}
            unnamed = [node for node in builder.nodes if node.name is None and id(node) not in mine]
            result = real(builder, variables)
            for node in unnamed:
                node.__dict__["_made_up_name"] = True
            return result

        pipeline_builder._update_nodes_variable_names = named

    def _watch_builder(self, module: Any, name: str) -> None:
        real = getattr(module, name)

        @functools.wraps(real)
        def watched(*positional: Any, **keywords: Any) -> Any:
            result = real(*positional, **keywords)
            builder = Builder(result, *self.place(sys._getframe(1)))
            # a node holds its component, a sweep its trial: each of them leads here
            for item in (result, attribute(result, "component")):
                if item is not None and not isinstance(item, str):
                    self.builders[id(item)] = builder
            return result

        setattr(module, name, watched)

    def _watch_calls(self, cls: Any) -> None:
        for name in ("__call__", "sweep"):
            if name in vars(cls):
                setattr(cls, name, self._marking(vars(cls)[name]))

    def _marking(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def watched(item: Any, *positional: Any, **keywords: Any) -> Any:
            self.mark_used(item)
            return real(item, *positional, **keywords)

        return watched


def attribute(item: Any, name: str) -> Any:
    """An attribute that an object declares, or None.

    Asking a node for anything else would create it: nodes answer with an empty dictionary, which they then keep and
    send (azure-ai-ml 1.35.2).
    """
    return getattr(item, name, None) if hasattr(type(item), name) or name in getattr(item, "__dict__", ()) else None


def _def_line(code: Any) -> int:
    """The line of ``def``, which follows those of the decorators."""
    first = int(code.co_firstlineno)
    lines = linecache.getlines(code.co_filename)
    for number in range(first, min(first + 50, len(lines)) + 1):
        if lines[number - 1].lstrip().startswith(("def ", "async def ")):
            return number
    return first


def _subclasses(cls: type) -> list[type]:
    found = []
    for child in cls.__subclasses__():
        found += [child, *_subclasses(child)]
    return found
