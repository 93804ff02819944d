"""Runs of v1 that are jobs in v2, asked through ``ml_client.jobs``."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, plain_name, receiver_of
from migrate.decisions.listed_runs import are_known
from migrate.decisions.rule import Manual
from migrate.ledger import Outcome
from migrate.v1.elsewhere import Made
from migrate.v1.steps import StepModel
from migrate.v1.submitted import BEST_CHILD, BEST_OUTPUT
from migrate.v1.uses import AttributeUse, SubscriptUse
from migrate.v1.values import Call, Const, Container, Obj, Value, alternatives
from migrate.v2.expressions import Attr, Expr, Literal, User, method

RUN = "azureml.core.Run"
PIPELINE_RUN = "azureml.pipeline.core.PipelineRun"
STEP_RUN = "azureml.pipeline.core.StepRun"
RUN_CLASSES = (PIPELINE_RUN, RUN, "azureml.train.automl.run.AutoMLRun", "azureml.train.hyperdrive.HyperDriveRun")
"""What makes an object of a run from its id."""
STEP_RUN_CLASSES = ("azureml.pipeline.steps.AutoMLStepRun", "azureml.pipeline.steps.HyperDriveStepRun")
"""What shows the run of a step as one of AutoML or HyperDrive."""
GET = "ml_client.jobs.get(name)"
_NOT_V2 = "what started this run is not v2 code yet"
BEST_TRIAL = "azureml.train.hyperdrive.HyperDriveRun.get_best_run_by_primary_metric"
BEST_MODEL = "azureml.train.automl.run.AutoMLRun.register_model"
"""What registers the best model."""
_GIVING = frozenset(
    {
        BEST_TRIAL,
        BEST_CHILD,
        BEST_OUTPUT,
        "azureml.core.Experiment.submit",
        "azureml.core.Experiment.get_runs",
        "azureml.core.Workspace.get_run",
        "azureml.pipeline.core.Pipeline.submit",
        "azureml.pipeline.core.PipelineEndpoint.submit",
        "azureml.pipeline.core.PublishedPipeline.submit",
        *RUN_CLASSES,
        *STEP_RUN_CLASSES,
        f"{PIPELINE_RUN}.find_step_run",
        f"{PIPELINE_RUN}.get",
        f"{PIPELINE_RUN}.get_steps",
        STEP_RUN,
        f"{RUN}.get",
        f"{RUN}.get_children",
        "azureml.core.get_run",
    }
)
"""What hands out runs; ``Run.get_context`` is another matter: the script inside of one."""


def gives_job(call: Call) -> bool:
    """Whether it is one of the calls that hand out runs which are jobs in v2."""
    return call.symbol in _GIVING


def is_job(value: Value | None, context: Context) -> bool:
    """Whether a run, or a collection of runs, is of jobs in v2, whatever branch it comes from."""
    made = [_origin(one) for one in alternatives(value) if not _is_told(one)]
    return bool(alternatives(value)) and all(
        call is not None and gives_job(call) and context.decide(call).fate.outcome is not Outcome.MANUAL
        for call in made
    )


def _is_told(value: Value) -> bool:
    """Whether another module made it, where it became v2."""
    return (isinstance(value, Obj) and value.told) or (isinstance(value, Container) and isinstance(value.of, Made))


def _origin(value: Value) -> Call | None:
    if isinstance(value, Obj):
        return value.call or value.source
    return value.call if isinstance(value, Container) else None


def job(use: Call, context: Context) -> Expr:
    """The job that a method is called on.

    Raises:
        Manual: what started the run is still v1 code, or not known.
    """
    receiver = receiver_of(use)
    if receiver is None or not is_job(use.receiver, context):
        raise Manual(_NOT_V2)
    return User(receiver)


def job_of(use: AttributeUse | SubscriptUse, context: Context) -> Expr:
    """The job that an attribute is read of, or the jobs that one is taken from.

    Raises:
        Manual: as ``job``.
    """
    if isinstance(use, AttributeUse):
        node, value = use.node.value, use.receiver
    else:
        node, value = use.container, context.value(use.container) or Const(None)
    if not is_job(value, context):
        raise Manual(_NOT_V2)
    return User(node)


def asked(one: Expr, client: Expr, context: Context) -> Expr:
    """The job as it is now: the entity at hand does not follow what happens to it."""
    made = context.decisions.get(one.node) if isinstance(one, User) else None
    if made is not None and made.fate.v2 == GET:
        return one
    return method(client, "jobs.get", Attr(one, "name"))


def title_of(model: StepModel) -> Expr:
    """The name that v1 shows for a step, and v2 for its job (the display name of the node, azure-ai-ml 1.35.2)."""
    for name in ("name", "script_name"):
        argument = model.argument(name)
        if argument is not None and argument.value != Const(None):
            return Literal(model.title) if isinstance(argument.value, Const) else User(argument.node.value)
    return Literal(model.title)


def finds(use: Call, experiment: Obj) -> bool:
    """Whether the call finds runs of the experiment in a way that v2 knows."""
    if use.symbol in (*RUN_CLASSES, "azureml.core.get_run"):
        return experiment in alternatives(use.value("experiment"))
    name = experiment.call.expression("name") if experiment.call is not None else None
    listed = use.symbol == "azureml.core.Experiment.get_runs" and experiment in alternatives(use.receiver)
    return listed and are_known(use) and name is not None and is_plain(name)


def is_plain(node: cst.BaseExpression) -> bool:
    """Whether it can be written a second time: a literal or a variable."""
    return isinstance(node, cst.SimpleString) or plain_name(node) is not None
