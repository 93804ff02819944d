"""How a pipeline job is submitted: by which client, and what is set on it before, also for schedules."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.clients import is_client
from migrate.decisions.context import Context, given, plain_name, single
from migrate.decisions.misplaced import sees
from migrate.decisions.rule import Manual
from migrate.v1.nodes import code_of
from migrate.v1.pipelines import PIPELINE
from migrate.v1.scenarios import exclusive
from migrate.v1.spelling.survey import always_run
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Argument, Call, Const, DictValue, Obj, objects
from migrate.v2.expressions import V2, Expr, Index, Literal, User, call
from migrate.v2.names import port
from migrate.v2.statements import Assign, Statement

SCHEDULE = "azureml.pipeline.core.Schedule"
SETTING = ("pipeline_parameters", "continue_on_step_failure", "regenerate_outputs")
"""What v1 gives to one submission, and v2 sets on the job, where it stays."""


FLAGS = {"continue_on_step_failure": "continue_on_step_failure", "regenerate_outputs": "force_rerun"}
"""What is a flag of one submission in v1, and a setting of the job in v2."""


def submissions(pipeline: Obj, context: Context) -> list[Call]:
    """The calls that submit or schedule a pipeline, in source order."""
    calls = context.interpreter.uses.calls.values()
    found = [one for one in calls if one.entry.name == "submit" and pipeline in submitted(one)]
    return sorted(found, key=lambda call: call.where.order)


def submitted(use: Call) -> tuple[Obj, ...]:
    """The pipelines that ``experiment.submit(pipeline)`` or ``pipeline.submit("experiment")`` may submit."""
    receiver = single(use.receiver)
    return (receiver,) if receiver is not None and receiver.symbol == PIPELINE else objects(use.value("config"))


AGAIN = "make the pipeline once more: what is set on its job for one submission stays there"


def fresh_job(use: Call, pipeline: Obj, wanted: str, context: Context) -> tuple[str, list[Statement]]:
    """The variable of a job for a schedule: the pipeline's own when nothing else is done with it.

    Raises:
        Manual: the pipeline has no variable here.
    """
    made = context.decide_object(pipeline).expr
    assert pipeline.call is not None
    if made is None or not sees(use.where, pipeline.call.where):
        raise Manual("the pipeline that is scheduled here is made out of sight")
    calls = context.interpreter.uses.calls.values()
    others = [one for one in calls if one.symbol.startswith(f"{SCHEDULE}.create") and one is not use]
    own = pipeline.name and not submissions(pipeline, context)
    if own and not others:
        return pipeline.name, []
    name = context.new_name(wanted, use.where)
    return name, [Assign(name, made)]


def is_shared(use: Call, pipeline: Obj, context: Context) -> bool:
    """Whether a run or another schedule would get the inputs or settings of the one job that there is."""
    calls = context.interpreter.uses.calls.values()
    schedules = [one for one in calls if one.symbol.startswith(f"{SCHEDULE}.create") and one is not use]
    runs = [one for one in submissions(pipeline, context) if not exclusive(use.where.blocks, one.where.blocks)]
    return bool(schedules) or (bool(runs) and any(sets_something(one) for one in (use, *runs)))


def inputs_on(variable: str, parameters: Argument | None) -> Iterator[Statement]:
    """The inputs that a job gets in place of their defaults.

    Raises:
        Manual: which they are is only known when the code runs.
    """
    if parameters is None or parameters.value == Const(None):
        return
    value, node = parameters.value, parameters.node.value
    if not isinstance(value, DictValue) or not value.complete or not all(isinstance(key, str) for key in value.items):
        raise Manual("set pipeline_job.inputs.<name> for each parameter: which they are is only known at run time")
    for key, item in value.items.items():
        written: Expr = User(item.node) if isinstance(node, cst.Dict) else Index(User(node), Literal(key))
        yield Assign(f"{variable}.inputs.{port(str(key))}", written)


def sets_something(call: Call) -> bool:
    return any(given(call, name) is not None for name in SETTING)


def client_at(use: Call | AttributeUse, made: Call | None, context: Context) -> Expr:
    """The client: the workspace that the experiment was made with, where its variable is still in sight.

    Args:
        made: the call that made the experiment; None when another module did.
    """
    if made is None:
        return context.client(use.client)
    workspace = made.expression("workspace")
    kept = isinstance(workspace, cst.Attribute) and plain_name(workspace) is not None
    known = isinstance(workspace, cst.Name) or (kept and is_client(made.value("workspace"), context))
    if workspace is not None and known and sees(use.where, made.where):
        return User(workspace)
    return context.client(use.client)


def job_again(
    use: Call, job: Obj, config: cst.BaseExpression, made: Expr | None, context: Context
) -> Iterator[Statement]:
    """A job of its own for each further submission: v1's parameters hold for one submission, v2's stay on the job.

    Raises:
        Manual: the pipeline function is out of sight.
    """
    submits = submissions(job, context)
    if job.call is not None and not sees(use.where, job.call.where):
        # Each call of the function that makes the pipeline gives a job of its own.
        if _is_shared_here(use, submits, config, context):
            raise Manual(AGAIN)
        return
    if use is submits[0] or made is None or not isinstance(config, cst.Name):
        return
    if any(sets_something(call) for call in submits):
        yield Assign(config.value, made)


def _is_shared_here(use: Call, submits: list[Call], config: cst.BaseExpression, context: Context) -> bool:
    """Whether an earlier submission in the same function has the same job, with settings of its own."""
    here = [one for one in submits if one.where.function is use.where.function and one.where.order < use.where.order]
    if not here or not any(sets_something(one) for one in (*here, use)):
        return False
    bound = context.bound.places_of(config) if isinstance(config, cst.Name) else []
    return not any(here[-1].where.order < place < use.where.order for place in bound)


def named_job(use: Call, config: cst.BaseExpression, context: Context) -> tuple[cst.BaseExpression, list[Statement]]:
    """The job that is submitted, with what binds it to a variable when something is set on it first."""
    if plain_name(config) is not None or not (_flags(use) or _given(use, "pipeline_parameters") or _identity(use)):
        return config, []
    if config not in set(always_run(use.where.statement)):
        raise Manual("bind the pipeline to a variable first: its inputs and settings are set on the job in v2")
    key = ("submitted job", use.node)
    if key not in context.plans:
        context.plans[key] = context.new_name("pipeline_job", use.where)
    name = str(context.plans[key])
    return cst.Name(name), [Assign(name, User(config))]


def settings_on(use: Call, config: cst.BaseExpression) -> Iterator[Statement]:
    """What is set on the job, which a variable or an attribute holds, before it is submitted."""
    variable = code_of(config)
    if _given(use, "pipeline_parameters"):
        yield from inputs_on(variable, use.arguments["pipeline_parameters"])
    if use.value("credential_passthrough") == Const(True):
        yield Assign(f"{variable}.identity", call(V2("azure.ai.ml.entities", "UserIdentityConfiguration")))
    elif _identity(use):
        raise Manual("set pipeline_job.identity = UserIdentityConfiguration() where `credential_passthrough` is True")
    for name in _flags(use):
        node = use.expression(name)
        assert node is not None
        setting = Literal(True) if use.value(name) == Const(True) else User(node)
        yield Assign(f"{variable}.settings.{FLAGS[name]}", setting)


def _flags(use: Call) -> list[str]:
    return [name for name in FLAGS if use.value(name) not in (None, Const(False), Const(None))]


def _identity(use: Call) -> bool:
    return use.value("credential_passthrough") not in (None, Const(False), Const(None))


def _given(use: Call, name: str) -> bool:
    argument = use.arguments.get(name)
    return argument is not None and argument.value != Const(None)
