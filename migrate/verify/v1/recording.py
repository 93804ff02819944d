"""Noting which pipelines a script builds, where, and what it does with them. Isolated process only."""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from migrate.verify.graph import Graph, Place
from migrate.verify.places import relative
from migrate.verify.project.context import Context
from migrate.verify.project.offline import Offline
from migrate.verify.remarks import NOT_READ
from migrate.verify.v1 import jobs, life, reading, runs
from migrate.verify.v1.names import MADE_UP
from migrate.verify.v1.patching import load

_CONFIGURATIONS = (
    ("azureml.train.automl", "AutoMLConfig"),
    ("azureml.automl.core.forecasting_parameters", "ForecastingParameters"),
)
"""Classes of which only the constructor tells what was written."""


@dataclass(eq=False)
class Built:
    """A pipeline and the graph that it had when it was last looked at."""

    pipeline: Any
    graph: Graph
    base: Graph
    """What it was before anything was done with it."""
    submitted: bool = False
    schedules: list[dict[str, Any]] = field(default_factory=list)

    def graphs(self) -> list[Graph]:
        """The pipeline, and one for each schedule that v2 has a job of its own for.

        A v2 schedule has a job, with inputs and experiment: the pipeline's own where nothing else is done with it.
        """
        # what the schedule does not say, the published pipeline does (azureml-pipeline-core 1.62)
        known = self.graph.published.get("continue_on_failure", self.base.continue_on_failure)
        base = replace(self.base, continue_on_failure=known)
        found = [reading.submitted(base, str(one.get("experiment_name") or ""), one) for one in self.schedules]
        found = [replace(one, schedule=life.scheduled(given)) for one, given in zip(found, self.schedules)]
        if len(found) == 1 and not self.submitted:
            return [replace(found[0], published=self.graph.published)]
        return [self.graph, *found]


@dataclass(eq=False)
class Recorder:
    """Keeps the pipelines in the order in which they were made."""

    context: Context
    built: list[Built] = field(default_factory=list)
    jobs: list[Graph] = field(default_factory=list)
    """What was submitted without being a pipeline, each submission by itself."""
    published: dict[str, Built] = field(default_factory=dict)
    """By the id of the published pipeline; the in-memory service gives each its own."""

    def install(self) -> None:
        """Hook into the constructors and the submissions of the SDK of this process."""
        step: Any = load("azureml.pipeline.core.builder").PipelineStep
        pipeline: Any = load("azureml.pipeline.core.pipeline").Pipeline
        _after(step, "__init__", lambda made, given: _remember_place(self.context, made))
        _keep_command(getattr(load("azureml.pipeline.steps"), "CommandStep", None))
        _after(pipeline, "__init__", self._made)
        _instead(pipeline, "submit", self._submitted)
        self._watch_publications(pipeline)
        for name in ("create", "create_for_pipeline_endpoint"):
            self._watch_schedules(load("azureml.pipeline.core.schedule").Schedule, name)
        experiment: Any = load("azureml.core.experiment").Experiment
        _instead(experiment, "submit", self._experiment_submitted)
        # later, a configuration of AutoML no longer tells what was written from what is default
        for module, name in _CONFIGURATIONS:
            made_by = getattr(load(module), name, None)
            if made_by is not None:
                _after(made_by, "__init__", self._configured)

    def _configured(self, made: Any, given: dict[str, Any]) -> None:
        made._offline_given = given
        log = given.get("debug_log") or given.get("kwargs", {}).get("debug_log")
        if isinstance(log, str):
            self.context.logs.add(os.path.abspath(log))

    def place(self, item: Any) -> tuple[Place, str]:
        """Where an object was made, and the variable that it was given to."""
        path, line = getattr(item, "_offline_place", ("", 0))
        where, cell = relative(path, self.context.folder)
        # a notebook's lines count within the cell
        return Place(where, line, cell), _variable(path, line)

    def _made(self, pipeline: Any, given: dict[str, Any]) -> None:
        _remember_place(self.context, pipeline)
        pipeline._offline_description = given.get("description")
        pipeline._offline_default_datastore = given.get("default_datastore")
        graph = reading.read(pipeline, self.context, self.place)
        self.built.append(Built(pipeline, graph, graph))
        self.context.complete = True

    def _changed(self, pipeline: Any, given: dict[str, Any]) -> None:
        """Look again: scripts may have been written since, and what is submitted is what counts."""
        for item in self.built:
            if item.pipeline is pipeline:
                kept = item.graph
                item.base = reading.read(pipeline, self.context, self.place)
                item.graph = replace(
                    item.base,
                    experiment=kept.experiment,
                    bindings=kept.bindings,
                    continue_on_failure=kept.continue_on_failure,
                    force_rerun=kept.force_rerun,
                    published=kept.published,
                    earlier=kept.earlier,
                )
                item.graph = reading.submitted(item.graph, str(given.get("experiment_name") or ""), given)

    def _watch_publications(self, owner: Any) -> None:
        real = owner.publish
        signature = inspect.signature(real)

        @functools.wraps(real)
        def watched(pipeline: Any, *positional: Any, **keywords: Any) -> Any:
            result = real(pipeline, *positional, **keywords)
            item = next((one for one in self.built if one.pipeline is pipeline), None)
            if item is not None:
                self._changed(pipeline, {})
                said = life.published(_given(signature, pipeline, positional, keywords))
                item.graph = replace(item.graph, published=said)
                self.published[str(result.id)] = item
            return result

        owner.publish = watched

    def _watch_schedules(self, owner: Any, name: str) -> None:
        real = getattr(owner, name, None)
        if real is None:
            return
        signature = inspect.signature(real)

        @functools.wraps(real)
        def watched(*positional: Any, **keywords: Any) -> Any:
            given = signature.bind(*positional, **keywords).arguments
            item = self.published.get(life.pipeline_id(given))
            result = real(*positional, **keywords)
            if item is not None and life.scheduled(given):
                item.schedules.append(dict(given))
            return result

        setattr(owner, name, staticmethod(watched))

    def _submitted(self, pipeline: Any, given: dict[str, Any]) -> Any:
        # raises, as v1 does, for a parameter that the pipeline does not have
        pipeline.graph._validate_pipeline_params(given.get("pipeline_parameters"))
        for item in self.built:
            if item.pipeline is pipeline and item.submitted:
                item.graph = reading.before_another(item.base, item.graph)
        self._changed(pipeline, given)
        for item in self.built:
            item.submitted = item.submitted or item.pipeline is pipeline
        graph = next((item.graph for item in self.built if item.pipeline is pipeline), None)
        return runs.pipeline_run(graph, pipeline.publish)  # its run can publish it, too

    def _experiment_submitted(self, experiment: Any, given: dict[str, Any]) -> Any:
        config = given.get("config")
        if hasattr(config, "graph") and hasattr(config, "_graph_builder"):
            # an experiment that nobody named was made up for this trace: the converted code may have another
            name = "" if experiment.name == MADE_UP else experiment.name
            options = {**given.get("kwargs", {}), "experiment_name": name}
            options.setdefault("pipeline_parameters", options.get("pipeline_params"))
            return self._submitted(config, options)
        self._job_submitted(experiment, config)
        return Offline("run", id="offline-run", _id="offline-run")

    def _job_submitted(self, experiment: Any, config: Any) -> None:
        """What the SDK would send now: the code may change the configuration, and submit it again."""
        path, line = self.context.place(sys._getframe(2))
        where, cell = relative(path, self.context.folder)
        name = "" if experiment.name == MADE_UP else experiment.name
        try:
            graph = jobs.graph_of(config, experiment.workspace, name, self.context)
        except Exception as error:
            reason = str(error) if isinstance(error, jobs.NotRead) else f"{type(error).__name__}: {error}"
            self.context.note(f"{NOT_READ}{reason}")
        else:
            place = Place(where, line, cell)
            nodes = tuple(replace(node, place=place) for node in graph.nodes)
            self.jobs.append(replace(graph, place=place, nodes=nodes))


def _remember_place(context: Context, item: Any) -> None:
    item._offline_place = context.place(sys._getframe(2))


def _after(owner: Any, name: str, then: Callable[[Any, dict[str, Any]], None]) -> None:
    """Call something after a method, with its object and its arguments by name."""
    real = getattr(owner, name)
    signature = inspect.signature(real)

    @functools.wraps(real)
    def watched(self: Any, *positional: Any, **keywords: Any) -> Any:
        result = real(self, *positional, **keywords)
        then(self, _given(signature, self, positional, keywords))
        return result

    setattr(owner, name, watched)


def _keep_command(step: Any) -> None:
    """Keep the command of a step as it was written: the SDK splits it into words, and forgets that of a run config."""
    if step is None:
        return
    real = step.__init__
    signature = inspect.signature(real)

    @functools.wraps(real)
    def watched(self: Any, *positional: Any, **keywords: Any) -> None:
        given = _given(signature, self, positional, keywords)
        config = given.get("runconfig")
        inner = getattr(config, "run_config", None)
        found = [getattr(item, "command", None) for item in (config, inner) if item is not None]
        self._offline_command = next(filter(None, [given.get("command"), *found]), None)
        real(self, *positional, **keywords)

    step.__init__ = watched


def _instead(owner: Any, name: str, answer: Callable[[Any, dict[str, Any]], Any]) -> None:
    """Answer a call, which must still fit the signature of the real method."""
    real = getattr(owner, name)
    signature = inspect.signature(real)

    @functools.wraps(real)
    def answered(self: Any, *positional: Any, **keywords: Any) -> Any:
        return answer(self, _given(signature, self, positional, keywords))

    setattr(owner, name, answered)


def _given(
    signature: inspect.Signature, self: Any, positional: tuple[Any, ...], keywords: dict[str, Any]
) -> dict[str, Any]:
    bound = signature.bind(self, *positional, **keywords)
    return dict(list(bound.arguments.items())[1:])


@functools.lru_cache(maxsize=64)
def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


def _variable(path: str, line: int) -> str:
    """The name to which the statement at a line assigns what it calls."""
    tree = _tree("".join(linecache.getlines(path))) if path else None
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Call):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if node.value.lineno <= line <= (node.value.func.end_lineno or line):
                return _dotted(target)
    return ""


def _dotted(target: ast.expr) -> str:
    """``name`` or ``self.name``; empty for any other target. Python 3.8 has no ``ast.unparse``."""
    if isinstance(target, ast.Name):
        return target.id
    owner = _dotted(target.value) if isinstance(target, ast.Attribute) else ""
    return f"{owner}.{target.attr}" if owner and isinstance(target, ast.Attribute) else ""
