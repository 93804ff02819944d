"""The runs of a pipeline that the script has submitted, and of its steps. Isolated process only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrate.verify.graph import Graph, Node
from migrate.verify.project.offline import Offline
from migrate.verify.step_properties import properties_of

NAME = "offline-run"


class _Properties(dict):  # type: ignore[type-arg]
    """What only the service knows has no content."""

    def __missing__(self, name: str) -> Any:
        return Offline(f"properties[{name!r}]")


def pipeline_run(graph: Graph | None, publish: Callable[..., Any]) -> Any:
    """The run of a pipeline; the runs of its steps are asked for by code that looks for one of them."""
    nodes = () if graph is None else graph.nodes
    return Offline(
        "run",
        id=NAME,
        _id=NAME,
        publish_pipeline=publish,
        get_steps=lambda: [_step_run(node) for node in nodes],
        get_children=lambda *_, **__: iter([_step_run(node) for node in nodes]),
    )


def _step_run(node: Node) -> Any:
    name = f"{NAME}_{node.name}"
    return Offline("run", id=name, _id=name, name=node.name, properties=_Properties(properties_of(node.kind)))
