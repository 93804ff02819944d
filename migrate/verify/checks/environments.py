"""The environments that nodes run in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.verify.checks.problem import Problem
from migrate.verify.pipeline_view import Node, Pipeline
from migrate.verify.references import environment_problem


def without_version(pipeline: Pipeline) -> Iterator[Problem]:
    """A name without version or label passes validation and raises at submission."""
    for node, environment in _environments(pipeline):
        if isinstance(environment, str) and (problem := environment_problem(environment)):
            yield Problem(problem, "write azureml:name:version or azureml:name@latest", node)


def without_image(pipeline: Pipeline) -> Iterator[Problem]:
    """Conda dependencies need an image to be installed into; found at submission only."""
    for node, environment in _environments(pipeline):
        if isinstance(environment, Mapping) and not environment.get("image") and not environment.get("build"):
            yield Problem("its environment has neither an image nor a build context", "add image=", node)


def set_on_node(pipeline: Pipeline) -> Iterator[Problem]:
    """``node.environment = ...`` is accepted and not sent: the component keeps its own."""
    for node, environment in _environments(pipeline):
        if node.environment and environment != node.environment:
            yield Problem("its environment is set on the node, where it has no effect", "set it on the component", node)


def _environments(pipeline: Pipeline) -> Iterator[tuple[Node, object]]:
    for node in pipeline.nodes.values():
        if node.component is not None and node.component.environment:
            yield node, node.component.environment
