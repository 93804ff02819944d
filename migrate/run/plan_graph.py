"""The plan of a v1 pipeline, from its neutral graph."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from migrate.run.plan import (
    Arguments,
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
from migrate.verify.graph import Graph, InputPort, Node, Value, Word, WordKind
from migrate.verify.search_space import RANGES

SETTINGS = {
    "parallel": (
        "inputs", "mini_batch_size", "output_action", "append_row_to", "append_row_file_name", "run_max_try",
        "run_invocation_timeout", "error_threshold", "allowed_failed_count", "allowed_failed_percent", "partition_keys",
    ),
    "sweep": ("space.<input>", "metric", "goal", "algorithm", "max_trials", "max_concurrent_trials"),
}  # fmt: skip
"""By kind of node, the names in ``Node.settings`` that a local run needs, behind the kind and a dot."""

_HERE = frozenset({"command", "parallel", "sweep"})
_SPACE = "sweep.space."
_PARAMETER = re.compile(r"\$\{\{parameters\.(\w+)\}\}")
_DEFAULT_FILES = "10"  # of a mini-batch, where ParallelRunConfig gives no number (azureml-pipeline-steps 1.62)


def plan_graph(graph: Graph, base: Path, parameters: Mapping[str, str] | None = None) -> Plan:
    """Read a graph.

    Args:
        base: folder that source folders are relative to.
        parameters: values that replace those of the graph.

    Raises:
        RunError: a node cannot be executed here, or a parameter is unknown or has no value.
    """
    known = {item.name: item for item in graph.parameters if item.kind != "data"}
    for name in parameters or {}:
        if name not in known:
            raise RunError(
                f"the pipeline has no parameter {name}", advice=f"its parameters: {', '.join(known) or 'none'}"
            )
    values = {name: item.default for name, item in known.items()}
    values.update({name: value for name, value in graph.bindings.items() if name in known})
    texts = {name: as_text(value) for name, value in values.items() if value is not None}
    texts.update(parameters or {})
    refuse(_refusals(graph))
    refuse(f"parameter {name} has no value" for name in _used(graph) if name not in texts)
    after: dict[str, list[str]] = {}
    for earlier, later in graph.ordering:
        after.setdefault(later, []).append(earlier)
    return Plan(
        name=graph.name,
        side="v1",
        tasks=tuple(_task(node, texts, base, tuple(after.get(node.name, ()))) for node in graph.nodes),
        outputs={port.pipeline_output: (node.name, port.name)
                 for node in graph.nodes for port in node.outputs
                 if port.pipeline_output and port.name not in _written_by_the_service(node)},
        parameters=texts,
        stop_early=not graph.continue_on_failure.value,
    )  # fmt: skip


def _refusals(graph: Graph) -> Iterator[str]:
    for node in graph.nodes:
        if node.kind not in _HERE:
            yield f"node {node.name} is of the kind {node.kind}, which only the service executes"
    metrics = {(node.name, name) for node in graph.nodes for name in _written_by_the_service(node)}
    for node in graph.nodes:
        for port in node.inputs:
            if port.producer in metrics:
                yield f"node {node.name} reads the metrics file of {port.producer[0]}, which only the service writes"


def _used(graph: Graph) -> Iterator[str]:
    for node in graph.nodes:
        yield from (word.text for word in (*node.program, *node.arguments) if word.kind is WordKind.PARAMETER)


def _task(node: Node, texts: Mapping[str, str], base: Path, after: tuple[str, ...]) -> Task:
    inputs: dict[str, Source] = {}
    for port in node.inputs:
        source = _source(node, port, texts)
        if source is not None:
            inputs[port.name] = source
    # the parameter words of an argument vector are looked up among the inputs
    program = node.arguments if node.kind == "parallel" else (*node.program, *node.arguments)
    words = tuple(_filled(word, texts) for word in program)
    variables = {name: _value(value, texts) for name, value in node.environment_variables.items()}
    if node.kind == "command":
        for name in (*inputs, *(port.name for port in node.outputs)):
            # what the v1 runtime gives to scripts beside the arguments
            group = "inputs" if name in inputs else "outputs"
            variables.setdefault(f"AZUREML_DATAREFERENCE_{name}", f"${{{{{group}.{name}}}}}")
    timeout = _value(node.timeout_seconds, texts)
    return Task(
        name=node.name,
        title=node.name,
        kind=node.kind,
        command=ShellLine(_line(node.line, texts)) if node.line else Arguments(words),
        inputs=inputs,
        outputs={
            port.name: port.kind if port.kind in ("folder", "file") else ""
            for port in node.outputs
            if port.name not in _written_by_the_service(node)
        },
        code=(base / node.source_folder) if node.source_folder else None,
        variables=variables,
        after=after,
        timeout=float(timeout) if timeout else None,
        parallel=_parallel(node, texts) if node.kind == "parallel" else None,
        sweep=_sweep(node, texts) if node.kind == "sweep" else None,
        notes=tuple(_notes(node)),
    )


def _notes(node: Node) -> Iterator[str]:
    if node.distribution:
        yield "distributed on the service; one process here"
    for name in sorted(_written_by_the_service(node)):
        yield f"the metrics file {name} is written by the service only"
    policy = node.settings.get("sweep.policy")
    if node.kind == "sweep" and policy is not None and policy.value:
        yield "early termination is not applied: every trial runs to its end"


def _source(node: Node, port: InputPort, texts: Mapping[str, str]) -> Source | None:
    if port.producer is not None:
        return FromNode(*port.producer)
    kind = {"folder": "uri_folder", "file": "uri_file", "table": "mltable"}.get(port.kind, "")
    if port.parameter is not None:
        if port.parameter in texts:
            return Text(texts[port.parameter])
        return Outside((port.parameter, f"{node.name}.{port.name}", port.name), kind=kind)
    if port.source is not None:
        kind = kind or {"folder": "uri_folder", "file": "uri_file", "table": "mltable"}.get(port.source.kind, "")
        return Outside((f"{node.name}.{port.name}", port.name), port.source.uri, kind=kind)
    return None


def _filled(word: Word, texts: Mapping[str, str]) -> Word:
    if word.kind is not WordKind.PARAMETER:
        return word
    return Word(WordKind.LITERAL, f"{word.prefix}{texts[word.text]}{word.suffix}")


def _line(line: str, texts: Mapping[str, str]) -> str:
    """The line with the values of its parameters, which v1 puts in as text."""
    return _PARAMETER.sub(lambda match: texts[match[1]], line)


def _value(value: Value, texts: Mapping[str, str]) -> str:
    if value.parameter is not None:
        return texts.get(value.parameter, "")
    return "" if value.value is None else as_text(value.value)


class _Settings:
    """Access to the settings of a node, with a default for what is not set."""

    def __init__(self, node: Node, texts: Mapping[str, str]) -> None:
        self._node, self._texts = node, texts

    def text(self, name: str, default: str = "") -> str:
        value = self._node.settings.get(name)
        return (_value(value, self._texts) if value is not None else "") or default

    def number(self, name: str, default: int) -> int:
        return int(float(self.text(name, str(default))))

    def several(self, name: str) -> tuple[str, ...]:
        value = self._node.settings.get(name)
        listed = value.value if value is not None else None
        return tuple(as_text(item) for item in listed) if isinstance(listed, (list, tuple)) else ()


def _parallel(node: Node, texts: Mapping[str, str]) -> Parallel:
    settings = _Settings(node, texts)
    scripts = [word.text for word in node.program if word.text.endswith(".py")]
    if not scripts:
        raise RunError(f"parallel node {node.name} names no entry script")
    cut = settings.several("parallel.inputs") or tuple(port.name for port in node.inputs[:1])
    if len(cut) > 1:
        raise RunError(f"parallel node {node.name} cuts several inputs: {', '.join(cut)}", advice="v2 cuts one only")
    port = next((port for port in node.inputs if port.name in cut), None)
    kind = (port.kind or (port.source.kind if port.source else "")) if port else ""
    append = ""
    if settings.text("parallel.output_action") == "append_row" and node.outputs:
        # the output of the step comes before those that its arguments mention
        append = settings.text("parallel.append_row_to", node.outputs[0].name)
    file = any(output.name == append and output.kind == "file" for output in node.outputs)
    workers = (int(float(_value(count, texts) or 1)) for count in (node.node_count, node.processes_per_node))
    return Parallel(
        script=scripts[0],
        input=port.name if port else "",
        size=settings.text("parallel.mini_batch_size", "" if kind == "table" else _DEFAULT_FILES),
        table=kind == "table",
        append_to=append,
        append_name="" if file else settings.text("parallel.append_row_file_name", "parallel_run_step.txt"),
        workers=math.prod(workers),
        tries=settings.number("parallel.run_max_try", 3),
        timeout=settings.number("parallel.run_invocation_timeout", 60),
        failed_batches=settings.number("parallel.allowed_failed_count", -1),
        failed_percent=settings.number("parallel.allowed_failed_percent", -1),
        failed_items=settings.number("parallel.error_threshold", -1),
        keys=settings.several("parallel.partition_keys"),
    )


def _sweep(node: Node, texts: Mapping[str, str]) -> Sweep:
    settings = _Settings(node, texts)
    metric = settings.text("sweep.metric")
    if not metric:
        raise RunError(f"sweep node {node.name} names no primary metric")
    trials = settings.number("sweep.max_trials", 1)
    return Sweep(
        space={
            name.removeprefix(_SPACE): _expression(node, name, value.value)
            for name, value in node.settings.items()
            if name.startswith(_SPACE)
        },
        metric=metric,
        maximize=settings.text("sweep.goal", "maximize").lower() == "maximize",
        sampling=settings.text("sweep.algorithm", "random").lower(),
        trials=trials,
        at_once=settings.number("sweep.max_concurrent_trials", trials),
    )


def _expression(node: Node, name: str, value: object) -> dict[str, object]:
    """``["uniform", [0, 1]]`` → ``{"type": "uniform", "min_value": 0, "max_value": 1}``, as v2 writes it."""
    if not (isinstance(value, (list, tuple)) and len(value) == 2):
        raise RunError(f"sweep node {node.name} has no expression for {name.removeprefix(_SPACE)}")
    kind, given = value
    if kind == "choice":
        return {"type": kind, "values": list(given)}
    return {"type": kind, **dict(zip(RANGES.get(kind, ()), given, strict=False))}


def _written_by_the_service(node: Node) -> frozenset[str]:
    """The outputs of a sweep that hold the metrics of its trials, for which v2 has no counterpart."""
    kinds = {port.name: node.settings.get(f"outputs.{port.name}.training.type", Value()) for port in node.outputs}
    return frozenset(name for name, kind in kinds.items() if node.kind == "sweep" and kind.value == "Metrics")
