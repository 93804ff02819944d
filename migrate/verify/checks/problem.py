"""What a check reports."""

from __future__ import annotations

from dataclasses import dataclass

from migrate.verify.pipeline_view import Node


@dataclass(frozen=True)
class Problem:
    """Something wrong with a pipeline, or with one of its nodes."""

    message: str
    advice: str = ""
    node: Node | None = None
