"""The plan of a v2 pipeline job, from the dictionary that the SDK makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from migrate.run.plan import (
    FromNode,
    Outside,
    Parallel,
    Plan,
    RunError,
    ShellLine,
    Source,
    Sweep,
    Task,
    Text,
    as_text,
    refuse,
)
from migrate.verify import pipeline_view
from migrate.verify.pipeline_view import Bound, Data, FromPipeline, Literal, Pipeline, Port, Unbound

_DATA_TYPES = frozenset({"uri_file", "uri_folder", "mltable", "mlflow_model", "custom_model", "triton_model", "path"})
_FILES = frozenset({"uri_file"})
_PARENT_INPUT = re.compile(r"\$\{\{\s*parent\.inputs\.([\w.]+)\s*\}\}")
_PARENT_NODE = re.compile(r"^\$\{\{\s*parent\.jobs\.(\w+)\.outputs\.([\w.]+)\s*\}\}(/.*)?$")
_PARENT_OUTPUT = re.compile(r"^\$\{\{\s*parent\.outputs\.([\w.]+)\s*\}\}$")
_OUTPUT = re.compile(r"\$\{\{\s*outputs\.([\w.]+)\s*\}\}")
_INPUT = re.compile(r"\$\{\{\s*inputs\.([\w.]+)\s*\}\}")
_ASSET = re.compile(r"^azureml:(?!//)(?![./\\~])[\w.-]+([:@][\w.-]+)?$")

_NOT_HERE = {
    "spark": "is a Spark job, which needs a Spark pool",
    "automl": "is an AutoML job, which the service itself executes",
    "data_transfer": "is a data transfer, which the service itself executes",
    "import": "imports data, which the service itself executes",
    "do_while": "is a loop of the service",
    "if_else": "is a condition of the service",
    "parallel_for": "is a loop of the service",
}


def plan_job(
    job: Mapping[str, Any], extras: Mapping[str, Any], base: Path, parameters: Mapping[str, str] | None = None
) -> Plan:
    """Read a job.

    Args:
        job: what ``PipelineJob._to_dict()`` returned; code folders are absolute.
        extras: what the dictionary leaves out, as ``read_pipeline`` takes it.
        base: folder that other local paths in the job are relative to.
        parameters: values that replace those of the job, by the name of the pipeline's input.

    Raises:
        RunError: the pipeline has nodes that only the service can execute, a parameter is unknown or has a value of
            another type, or a required one has none.
    """
    if "jobs" not in job:
        raise RunError("this is no pipeline job", advice="name a pipeline job, or a module that builds one")
    view = pipeline_view.read_pipeline(job, extras)
    values = _own_values(view, base, parameters or {})
    reader = _Reader(base)
    outputs = reader.pipeline(view, job["jobs"], values, "")
    refuse(reader.refusals)
    settings = view.settings
    return Plan(
        name=view.name,
        side="v2",
        tasks=tuple(reader.resolved()),
        outputs={name: reader.made_by(*node) for name, node in outputs.items()},
        parameters={name: value.value for name, value in values.items() if isinstance(value, Text)},
        # the service goes on unless it is told otherwise [reference-yaml-job-pipeline]
        stop_early=str(settings.get("continue_on_step_failure", True)).lower() == "false",
    )


def _own_values(view: Pipeline, base: Path, given: Mapping[str, str]) -> dict[str, Source]:
    """The pipeline's own inputs: what the user says, what the job binds, the default."""
    scalars = {name for name, port in view.inputs.items() if port.type not in _DATA_TYPES}
    for name in given:
        if name not in scalars:
            known = ", ".join(sorted(scalars)) or "none"
            advice = "use --input for data" if name in view.inputs else f"its parameters: {known}"
            raise RunError(f"the pipeline has no parameter {name}", advice=advice)
    values: dict[str, Source] = {}
    missing = []
    for name, port in view.inputs.items():
        if name in given:
            values[name] = Text(_typed(name, given[name], port.type))
            continue
        bound = view.values.get(name, Bound(Unbound()))
        source = bound.source
        if isinstance(source, Unbound) and port.default is not None and port.type not in _DATA_TYPES:
            source = Literal(port.default)
        if isinstance(source, Data) or port.type in _DATA_TYPES:
            if not (isinstance(source, Unbound) and port.optional):
                values[name] = _outside((name,), source, port.type, base)
        elif isinstance(source, Literal):
            values[name] = Text(_literal(source.value, port.type))
        elif not port.optional:
            missing.append(name)
    if missing:
        raise RunError(f"no value for {', '.join(missing)}", advice="give it with --param name=value")
    return values


def _typed(name: str, value: str, kind: str) -> str:
    """The text of a parameter from the command line, checked against its type."""
    try:
        if kind == "integer":
            return str(int(value))
        if kind == "number":
            return value if re.fullmatch(r"[+-]?\d+", value) else str(float(value))
        if kind == "boolean":
            return {"true": "True", "false": "False"}[value.lower()]
    except (ValueError, KeyError):
        raise RunError(f"parameter {name} is of type {kind}, which {value!r} is not") from None
    return value


def _literal(value: object, kind: str) -> str:
    """A literal as the service puts it into a command; booleans as ``True`` and ``False``."""
    if kind == "boolean" and not isinstance(value, bool):
        value = str(value).lower() in ("true", "1")
    return as_text(value)


def _outside(names: tuple[str, ...], source: object, kind: str, base: Path) -> Outside:
    uri = source.path if isinstance(source, Data) else as_text(source.value) if isinstance(source, Literal) else ""
    return Outside(names, uri, _local(uri, base), kind or (source.type if isinstance(source, Data) else ""))


def _local(uri: str, base: Path) -> Path | None:
    """The path on this machine that a job names; the SDK writes it as ``azureml:./data``."""
    if (
        not uri
        or _ASSET.match(uri)
        or re.match(r"^(azureml:/|https?:|wasbs?:|abfss?:|adl:|hdfs:|/subscriptions/)", uri)
    ):
        return None
    path = base / re.sub(r"^(azureml:|file://)", "", uri)
    return path if path.exists() else None


@dataclass
class _Reader:
    """Reads the nodes of a pipeline and of those nested in it into one flat list."""

    base: Path
    tasks: list[Task] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    inner: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Output of a nested pipeline → the node in it that makes the output."""

    def pipeline(
        self, view: Pipeline, jobs: Mapping[str, Any], values: Mapping[str, Source], prefix: str
    ) -> dict[str, tuple[str, str]]:
        """Read the nodes; the outputs of the pipeline, each with the node that makes it."""
        outputs: dict[str, tuple[str, str]] = {}
        for name, node in view.nodes.items():
            job = jobs[name]
            for output, bound in (job.get("outputs") or {}).items():
                text = bound if isinstance(bound, str) else (bound or {}).get("path")
                if isinstance(text, str) and (match := _PARENT_OUTPUT.match(text)):
                    outputs[match[1]] = (prefix + name, output)
            self._node(node, job, values, prefix)
        return outputs

    def made_by(self, node: str, output: str) -> tuple[str, str]:
        while (node, output) in self.inner:
            node, output = self.inner[node, output]
        return node, output

    def resolved(self) -> Iterator[Task]:
        """The tasks, with outputs of nested pipelines replaced by what makes them."""
        for task in self.tasks:
            inputs = {
                name: replace(source, node=made[0], output=made[1])
                if isinstance(source, FromNode) and (made := self.made_by(source.node, source.output))
                else source
                for name, source in task.inputs.items()
            }
            yield replace(task, inputs=inputs)

    def _node(
        self, node: pipeline_view.Node, job: Mapping[str, Any], values: Mapping[str, Source], prefix: str
    ) -> None:
        name = prefix + node.name
        if node.kind in _NOT_HERE:
            self.refusals.append(f"node {name} {_NOT_HERE[node.kind]}")
            return
        ports = node.inner.inputs if node.inner else node.component.inputs if node.component else None
        if ports is None:
            self.refusals.append(f"node {name} has a component that only the service knows")
            return
        inputs = self._inputs(node, ports, values, name, prefix)
        if node.inner is not None:
            made = self.pipeline(node.inner, job["component"]["jobs"], inputs, f"{name}.")
            self.inner.update({(name, output): maker for output, maker in made.items()})
            return
        assert node.component is not None
        definition = job["trial"] if node.kind == "sweep" else job["component"]
        code = self._code(node.component.code, name)
        task = Task(
            name=name,
            title=str(job.get("display_name") or definition.get("display_name") or node.name),
            kind=node.kind,
            command=ShellLine(node.component.texts.get("command", "")),
            inputs=inputs,
            outputs={
                output: "file" if port.type in _FILES else "folder" for output, port in node.component.outputs.items()
            },
            code=code,
            variables={
                key: _fill_parent(as_text(value), values)
                for key, value in {
                    **(definition.get("environment_variables") or {}),
                    **(job.get("environment_variables") or {}),
                }.items()
            },
            timeout=_number((job.get("limits") or {}).get("timeout")) if node.kind == "command" else None,
            notes=tuple(_notes(job)),
        )
        if node.kind == "sweep":
            task = replace(
                task,
                sweep=_sweep(job, name),
                timeout=_number((job.get("limits") or {}).get("trial_timeout")),
            )
        elif node.kind == "parallel":
            task = replace(task, **_parallel(job, definition, values, task.outputs))
        elif node.kind != "command":
            self.refusals.append(f"node {name} is of kind {node.kind or 'nothing known'}")
        self.tasks.append(task)

    def _inputs(
        self,
        node: pipeline_view.Node,
        ports: Mapping[str, Port],
        values: Mapping[str, Source],
        name: str,
        prefix: str,
    ) -> dict[str, Source]:
        inputs: dict[str, Source] = {}
        for port in dict.fromkeys((*ports, *node.inputs)):
            definition = ports.get(port, Port(port))
            source = self._source(node.inputs.get(port), definition, values, f"{name}.{port}", prefix)
            if source is not None:
                inputs[port] = source
            elif port not in node.swept and not definition.optional:
                self.refusals.append(f"input {port} of node {name} has no value")
        return inputs

    def _source(
        self, bound: Bound | None, port: Port, values: Mapping[str, Source], name: str, prefix: str
    ) -> Source | None:
        source = bound.source if bound is not None else Unbound()
        if isinstance(source, FromPipeline) and source.name in values:
            value = values[source.name]
            return Text(_literal(value.value, port.type)) if isinstance(value, Text) else value
        if isinstance(source, (Unbound, FromPipeline)):  # also an optional input of the pipeline that has no value
            return None if port.default is None else Text(_literal(port.default, port.type))
        if isinstance(source, pipeline_view.FromNode):
            return FromNode(prefix + source.node, source.output)
        text = source.path if isinstance(source, Data) else as_text(source.value)
        if match := _PARENT_NODE.match(text):
            return FromNode(prefix + match[1], match[2], match[3] or "")
        if isinstance(source, Data) or (port.type in _DATA_TYPES and "${{" not in text):
            return _outside((name, port.name), source, port.type, self.base)
        return Text(_fill_parent(_literal(source.value, port.type), values))

    def _code(self, code: str, name: str) -> Path | None:
        if not code:
            return None
        path = self.base / code
        if not path.exists():
            self.refusals.append(f"node {name} has its code at {code}, which is not on this machine")
            return None
        return path


def _fill_parent(text: str, values: Mapping[str, Source]) -> str:
    """``${{parent.inputs.x}}`` inside a text, such as ``${{parent.inputs.folder}}/y``."""

    def fill(match: re.Match[str]) -> str:
        value = values.get(match[1])
        return value.value if isinstance(value, Text) else match[0]

    return _PARENT_INPUT.sub(fill, text)


def _notes(job: Mapping[str, Any]) -> Iterator[str]:
    count = (job.get("resources") or {}).get("instance_count")
    distribution = job.get("distribution") or {}
    if job.get("type") != "parallel" and (distribution or str(count or 1) != "1"):
        kind = distribution.get("type") or "several instances"
        yield f"distributed ({kind}) on the service; one process here"
    if job.get("early_termination"):
        yield "early termination is not applied: every trial runs to its end"


def _number(value: object) -> float | None:
    try:
        return float(str(value)) if value is not None else None
    except ValueError:  # a binding to a parameter
        return None


def _sweep(job: Mapping[str, Any], name: str) -> Sweep:
    limits, objective = job.get("limits") or {}, job.get("objective") or {}
    sampling = job.get("sampling_algorithm") or "random"
    details = sampling if isinstance(sampling, Mapping) else {"type": sampling}
    if not objective.get("primary_metric"):
        raise RunError(f"sweep node {name} names no primary metric")
    trials = int(limits.get("max_total_trials") or 1)
    return Sweep(
        space=job.get("search_space") or {},
        metric=str(objective["primary_metric"]),
        maximize=str(objective.get("goal", "maximize")).lower() == "maximize",
        sampling=str(details.get("type", "random")).lower(),
        seed=None if details.get("seed") is None else int(str(details["seed"])),
        trials=trials,
        at_once=int(limits.get("max_concurrent_trials") or trials),
    )


def _parallel(
    job: Mapping[str, Any], definition: Mapping[str, Any], values: Mapping[str, Source], outputs: Mapping[str, str]
) -> dict[str, Any]:
    """The fields of a task that a parallel node fills; what the node sets wins over its component."""
    task = definition.get("task") or {}
    settings = {**definition, **{key: value for key, value in job.items() if value is not None}}
    settings = {
        key: _fill_parent(value, values) if isinstance(value, str) else value for key, value in settings.items()
    }
    retry = settings.get("retry_settings") or {}
    arguments = str(task.get("program_arguments") or "")
    append = _OUTPUT.search(str(task.get("append_row_to") or ""))
    major = _INPUT.search(str(settings.get("input_data") or ""))
    count = int(_number((settings.get("resources") or {}).get("instance_count")) or 1)
    keys = settings.get("partition_keys") or ()
    if isinstance(keys, str):
        keys = re.findall(r"[^\[\]\"',\s]+", keys)
    # `run` of a table has its size in bytes; 0 is what the SDK writes for a size that nobody set (1.35.2)
    size = str(settings.get("mini_batch_size") or "")
    parallel = Parallel(
        script=str(task.get("entry_script") or "").removeprefix("file:"),
        input=major[1] if major else "",
        size="" if size == "0" else size,
        append_to=append[1] if append else "",
        append_name="" if append and outputs.get(append[1]) == "file" else "parallel_run_step.txt",
        workers=count * int(_number(settings.get("max_concurrency_per_instance")) or 1),
        tries=1 + int(_or(_number(retry.get("max_retries")), 2)),
        timeout=_or(_number(retry.get("timeout")), 60),
        failed_batches=int(_or(_number(settings.get("mini_batch_error_threshold")), -1)),
        failed_items=int(_or(_number(settings.get("error_threshold")), -1)),
        keys=tuple(keys),
    )
    return {"parallel": parallel, "command": ShellLine(arguments)}


def _or(value: float | None, default: float) -> float:
    return default if value is None else value
