"""``HyperDriveConfig`` that is submitted by itself: the command of its trials, swept, at its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from migrate.decisions.context import Context
from migrate.decisions.parts import spent_settings
from migrate.decisions.plumbing import plumbing
from migrate.decisions.rule import Decision, Edit, Manual, converted
from migrate.decisions.steps import component_plan
from migrate.decisions.steps.script_job import job_inputs
from migrate.decisions.steps.sweep import SweepBuilder
from migrate.v1.steps import StepModel
from migrate.v1.values import Call
from migrate.v2 import names
from migrate.v2.components import trial_builder
from migrate.v2.expressions import CallTo, Code
from migrate.v2.statements import Assign


class SweepJobBuilder(SweepBuilder):
    """Plans a sweep that no pipeline holds."""

    sends_variables = True


def sweep_decision(use: Call, job: StepModel, context: Context) -> Decision:
    """``train_trial(lr=Uniform(…)).sweep(…)`` in place of the configuration, below ``train_trial = command(…)``.

    Raises:
        Manual: something in it is not converted.
    """
    key = ("job", job.obj)
    if key not in context.plans:
        try:
            context.plans[key] = _decided(use, SweepJobBuilder(job, context, component_plan), context)
        except Manual as refusal:
            context.plans[key] = refusal
    found = context.plans[key]
    if isinstance(found, Manual):
        raise found
    assert isinstance(found, Decision)
    return found


def _decided(use: Call, builder: SweepJobBuilder, context: Context) -> Decision:
    builder.check()
    builder.name_ports()
    builder.note_unnamed()
    environment, before = builder.environment()
    compute = builder.compute()
    base = names.snake(PurePosixPath(builder.step.title).name.removesuffix(".py")) or "sweep"
    if compute is None:
        raise Manual("a sweep needs a compute: name one for its trials")
    spec = replace(builder.spec(base, environment, None, {}, []), compute=compute)
    variable = context.new_name(f"{base}_trial", use.where)
    expr = builder.swept(CallTo(Code(variable), tuple(job_inputs(builder, context))))
    statements = (*before, Assign(variable, trial_builder(spec)))
    estimator = builder.step.estimator
    spent = spent_settings(estimator.call, context, "script_params") if estimator is not None else ()
    edits = (Edit(use.where.statement, before=statements), *spent, *plumbing(None, context))
    return Decision(converted("command(...).sweep(...)"), expr, edits, builder.fates)
