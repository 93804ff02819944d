"""``ScriptRunConfig`` that is submitted by itself: a command or Spark job at the place of the configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from migrate.decisions.context import Context
from migrate.decisions.inputs import port_mode, port_type
from migrate.decisions.naming import base_name
from migrate.decisions.plumbing import plumbing
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Decision, Edit, Fate, Manual, converted
from migrate.decisions.sources import source_at
from migrate.decisions.steps import component_plan
from migrate.decisions.steps.command import CommandBuilder
from migrate.decisions.steps.component import ComponentBuilder
from migrate.decisions.steps.script import PythonBuilder
from migrate.decisions.steps.spark_job import SparkJobBuilder
from migrate.v1.data import Port, data_of
from migrate.v1.steps import StepModel
from migrate.v1.values import Call
from migrate.v2.components import job_builder
from migrate.v2.expressions import V2, Attr, CallTo, Code, Expr, Literal, call
from migrate.v2.spark import SparkSpec, spark_job_builder
from migrate.v2.statements import Assign, Statement


@dataclass(frozen=True)
class JobPlan:
    """What becomes of the configuration.

    Args:
        before: statements that the job needs.
    """

    job: Expr
    before: tuple[Statement, ...]
    fates: Mapping[str, Fate]


def job_decision(use: Call, job: StepModel, context: Context) -> Decision:
    """``command(…)`` in place of the configuration.

    Raises:
        Manual: something in it is not converted.
    """
    key = ("job", job.obj)
    if key not in context.plans:
        try:
            context.plans[key] = _planned(_builder_of(job)(job, context, component_plan), context)
        except Manual as refusal:
            context.plans[key] = refusal
    plan = context.plans[key]
    if isinstance(plan, Manual):
        raise plan
    assert isinstance(plan, JobPlan)
    made = "spark(...)" if job.run is not None and job.run.is_spark else "command(...)"
    expr, before = plan.job, plan.before
    if sole_value(use.where.statement) is not use.node:
        name = context.new_name("job")
        expr, before = Code(name), (*before, Assign(name, plan.job))
    edits = (Edit(use.where.statement, before=before),) if before else ()
    return Decision(converted(made), expr, (*edits, *plumbing(None, context)), plan.fates)


def _builder_of(job: StepModel) -> type[CommandBuilder | PythonBuilder | SparkJobBuilder]:
    if job.run is not None and job.run.is_spark:
        return SparkJobBuilder
    return CommandBuilder if job.separators else PythonBuilder


def _planned(builder: ComponentBuilder, context: Context) -> JobPlan:
    builder.check()
    builder.name_ports()
    builder.note_unnamed()
    environment, before = builder.environment()
    compute = builder.compute()
    if compute is None:
        raise Manual("v1 ran the script on the own machine: give the job a compute")
    spec = builder.spec(base_name(builder.step), environment, None, {}, [])
    inputs = dict(_inputs(builder, context))
    spec = replace(spec, compute=compute)
    job = spark_job_builder(spec, inputs) if isinstance(spec, SparkSpec) else job_builder(spec, inputs)
    return JobPlan(job, before, builder.fates)


def _inputs(builder: ComponentBuilder, context: Context) -> Iterator[tuple[str, Expr]]:
    step = builder.step
    for port in step.inputs:
        given = source_at(data_of(port.source), step.call.where, [step], context)
        yield builder.inputs[port.source], _in_mode(given, port, context)


def _in_mode(given: Expr, port: Port, context: Context) -> Expr:
    """The input, read as the script asks for it where the variable says something else."""
    mode = port_mode(port, context)
    if mode is None:
        return given
    if isinstance(given, CallTo):
        kept = tuple((name, value) for name, value in given.args if name != "mode")
        return CallTo(given.func, (*kept, ("mode", Literal(mode))))
    assert isinstance(given, Code)
    kind = Literal(port_type(port, context))
    return call(V2("azure.ai.ml", "Input"), type=kind, path=Attr(given, "path"), mode=Literal(mode))
