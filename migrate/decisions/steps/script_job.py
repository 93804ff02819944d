"""``ScriptRunConfig`` or estimator that is submitted by itself: a command or Spark job at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from migrate.decisions.compute import compute_name
from migrate.decisions.context import Context
from migrate.decisions.inputs import port_mode, port_type
from migrate.decisions.moving import check_moved
from migrate.decisions.naming import base_name
from migrate.decisions.plumbing import plumbing
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Decision, Edit, Fate, Manual, changed, converted
from migrate.decisions.settings.callers import takes
from migrate.decisions.settings.folded import folded
from migrate.decisions.sources import source_at
from migrate.decisions.steps import component_plan
from migrate.decisions.steps.command import CommandBuilder
from migrate.decisions.steps.component import ComponentBuilder
from migrate.decisions.steps.estimator import EstimatorBuilder
from migrate.decisions.steps.script import PythonBuilder
from migrate.decisions.steps.spark_job import SparkJobBuilder
from migrate.v1.data import Port, data_of
from migrate.v1.environments import EnvironmentModel, fold_environment
from migrate.v1.folding import TARGET, events
from migrate.v1.run_configurations import comes_from_outside
from migrate.v1.script_job import changes
from migrate.v1.steps import StepModel
from migrate.v1.values import Call, SetEvent, Value, Where, alternatives, objects
from migrate.v2.components import job_builder
from migrate.v2.expressions import V2, Attr, CallTo, Code, Expr, Literal, User, call
from migrate.v2.spark import SparkSpec, spark_job_builder
from migrate.v2.statements import Assign, Statement

_LOCAL = Literal("local")
_OWN_PYTHON = "v1 ran the script with the Python of this machine, v2 runs it in a container: say what is in it"
_IN_CONTAINER = "on the own machine v2 runs every job in a container: it needs Docker"


@dataclass(frozen=True)
class JobPlan:
    """What becomes of the configuration.

    Args:
        before: statements that the job needs.
    """

    job: Expr
    before: tuple[Statement, ...]
    fates: Mapping[str, Fate]
    fate: Fate
    late: tuple[Edit, ...]
    """What is set on the job where the code sets it on the configuration."""


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
    expr, before = plan.job, plan.before
    after = (*plan.late, *plumbing(None, context))
    if len(places := changes(job)) > 1:
        _check_moved(job, places, context)
        edits = folded(places, [*before, Assign(job.obj.name, expr)], context)
        return Decision(plan.fate, edits=(*edits, *after), arguments=plan.fates)
    if sole_value(use.where.statement) is not use.node:
        name = context.new_name("job")
        expr, before = Code(name), (*before, Assign(name, plan.job))
    edits = (Edit(use.where.statement, before=before),) if before else ()
    return Decision(plan.fate, expr, (*edits, *after), plan.fates)


def job_is_converted(value: Value | None, context: Context) -> bool:
    """Whether it is a configuration that is submitted by itself and becomes a job."""
    return any(job.obj is value and context.is_converted(job.obj) for job in context.script_jobs)


def _check_moved(job: StepModel, places: Sequence[Where], context: Context) -> None:
    """Refuse a configuration that cannot be written where it is changed the last time.

    Raises:
        Manual: why.
    """
    for argument in job.call.arguments.values():
        check_moved(argument.node.value, job.call.where, places[-1], context)
    for event in [one for one in events(job.obj) if one not in job.late]:
        if sole_value(event.where.statement) is not event.expression:
            raise Manual(f"`{event.name}` is set together with something else")
        check_moved(event.expression, event.where, places[-1], context)
    if not job.obj.name or sole_value(job.call.where.statement) is not job.call.node:
        raise Manual("bind the ScriptRunConfig to a variable: something is set on it")


def _builder_of(job: StepModel) -> type[CommandBuilder | EstimatorBuilder | PythonBuilder | SparkJobBuilder]:
    if job.run is not None and job.run.is_spark:
        return SparkJobBuilder
    if job.estimator is not None:
        return EstimatorBuilder
    return CommandBuilder if job.separators else PythonBuilder


def _planned(builder: ComponentBuilder, context: Context) -> JobPlan:
    builder.check()
    for event in events(builder.step.obj):
        for obj in objects(event.value):
            if not context.is_converted(obj):
                reason = context.decide_object(obj).fate.message
                raise Manual(f"`{event.name}` of its run configuration stays v1: {reason}")
    builder.name_ports()
    builder.note_unnamed()
    environment, before = builder.environment()
    compute = _compute(builder)
    spec = builder.spec(base_name(builder.step), environment, None, {}, [])
    inputs = dict(job_inputs(builder, context))
    spec = replace(spec, compute=compute)
    job = spark_job_builder(spec, inputs) if isinstance(spec, SparkSpec) else job_builder(spec, inputs)
    fate = converted("spark(...)" if isinstance(spec, SparkSpec) else "command(...)")
    if isinstance(builder, EstimatorBuilder):
        fate = builder.fates.get(builder.told, fate)
    fate = changed(fate.v2, _IN_CONTAINER) if compute == _LOCAL else fate
    late = tuple(_set_late(event, builder, compute, context) for event in builder.step.late)
    return JobPlan(job, before, builder.fates, fate, late)


def _set_late(event: SetEvent, builder: ComponentBuilder, compute: Expr | None, context: Context) -> Edit:
    """``config.compute = …`` in place of ``config.run_config.target = …``.

    Raises:
        Manual: it stands together with something else, or the environment says more than v2 has in one.
    """
    name, value = builder.step.obj.name, User(event.expression)
    if not name or sole_value(event.where.statement) is not event.expression:
        raise Manual(f"`{event.name}` is set together with something else")
    if event.name == "target":
        made = Assign(f"{name}.compute", compute_name(event.expression, event.value, context))
        return Edit(event.where.statement, instead=(made,), keep_comments=True)
    found = objects(event.value)
    if not found or len(found) != len(alternatives(event.value)):
        raise Manual("where an environment comes from that it is given later is not known")
    for one in found:
        builder.check_choice(one)
        _check_container(fold_environment(one), compute)
    return Edit(event.where.statement, instead=(Assign(f"{name}.environment", value),), keep_comments=True)


def _compute(builder: ComponentBuilder) -> Expr | None:
    """The compute of the job; v1 takes the own machine when nothing is said. None when its dictionary says it.

    Raises:
        Manual: v2 runs no such job there.
    """
    run = builder.step.run
    if builder.keywords() is not None and run is not None:
        set_later = [event for path, event in run.later if path == TARGET and takes(builder.step, event)]
        if run.target is None and any(event.where.blocks != builder.step.call.where.blocks for event in set_later):
            raise Manual("`target` is set in a branch only")
        if run.target is not None or set_later:
            return None
    compute = builder.compute() or _LOCAL
    environment = builder.step.environment
    if compute == _LOCAL and isinstance(builder, SparkJobBuilder):
        raise Manual("v1 ran the script on the own machine: give the job a compute")
    given = builder.step.argument("environment")
    if environment is not None:
        _check_container(fold_environment(environment), compute)
    elif compute == _LOCAL and given is not None and comes_from_outside(given.value):
        raise Manual(_OWN_PYTHON)
    return compute


def _check_container(environment: EnvironmentModel, compute: Expr | None) -> None:
    """Refuse the Python of the own machine, which no container has.

    Raises:
        Manual: the script ran with it.
    """
    if compute == _LOCAL and environment.user_managed and not environment.has_image:
        raise Manual(_OWN_PYTHON)


def job_inputs(builder: ComponentBuilder, context: Context) -> Iterator[tuple[str, Expr]]:
    """The data of the job, by the name of the input."""
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
    if not isinstance(given, Code):
        raise Manual("keep the data in a variable: the script is given it in another way than the variable says")
    kind = Literal(port_type(port, context))
    return call(V2("azure.ai.ml", "Input"), type=kind, path=Attr(given, "path"), mode=Literal(mode))
