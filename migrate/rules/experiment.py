"""``Experiment(ws, "name").submit(pipeline)`` → ``ws.jobs.create_or_update(pipeline, experiment_name="name")``"""

from __future__ import annotations

from dataclasses import dataclass, replace

import libcst as cst

from migrate.decisions.annotations import annotation
from migrate.decisions.automl_job import check_shown, shown_after
from migrate.decisions.context import Context, given, receiver_of, single
from migrate.decisions.experiments import (
    EXPERIMENT,
    WHICH,
    became_name,
    can_move,
    is_handed_on,
    made_by,
    needs_object,
    only_named,
)
from migrate.decisions.invocation import inputs_of, invocation
from migrate.decisions.jobs import finds, is_job, job_of
from migrate.decisions.misplaced import sees
from migrate.decisions.published import PIPELINE_ENDPOINT, PUBLISHED, VERSION, deployment_of, is_version
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn, manual
from migrate.decisions.submission import (
    AGAIN,
    FLAGS,
    client_at,
    job_again,
    named_job,
    sets_something,
    settings_on,
    submissions,
)
from migrate.decisions.unused import is_unused, unused
from migrate.ledger import Outcome
from migrate.v1.many_models import MAKERS
from migrate.v1.pipelines import PIPELINE
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, Obj, alternatives, objects
from migrate.v2.expressions import Attr, Expr, User, method
from migrate.v2.statements import Statement

_HELD = "azureml.core.Run.experiment"
_NO_OBJECT = "v2 has no experiment object: jobs name their experiment (experiment_name=…)"


# The experiment


def _experiment(use: Call, context: Context) -> Decision:
    obj, name = use.result, use.expression("name")
    assert isinstance(obj, Obj)
    if name is None:
        raise Manual("v2 knows an experiment by its name only")
    submits = context.calls_of(obj, "submit")
    found = [one for one in context.interpreter.uses.calls.values() if finds(one, obj)]
    listed = [one for one in found if one.entry.name == "get_runs"]
    makers = [one for one in context.interpreter.uses.calls.values() if one.symbol in MAKERS]
    asked = any(obj in alternatives(one.value("experiment")) for one in makers)
    edit, uses = removal(use.where.statement, use.node), context.references_to(obj)
    if is_unused(use, context):
        return unused(use, "nothing uses this experiment: v2 makes it with its first job")
    staying = _staying(submits, context)
    taken = found or asked or is_handed_on(obj, context) or only_named(obj, context)
    if not taken and (len(staying) == len(submits) if submits else needs_object(obj, context)):
        raise Manual(staying[0] if staying else _NO_OBJECT)
    fate = changed("experiment_name", "v2 has no experiment object: each job names its experiment")
    known = not staying and len(uses) == len(submits) + len(found)
    if edit is not None and obj.name and known and can_move(name, use, [*submits, *listed]):
        return Decision(fate, edits=(edit,))
    return Decision(fate, User(name))


def _staying(submits: list[Call], context: Context) -> list[str]:
    """For each of the submissions that stay v1 the reason."""
    found = []
    for submit in submits:
        try:
            _submission(submit, context)
        except Manual as refusal:
            found.append(str(refusal))
    return found


def _name(use: AttributeUse, context: Context) -> Decision:
    """``experiment.name``: the experiment itself, which is a name in v2."""
    inner = use.node.value
    held = context.interpreter.uses.attributes.get(inner) if isinstance(inner, cst.Attribute) else None
    if held is not None and held.symbol == _HELD:
        _of_run(held, context)
        return Decision(converted("experiment_name"), User(use.node.value))
    became_name(use.receiver, context)
    return Decision(converted("experiment_name"), User(use.node.value))


def _workspace(use: AttributeUse, context: Context) -> Decision:
    """``experiment.workspace``: the client that submits."""
    experiment = single(use.receiver)
    if experiment is not None and experiment.owner is not None and is_job(experiment.owner, context):
        return Decision(converted("ml_client"), context.client(use.client))
    return Decision(converted("ml_client"), client_at(use, became_name(use.receiver, context), context))


def _of_run(use: AttributeUse, context: Context) -> Decision:
    """``run.experiment``, when it is asked for its name or its workspace: a job of v2 knows no more."""
    asked = (one.node.attr.value for one in context.interpreter.uses.attributes.values() if one.node.value is use.node)
    of = next(asked, "")
    if of == "workspace" and is_job(use.receiver, context):
        return Decision(converted("ml_client"))
    if of != "name":
        raise Manual("v2 has no experiment object: job.experiment_name is its name")
    return Decision(converted("job.experiment_name"), Attr(job_of(use, context), "experiment_name"))


def _experiment_name(use: Call, made: Call | None, context: Context) -> Expr:
    """The experiment's name at the place where it is submitted."""
    receiver = receiver_of(use)
    if made is None:
        became_name(use.receiver, context)
        if receiver is None:
            raise Manual(WHICH)
        return User(receiver)
    decision, name = context.decide(made), made.expression("name")
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
    made: Call | None
    """The call that made the experiment; None when another module did, or one of several."""
    published: Obj | None = None
    """What is submitted when that is no job but a published pipeline or its endpoint, as ``job`` names it."""


def _submission(use: Call, context: Context) -> _Submission:
    job = single(use.value("config"))
    config = use.expression("config")
    alone, pipelines = context.submitted_jobs(use), _pipelines(use)
    known = bool(pipelines) or (job is not None and job.symbol in (PUBLISHED, PIPELINE_ENDPOINT))
    if config is None or not (alone or known):
        raise Manual("submit the v2 job with `ml_client.jobs.create_or_update(job, experiment_name=…)`")
    made = made_by(use.receiver)
    if alone:
        for one in alone:
            check_shown(use, one.obj, context)
        return _Submission(client_at(use, made, context), User(config), (), made)
    if job is not None and not pipelines:
        return _of_endpoint(use, job, config, made, context)
    again = [statement for one in pipelines for statement in _again(use, one, config, context)]
    if again and len(pipelines) > 1:
        raise Manual(AGAIN)
    client = client_at(use, made, context)
    config, named = named_job(use, config, context)
    before = [*again, *named, *settings_on(use, config)]
    return _Submission(client, User(config), tuple(before), made)


def _pipelines(use: Call) -> tuple[Obj, ...]:
    """The pipelines of which one is submitted; none when it may be something else."""
    value = use.value("config")
    found = [one for one in objects(value) if one.symbol == PIPELINE]
    return tuple(found) if len(found) == len(alternatives(value)) else ()


def _again(use: Call, job: Obj, config: cst.BaseExpression, context: Context) -> list[Statement]:
    """What makes the pipeline once more, for a further submission."""
    if job.told:
        # Another module makes it, where it became v2.
        submits = submissions(job, context)
        if len(submits) > 1 and any(sets_something(one) for one in submits):
            raise Manual(AGAIN)
        return []
    pipeline = context.decide_object(job)
    if pipeline.fate.outcome is Outcome.MANUAL:
        raise Manual("the pipeline that is submitted here could not be converted")
    return list(job_again(use, job, config, pipeline.expr, context))


def _submit(use: Call, context: Context) -> Decision:
    found = _submission(use, context)
    if found.published is not None:
        name = _experiment_name(use, found.made, context)
        inputs, deployment = _called(use, found.published, context)
        decision = invocation(use, converted(_INVOKE), found.job, inputs, name, found.client, deployment)
        return replace(decision, arguments=_OF_ENDPOINT)
    expr = method(
        found.client,
        "jobs.create_or_update",
        found.job,
        experiment_name=_experiment_name(use, found.made, context),
        tags=given(use, "tags"),
    )
    shown = shown_after(use, found.client, context)
    edits = (Edit(use.where.statement, before=found.before, after=shown),) if found.before or shown else ()
    fates = {"show_output": converted("ml_client.jobs.stream(job.name)")} if shown else {}
    return Decision(converted("ml_client.jobs.create_or_update(job, experiment_name=…)"), expr, edits, fates)


_INVOKE = "ml_client.batch_endpoints.invoke(endpoint_name=…, inputs={…})"
_OF_ENDPOINT = {
    "config": converted("batch_endpoints.invoke(endpoint_name=…)"),
    "pipeline_parameters": converted("batch_endpoints.invoke(inputs={…})"),
    "pipeline_version": changed("batch_endpoints.invoke(deployment_name=…)", VERSION),
    "tags": manual("a call of an endpoint takes no tags: set them on the job that it gives"),
}


def _of_endpoint(use: Call, job: Obj, config: cst.BaseExpression, made: Call | None, context: Context) -> _Submission:
    """A published pipeline or an endpoint, whose deployment has the settings."""
    made_here = job.symbol == PUBLISHED and job.call is not None and job.call.entry.name.startswith("publish")
    if made_here and is_version(job, context):
        raise Manual("submit the pipeline endpoint instead: ml_client.batch_endpoints.invoke(endpoint_name=…)")
    _no_flags(use)
    _called(use, job, context)
    return _Submission(client_at(use, made, context), Attr(User(config), "name"), (), made, job)


def _called(use: Call, job: Obj, context: Context) -> tuple[Expr | None, Expr | None]:
    """The inputs and the deployment that the endpoint is called with."""
    inputs = inputs_of(use, use.arguments.get("pipeline_parameters"), job, context)
    version = use.value("pipeline_version")
    return inputs, None if version in (None, Const(None)) else deployment_of(job, version, context)


def _no_flags(use: Call) -> None:
    for name in FLAGS:
        if use.value(name) not in (None, Const(False), Const(None)):
            raise Manual(f"`{name}` is a setting of the deployment in v2")


def _submit_pipeline(use: Call, context: Context) -> Decision:
    """``pipeline.submit("experiment")``."""
    pipeline, config, experiment = single(use.receiver), receiver_of(use), use.expression("experiment_name")
    if pipeline is None or config is None or experiment is None:
        raise Manual("submit the v2 job with `ml_client.jobs.create_or_update(job, experiment_name=…)`")
    if use.value("parent_run_id") not in (None, Const(None)):
        raise Manual("a job of v2 cannot be put below another one")
    made = context.decide_object(pipeline)
    if made.fate.outcome is Outcome.MANUAL or pipeline.call is None:
        raise Manual("the pipeline that is submitted here could not be converted")
    workspace = pipeline.call.expression("workspace")
    known = isinstance(workspace, cst.Name) and sees(use.where, pipeline.call.where)
    client = User(workspace) if workspace is not None and known else context.client(use.client)
    again = list(job_again(use, pipeline, config, made.expr, context))
    config, named = named_job(use, config, context)
    before = (*again, *named, *settings_on(use, config))
    expr = method(client, "jobs.create_or_update", User(config), experiment_name=User(experiment))
    edits = (Edit(use.where.statement, before=before),) if before else ()
    return Decision(converted("ml_client.jobs.create_or_update(job, experiment_name=…)"), expr, edits)


RULE = Rule(
    code="AML604",
    name="experiment",
    summary="Submitting a pipeline becomes jobs.create_or_update; the experiment is the job's experiment_name.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={
        EXPERIMENT: _experiment,
        f"{EXPERIMENT}.submit": _submit,
        f"{PIPELINE}.submit": _submit_pipeline,
    },
    attributes={
        f"{EXPERIMENT}.name": _name,
        f"{EXPERIMENT}.workspace": _workspace,
        f"{EXPERIMENT}.workspace_object": _workspace,
        _HELD: _of_run,
    },
    references={EXPERIMENT: annotation},
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
            "show_output": dropped("it has no effect on pipelines"),
            "credential_passthrough": converted("pipeline_job.identity"),
        },
        f"{PIPELINE}.submit": {
            "experiment_name": converted("experiment_name"),
            "pipeline_parameters": converted("pipeline_job.inputs"),
            "continue_on_step_failure": converted("settings.continue_on_step_failure"),
            "regenerate_outputs": converted("settings.force_rerun"),
            "parent_run_id": dropped("it was None"),
            "credential_passthrough": converted("pipeline_job.identity"),
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
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rounds = PipelineParameter("rounds", default_value=100)
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--rounds", rounds], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train])

run = pipeline.submit("demand", pipeline_parameters={"rounds": 500}, continue_on_step_failure=True)
run.wait_for_completion()
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
def pipeline_definition(rounds: int = 100):
    train = train_component(rounds=rounds)


pipeline = pipeline_definition()

pipeline.inputs.rounds = 500
pipeline.settings.continue_on_step_failure = True
run = ws.jobs.create_or_update(pipeline, experiment_name="demand")
ws.jobs.stream(run.name)
""",
        ),
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import PipelineEndpoint

ws = Workspace.from_config()
endpoint = PipelineEndpoint.get(workspace=ws, name="demand-training")
run = Experiment(ws, "demand").submit(endpoint, pipeline_parameters={"rounds": 500})
print(run.id)
""",
            after="""\
from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
endpoint = ws.batch_endpoints.get("demand-training")
run = ws.batch_endpoints.invoke(
    endpoint_name=endpoint.name,
    inputs={"rounds": Input(type="integer", default=500)},
    experiment_name="demand",
)
run = ws.jobs.get(run.name)
print(run.name)
""",
        ),
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import PipelineEndpoint


def start(experiment: Experiment, endpoint: PipelineEndpoint, wait: bool = True):
    print(experiment.name)
    run = experiment.submit(endpoint)
    if wait:
        run.wait_for_completion()
    return run


def main():
    ws = Workspace.from_config()
    endpoint = PipelineEndpoint.get(workspace=ws, name="demand-training")
    start(Experiment(ws, "demand"), endpoint)


main()
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import BatchEndpoint
from azure.identity import DefaultAzureCredential


def start(experiment: str, endpoint: BatchEndpoint, wait: bool = True, *, ws: MLClient):
    print(experiment)
    run = ws.batch_endpoints.invoke(
        endpoint_name=endpoint.name,
        experiment_name=experiment,
    )
    run = ws.jobs.get(run.name)
    if wait:
        ws.jobs.stream(run.name)
    return run


def main():
    ws = MLClient.from_config(DefaultAzureCredential())
    endpoint = ws.batch_endpoints.get("demand-training")
    start("demand", endpoint, ws=ws)


main()
""",
        ),
    ),
)
