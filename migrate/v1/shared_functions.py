"""Functions that make steps for several pipelines: they become v2 when all that call them do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrate.v1.nodes import walk
from migrate.v1.pipelines import PipelineModel
from migrate.v1.problems import Problem
from migrate.v1.values import Obj


def only_followed(pipelines: Mapping[Obj, PipelineModel]) -> dict[Obj, PipelineModel]:
    """The pipelines, without those that share a function with code that is not followed."""
    found = dict(pipelines)
    while True:
        flows = [model.flow for model in found.values() if model.flow is not None and model.convertible]
        known = {node for flow in flows for node in flow.region.given}
        known |= {node for flow in flows for statement in flow.region.statements for node in walk(statement)}
        known |= {node for flow in flows for helper in flow.helpers if helper.node for node in walk(helper.node)}
        lost = [
            (obj, helper.name)
            for obj, model in found.items()
            if model.flow is not None and model.convertible
            for helper in model.flow.helpers
            if not known.issuperset(helper.calls)
        ]
        if not lost:
            return found
        for obj, name in lost:
            message = f"`{name}` is called elsewhere, too"
            found[obj] = replace(found[obj], problems=[Problem(found[obj].call.node, message)])
