"""What stays v1 of a pipeline, or of a job by itself, that was taken for one that can be converted."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.decisions.context import Context
from migrate.v1.automl_step import SUBMIT
from migrate.v1.data import data_of
from migrate.v1.pipelines import PipelineModel
from migrate.v1.steps import StepModel
from migrate.v1.values import Obj, alternatives


def staying(model: PipelineModel, context: Context) -> Iterator[tuple[Obj, str]]:
    """The parts of a converted pipeline that stay v1 all the same, with the reason."""
    if not model.convertible:
        return
    for owner, node in model.parts():
        decision = context.decisions.get(node)
        if decision is not None and decision.stays_v1:
            yield owner, decision.fate.message
            if model.flow is not None:
                # Without the step the pipeline could be followed all the same, as one that lacks it.
                yield model.obj, decision.fate.message


def staying_job(job: StepModel, context: Context) -> Iterator[str]:
    """Why a job by itself stays v1 all the same."""
    data = [data_of(port.source) for port in job.inputs]
    made = [obj.call.node for obj in (job.obj, *job.parts, *data) if obj.call is not None]
    decisions = [context.decisions[node] for node in made if node in context.decisions]
    kept = [decision.fate.message for decision in decisions if decision.stays_v1]
    yield from kept or _kept_submissions(job, context)


def _kept_submissions(job: StepModel, context: Context) -> Iterator[str]:
    for call in context.interpreter.uses.calls.values():
        if call.symbol == SUBMIT and job.obj in alternatives(call.value("config")):
            decision = context.decisions.get(call.node)
            if decision is not None and decision.stays_v1:
                yield f"its submission stays v1: {decision.fate.message}"
