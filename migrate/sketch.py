"""The outline of a pipeline, to be drawn: its steps, where they are written, and what goes from one to another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SketchNode:
    """A step of v1 or a node of v2.

    Args:
        id: unique in its sketch: the variable where there is one.
        kind: what it is made of, in the words of its SDK.
        line: 1-based (notebook: in the cell); 0 when that is not known.
    """

    id: str
    title: str
    kind: str = ""
    path: str = ""
    line: int = 0
    cell: int | None = None


@dataclass(frozen=True, order=True)
class SketchEdge:
    """One node before another; ``name`` is that of the data, and empty for an ordering without data."""

    source: str
    target: str
    name: str = ""


@dataclass(frozen=True)
class Sketch:
    nodes: tuple[SketchNode, ...] = ()
    edges: tuple[SketchEdge, ...] = ()
