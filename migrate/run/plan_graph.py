"""The plan of a v1 pipeline, from its neutral graph.

Settings of sweep and parallel nodes have the names that the v2 dictionary uses; ``SETTINGS`` lists those read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from migrate.run.plan import (
    Arguments,
    FromNode,
    Outside,
    Parallel,
    Plan,
    RunError,
    Source,
    Sweep,
    Task,
    Text,
    as_text,
    refuse,
)
from migrate.verify.graph import Graph, InputPort, Node, Value, Word, WordKind

SETTINGS = {
    "parallel": (
        "input_data", "mini_batch_size", "append_row_to", "append_row_file_name", "instance_count",
        "max_concurrency_per_instance", "retry_settings.max_retries", "retry_settings.timeout", "error_threshold",
        "mini_batch_error_threshold", "partition_keys",
    ),
    "sweep": (
        "search_space.<input>", "objective.primary_metric", "objective.goal", "sampling_algorithm", "sampling.seed",
        "limits.max_total_trials", "limits.max_concurrent_trials",
    ),
}  # fmt: skip
"""By kind of node, the names in ``Node.settings`` that a local run needs."""

_HERE = frozenset({"command", "parallel", "sweep"})


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
    refuse(f"node {node.name} is of the kind {node.kind}" for node in graph.nodes if node.kind not in _HERE)
    refuse(f"parameter {name} has no value" for name in _used(graph) if name not in texts)
    after: dict[str, list[str]] = {}
    for earlier, later in graph.ordering:
        after.setdefault(later, []).append(earlier)
    return Plan(
        name=graph.name,
        side="v1",
        tasks=tuple(_task(node, texts, base, tuple(after.get(node.name, ()))) for node in graph.nodes),
        outputs={port.pipeline_output: (node.name, port.name)
                 for node in graph.nodes for port in node.outputs if port.pipeline_output},
        parameters=texts,
        stop_early=not graph.continue_on_failure.value,
    )  # fmt: skip


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
        command=Arguments(words),
        inputs=inputs,
        outputs={port.name: port.kind if port.kind in ("folder", "file") else "" for port in node.outputs},
        code=(base / node.source_folder) if node.source_folder else None,
        variables=variables,
        after=after,
        timeout=float(timeout) if timeout else None,
        parallel=_parallel(node, texts) if node.kind == "parallel" else None,
        sweep=_sweep(node, texts) if node.kind == "sweep" else None,
        notes=("distributed on the service; one process here",) if node.distribution else (),
    )


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

    def below(self, prefix: str) -> dict[str, Mapping[str, object]]:
        return {
            name.removeprefix(prefix): value.value
            for name, value in self._node.settings.items()
            if name.startswith(prefix) and isinstance(value.value, Mapping)
        }

    def several(self, name: str) -> tuple[str, ...]:
        value = self._node.settings.get(name)
        listed = value.value if value is not None else None
        return tuple(as_text(item) for item in listed) if isinstance(listed, (list, tuple)) else ()


def _parallel(node: Node, texts: Mapping[str, str]) -> Parallel:
    settings = _Settings(node, texts)
    scripts = [word.text for word in node.program if word.text.endswith(".py")]
    if not scripts:
        raise RunError(f"parallel node {node.name} names no entry script")
    major = settings.text("input_data", node.inputs[0].name if node.inputs else "")
    port = next((port for port in node.inputs if port.name == major), None)
    kind = (port.kind or (port.source.kind if port.source else "")) if port else ""
    append = settings.text("append_row_to")
    file = any(output.name == append and output.kind == "file" for output in node.outputs)
    return Parallel(
        script=scripts[0],
        input=major,
        size=settings.text("mini_batch_size"),
        table=kind == "table",
        append_to=append,
        append_name="" if file else settings.text("append_row_file_name", "parallel_run_step.txt"),
        workers=settings.number("instance_count", 1) * settings.number("max_concurrency_per_instance", 1),
        tries=1 + settings.number("retry_settings.max_retries", 2),
        timeout=settings.number("retry_settings.timeout", 60),
        failed_batches=settings.number("mini_batch_error_threshold", -1),
        failed_items=settings.number("error_threshold", -1),
        keys=settings.several("partition_keys"),
    )


def _sweep(node: Node, texts: Mapping[str, str]) -> Sweep:
    settings = _Settings(node, texts)
    metric = settings.text("objective.primary_metric")
    if not metric:
        raise RunError(f"sweep node {node.name} names no primary metric")
    trials = settings.number("limits.max_total_trials", 1)
    seed = settings.text("sampling.seed")
    return Sweep(
        space=settings.below("search_space."),
        metric=metric,
        maximize=settings.text("objective.goal", "maximize").lower() == "maximize",
        sampling=settings.text("sampling_algorithm", "random").lower(),
        seed=int(seed) if seed else None,
        trials=trials,
        at_once=settings.number("limits.max_concurrent_trials", trials),
    )
