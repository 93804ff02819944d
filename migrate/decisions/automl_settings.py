"""Objects that hold the settings of an AutoML job: nothing is left of them where v1 made them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from migrate.decisions.automl_job import job_made, job_plan
from migrate.decisions.context import Context
from migrate.decisions.many_models import is_of_many_models, settings_made
from migrate.decisions.parts import is_part, part_made, spent_settings
from migrate.decisions.rule import Decision, Fate, Manual
from migrate.decisions.steps import component_plan
from migrate.v1.values import Call, Obj

JOB: Final = "automl.classification(...)"


def settings_of_job(use: Call, context: Context) -> Decision:
    """What becomes of an object that only holds settings of a job, or is submitted as one.

    Raises:
        Manual: no job that could be converted has it.
    """
    if isinstance(use.result, Obj) and is_of_many_models(use.result, context):
        return settings_made(use, context)
    job = next((one for one in context.jobs if one.obj is use.result), None)
    if job is not None:
        return job_made(use, job, context)
    reason = context.why_no_job(use.result) if isinstance(use.result, Obj) else None
    if reason is not None and isinstance(use.result, Obj) and not is_part(use.result, context):
        raise Manual(reason)
    decision = part_made(use, context, JOB)
    fates: dict[str, Fate] = {}
    for job in context.jobs:
        if use.result in job.parts:
            fates.update(job_plan(job, context).fates.get(use.result, {}))  # type: ignore[arg-type]
    for step in context.converted_steps:
        if use.result in step.parts:
            fates.update(component_plan(step, context).part_fates.get(use.result, {}))  # type: ignore[arg-type]
    return replace(decision, arguments=fates, edits=(*decision.edits, *spent_settings(use, context)))
