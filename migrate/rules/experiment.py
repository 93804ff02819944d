"""``Experiment(ws, "name").submit(pipeline)`` → ``ws.jobs.create_or_update(pipeline, experiment_name="name")``"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from migrate.decisions.context import Context, given, receiver_of, sees, single
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.ledger import Outcome
from migrate.v1.pipelines import PIPELINE
from migrate.v1.values import Argument, Call, Const, DictValue, Obj
from migrate.v2.expressions import Expr, Index, Literal, User, method
from migrate.v2.names import port
from migrate.v2.statements import Assign, Statement

EXPERIMENT = "azureml.core.Experiment"
_FLAGS = {"continue_on_step_failure": "continue_on_step_failure", "regenerate_outputs": "force_rerun"}


# The experiment


def _experiment(use: Call, context: Context) -> Decision:
    obj, name = use.result, use.expression("name")
    assert isinstance(obj, Obj)
    if name is None:
        raise Manual("v2 knows an experiment by its name only")
    submits = context.calls_of(obj, "submit")
    if not submits or len(obj.calls) > len(submits):
        raise Manual("v2 has no experiment object: jobs name their experiment (experiment_name=…)")
    for submit in submits:
        _submission(submit, context)
    fate = changed("experiment_name", "v2 has no experiment object: each job names its experiment")
    edit = removal(use.where.statement, use.node)
    uses = context.references_to(obj)
    if edit is not None and obj.name and len(uses) == len(submits) and _can_move(name, use, submits):
        return Decision(fate, edits=(edit,))
    return Decision(fate, User(name))


def _can_move(name: cst.BaseExpression, use: Call, submits: list[Call]) -> bool:
    """Whether the experiment's name can as well be written where the pipeline is submitted."""
    if isinstance(name, cst.SimpleString):
        return len(submits) == 1
    return isinstance(name, cst.Name) and all(call.where.function is use.where.function for call in submits)


def _experiment_name(use: Call, made: Call, context: Context) -> Expr:
    """The experiment's name at the place where it is submitted."""
    decision = context.decide(made)
    receiver, name = receiver_of(use), made.expression("name")
    if decision.fate.outcome is Outcome.MANUAL or receiver is None or name is None:
        raise Manual("the experiment could not be converted")
    removed = any(edit.statement is made.where.statement for edit in decision.edits)
    return User(name) if removed or isinstance(receiver, cst.Call) else User(receiver)


# The submission


@dataclass(frozen=True)
class _Submission:
    """What a submission becomes, but for the name of the experiment."""

    client: Expr
    job: Expr
    before: tuple[Statement, ...]
    made: Call
    """The call that made the experiment."""


def _submission(use: Call, context: Context) -> _Submission:
    experiment, job = single(use.receiver), single(use.value("config"))
    config = use.expression("config")
    if job is None or config is None or job.symbol != PIPELINE:
        raise Manual("submit the v2 job with `ml_client.jobs.create_or_update(job, experiment_name=…)`")
    if experiment is None or experiment.call is None:
        raise Manual("which experiment this is cannot be read from the code")
    pipeline = context.decide_object(job)
    if pipeline.fate.outcome is Outcome.MANUAL:
        raise Manual("the pipeline that is submitted here could not be converted")
    client = _client(use, experiment.call, context)
    before = [*_fresh_job(use, job, config, pipeline.expr, context), *_settings(use, config)]
    return _Submission(client, User(config), tuple(before), experiment.call)


def _submit(use: Call, context: Context) -> Decision:
    found = _submission(use, context)
    expr = method(
        found.client,
        "jobs.create_or_update",
        found.job,
        experiment_name=_experiment_name(use, found.made, context),
        tags=given(use, "tags"),
    )
    edits = (Edit(use.where.statement, before=found.before),) if found.before else ()
    return Decision(converted("ml_client.jobs.create_or_update(job, experiment_name=…)"), expr, edits)


def _client(use: Call, made: Call, context: Context) -> Expr:
    """The client: the workspace that the experiment was made with, where its variable is still in sight."""
    workspace = made.expression("workspace")
    if isinstance(workspace, cst.Name) and sees(use.where, made.where):
        return User(workspace)
    return context.client(use.client)


def _fresh_job(
    use: Call, job: Obj, config: cst.BaseExpression, made: Expr | None, context: Context
) -> Iterator[Statement]:
    """A job of its own for each further submission: v1's parameters hold for one submission, v2's stay on the job."""
    calls = context.interpreter.uses.calls.values()
    submits = [call for call in calls if call.entry.name == "submit" and single(call.value("config")) is job]
    first = min(submits, key=lambda call: call.where.order)
    if use is first or made is None or not isinstance(config, cst.Name):
        return
    if any(given(call, name) is not None for call in submits for name in ("pipeline_parameters", *_FLAGS)):
        yield Assign(config.value, made)


def _settings(use: Call, config: cst.BaseExpression) -> Iterator[Statement]:
    """What is set on the job before it is submitted."""
    flags = [name for name in _FLAGS if use.value(name) not in (None, Const(False), Const(None))]
    parameters = use.arguments.get("pipeline_parameters")
    has_parameters = parameters is not None and parameters.value != Const(None)
    if (flags or has_parameters) and not isinstance(config, cst.Name):
        raise Manual("bind the pipeline to a variable first: its inputs and settings are set on the job in v2")
    variable = config.value if isinstance(config, cst.Name) else ""
    if parameters is not None and has_parameters:
        yield from _inputs(variable, parameters)
    for name in flags:
        node = use.expression(name)
        assert node is not None
        setting = Literal(True) if use.value(name) == Const(True) else User(node)
        yield Assign(f"{variable}.settings.{_FLAGS[name]}", setting)


def _inputs(variable: str, parameters: Argument) -> Iterator[Statement]:
    value, node = parameters.value, parameters.node.value
    if not isinstance(value, DictValue) or not value.complete or not all(isinstance(key, str) for key in value.items):
        raise Manual("set pipeline_job.inputs.<name> for each parameter: which they are is only known at run time")
    for key, item in value.items.items():
        written: Expr = User(item.node) if isinstance(node, cst.Dict) else Index(User(node), Literal(key))
        yield Assign(f"{variable}.inputs.{port(str(key))}", written)


RULE = Rule(
    code="AML604",
    name="experiment",
    summary="Submitting a pipeline becomes jobs.create_or_update; the experiment is the job's experiment_name.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={EXPERIMENT: _experiment, f"{EXPERIMENT}.submit": _submit},
    parameters={
        EXPERIMENT: {
            "workspace": converted("the client that submits"),
            "name": converted("experiment_name"),
            "_skip_name_validation": dropped("v2 has no such argument"),
            "_id": dropped("v2 knows an experiment by its name"),
            "_archived_time": dropped("v2 has no such argument"),
            "_create_in_cloud": dropped("v2 creates the experiment with its first job"),
            "_experiment_dto": dropped("v2 has no such argument"),
        },
        f"{EXPERIMENT}.submit": {
            "config": converted("the job"),
            "tags": converted("tags"),
            "pipeline_parameters": converted("pipeline_job.inputs"),
            "continue_on_step_failure": converted("settings.continue_on_step_failure"),
            "regenerate_outputs": converted("settings.force_rerun"),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rounds = PipelineParameter("rounds", default_value=100)
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--rounds", rounds], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train])

experiment = Experiment(ws, "demand")
run = experiment.submit(pipeline, pipeline_parameters={"rounds": 500}, regenerate_outputs=True)
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --rounds ${{inputs.rounds}}",
    inputs={"rounds": Input(type="integer")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline(rounds: int = 100):
    train = train_component(rounds=rounds)


pipeline = demand_pipeline()

pipeline.inputs.rounds = 500
pipeline.settings.force_rerun = True
run = ws.jobs.create_or_update(pipeline, experiment_name="demand")
""",
        ),
    ),
)
