"""``AutoMLConfig`` that is submitted by itself: an AutoML job at the place of the configuration."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrate.decisions.automl import AutoMLPlan, automl_plan
from migrate.decisions.automl_images import image_plan
from migrate.decisions.compute import compute_of
from migrate.decisions.context import Context
from migrate.decisions.inputs import input_of, is_asset
from migrate.decisions.parts import spent_settings
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Decision, Edit, Manual, converted, manual
from migrate.v1.automl_step import AUTOML_IMAGE_CONFIG, DATA, submissions_of
from migrate.v1.data import data_of, port_of
from migrate.v1.steps import StepModel
from migrate.v1.values import Argument, Call, Const, Obj
from migrate.v2.expressions import Attr, Code, Expr, User, call, method
from migrate.v2.statements import Assign, Do, Statement


def job_plan(job: StepModel, context: Context) -> AutoMLPlan:
    """The plan of the job; worked out once.

    Raises:
        Manual: v2 has no such job.
    """
    key = ("job", job.obj)
    if key not in context.plans:
        assert job.configuration is not None
        try:
            images = job.obj.symbol == AUTOML_IMAGE_CONFIG
            context.plans[key] = (
                image_plan(job.configuration, job.call.where, context)
                if images
                else automl_plan(job.configuration, [job.call.where], context)
            )
        except Manual as refusal:
            context.plans[key] = refusal
    found = context.plans[key]
    if isinstance(found, Manual):
        raise found
    assert isinstance(found, AutoMLPlan)
    return found


def job_made(use: Call, job: StepModel, context: Context) -> Decision:
    """What becomes of the configuration: ``automl.classification(…)`` and the methods that say more.

    Raises:
        Manual: v2 has no such job, or the configuration has no variable of its own.
    """
    plan, statement, configuration = job_plan(job, context), use.where.statement, job.configuration
    if not job.obj.bound_to or sole_value(statement) is not use.node:
        raise Manual("bind the AutoMLConfig to a variable: v2 sets limits and training by methods of the job")
    compute = compute_of(job, context)
    is_local = compute is None
    if is_local and not _is_elsewhere_remote(job, context):
        raise Manual("an AutoML job of v2 needs a compute target; v1 trained on the own machine")
    assert configuration is not None
    given = {name: configuration.argument(name) for name in DATA}
    data = {name: _data(argument, context) for name, argument in given.items() if argument is not None}
    made = call(plan.function, compute=compute, **data, **plan.keywords)
    calls = (Do(method(Code(job.obj.name), name, **keywords)) for name, keywords in plan.calls.items())
    edit = Edit(statement, instead=(Assign(job.obj.name, made), *calls))
    fate = converted(f"automl.{plan.task or 'classification'}(...)")
    decision = Decision(fate, edits=(edit, *spent_settings(use, context)), arguments=plan.fates.get(job.obj, {}))
    if is_local:
        message = "an AutoML job of v2 needs a compute target (compute=…); in v1 this one trained on the own machine"
        return replace(decision, fate=manual(message), stands=True)
    return decision


def _is_elsewhere_remote(job: StepModel, context: Context) -> bool:
    """Whether another branch makes the job with a compute target, so that only this one lacks it."""
    submits = submissions_of(job.obj, context.interpreter.uses.calls.values())
    others = [one for submit in submits for one in context.submitted_jobs(submit) if one is not job]
    return any(compute_of(one, context) is not None for one in others)


def _data(argument: Argument, context: Context) -> Expr:
    """The table: the variable that holds an Input, else the Input itself."""
    port = port_of(argument.value)
    assert port is not None
    source = data_of(port.source)
    held = isinstance(argument.node.value, cst.Name) and not is_asset(source, context)
    return User(argument.node.value) if held else input_of(source, context)


# Its submission


def check_shown(use: Call, job: Obj, context: Context) -> None:
    """Refuse a submission of a job that stays v1, or whose log cannot be shown.

    Raises:
        Manual: for what.
    """
    if context.decide_object(job).stays_v1:
        raise Manual("the job that is submitted here could not be converted")
    if _asks(use) and _name_of_run(use) is None:
        raise Manual("bind the run to a variable: its log is shown with ml_client.jobs.stream(run.name)")


def shown_after(use: Call, client: Expr, context: Context) -> tuple[Statement, ...]:
    """``show_output=True``: v1 then waits for the end and shows the log, of anything but a pipeline."""
    name = _name_of_run(use)
    if name is None or not _asks(use) or not context.submitted_jobs(use):
        return ()
    return (Do(method(client, "jobs.stream", Attr(Code(name), "name"))),)


def _asks(use: Call) -> bool:
    return use.value("show_output") not in (None, Const(False), Const(None))


def _name_of_run(use: Call) -> str | None:
    """The variable that the run is given to, when the statement does nothing else."""
    return use.result.name if sole_value(use.where.statement) is use.node and isinstance(use.result, Obj) else None
