"""The checks that azure-ai-ml does not make on a built pipeline.

Each is a small function from a pipeline to its problems; ``CHECKS`` lists them with their severity. What the SDK
misses, and since when that is known, stands with each check; all were seen with azure-ai-ml 1.35.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from migrate.verify.checks import commands, compute, environments, ports, wiring
from migrate.verify.checks.problem import Problem
from migrate.verify.levels import Finding, Severity
from migrate.verify.pipeline_view import Pipeline


@dataclass(frozen=True)
class Check:
    name: str
    find: Callable[[Pipeline], Iterable[Problem]]
    severity: Severity = Severity.ERROR


_WARNING = Severity.WARNING

CHECKS = (
    Check("no-nodes", wiring.no_nodes),
    Check("unknown-binding", wiring.unknown_bindings),
    Check("cycle", wiring.cycles),
    Check("missing-input", wiring.missing_inputs),
    Check("type-mismatch", wiring.type_mismatches),
    Check("out-of-range", wiring.out_of_range),
    Check("empty-string", wiring.empty_strings),
    Check("loose-type", wiring.loose_types, _WARNING),
    Check("made-up-name", wiring.made_up_names, _WARNING),
    Check("io-mode", ports.invalid_modes),
    Check("path-pattern", ports.path_patterns),
    Check("io-type", ports.invalid_types),
    Check("io-name", ports.invalid_names),
    Check("reserved-name", ports.reserved_names),
    Check("dict-method-name", ports.dict_method_names, _WARNING),
    Check("duplicate-io", ports.duplicates),
    Check("component-name", ports.component_names, _WARNING),
    Check("unknown-placeholder", commands.unknown_placeholders),
    Check("optional-input", commands.optional_inputs),
    Check("line-continuation", commands.line_continuations),
    Check("missing-script", commands.missing_scripts),
    Check("unused-input", commands.unused_inputs, _WARNING),
    Check("unwritten-output", commands.unwritten_outputs, _WARNING),
    Check("environment-version", environments.without_version),
    Check("environment-image", environments.without_image),
    Check("node-environment", environments.set_on_node),
    Check("node-attribute", compute.unknown_attributes),
    Check("pipeline-setting", compute.unknown_settings),
    Check("compute-object", compute.objects),
    Check("compute-local", compute.local),
)


def check_pipeline(pipeline: Pipeline, path: str, line: int, cell: int | None = None) -> list[Finding]:
    """Every problem of a pipeline and of the pipelines nested in it.

    Args:
        path: the file that defines the pipeline, for findings that have no better place.
        line: 1-based line of its definition.
        cell: 0-based notebook cell of its definition.
    """
    findings = []
    for part in _parts(pipeline):
        for check in CHECKS:
            for problem in check.find(part):
                node = problem.node
                place = (path, line, cell)
                if node is not None and node.path:
                    place = (node.path, node.line, node.cell)
                message = f"{node.name}: {problem.message}" if node is not None else problem.message
                found = Finding(place[0], place[1], check.name, message, problem.advice, check.severity, place[2])
                findings.append(found)
    return findings


def _parts(pipeline: Pipeline) -> Iterator[Pipeline]:
    yield pipeline
    for node in pipeline.nodes.values():
        if node.inner is not None:
            yield from _parts(node.inner)
