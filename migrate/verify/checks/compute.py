"""Compute targets, and what is set on nodes and pipelines although the SDK does not know it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.verify.checks.problem import Problem
from migrate.verify.pipeline_view import Node, Pipeline

_NAME = re.compile(r"^(azureml:)?([\w.-]+|/subscriptions/\S+)$|^\$\{\{.*\}\}$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"^(azureml:)?<(?!.* at 0x)[A-Za-z][\w-]*[ _-][\w -]*>$")
"""``<your-cluster>``, as notebooks have that want to be filled in; a name all the same, which v1 had too."""


def unknown_attributes(pipeline: Pipeline) -> Iterator[Problem]:
    """A node takes any attribute and sends it as a field that the service does not know."""
    for node in pipeline.nodes.values():
        for name in node.attributes:
            yield Problem(f"the node has no attribute {name!r}, but was given one", "set it on the component", node)


def unknown_settings(pipeline: Pipeline) -> Iterator[Problem]:
    for name in pipeline.unknown_settings:
        yield Problem(f"pipelines have no setting {name!r}", "")


def objects(pipeline: Pipeline) -> Iterator[Problem]:
    """A compute object in place of its name is sent as its ``repr``."""
    for node, compute in _computes(pipeline):
        if not _NAME.match(compute) and not _PLACEHOLDER.match(compute):
            shown = compute if len(compute) <= 40 else compute[:37] + "..."
            yield Problem(f"its compute is not a name: {shown!r}", "pass the name of the compute target", node)


def local(pipeline: Pipeline) -> Iterator[Problem]:
    """Single jobs can run on this machine; pipelines cannot."""
    for node, compute in _computes(pipeline):
        if compute.rpartition(":")[2].lower() == "local":
            yield Problem("a pipeline cannot run on the compute 'local'", "name a compute target", node)


def _computes(pipeline: Pipeline) -> Iterator[tuple[Node | None, str]]:
    if pipeline.compute:
        yield None, pipeline.compute
    for node in pipeline.nodes.values():
        if node.compute:
            yield node, node.compute
