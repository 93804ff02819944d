"""``pipeline.publish(...)`` → a batch endpoint with a deployment of the pipeline's component"""

from __future__ import annotations

import libcst as cst

from migrate.decisions import published as publications
from migrate.decisions.context import Context, given, plain_name, receiver_of, single
from migrate.decisions.published import (
    Deployment,
    client_of,
    deployment_name,
    endpoint_name,
    in_place_of,
    is_version,
    model_of,
    name_fate,
    needs_data,
    pipeline_of,
    registered,
    said,
    variable_for,
)
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.some_pipeline import is_some_job, settings_of_some
from migrate.v1.pipelines import PIPELINE
from migrate.v1.values import Call, Const, Obj
from migrate.v2.expressions import Expr, User, dict_of

PIPELINE_RUN = "azureml.pipeline.core.PipelineRun"


def _publish(use: Call, context: Context) -> Decision:
    pipeline, job = single(use.receiver), receiver_of(use)
    if job is not None and is_some_job(use.receiver, context):
        return _published(use, None, User(job), None, context)
    if pipeline is None or job is None:
        raise Manual("the pipeline that is published here could not be converted")
    made = context.decide_object(pipeline).expr if job in context.interpreter.uses.calls else None
    return _published(use, pipeline, made or User(job), None, context)


def _publish_run(use: Call, context: Context) -> Decision:
    run, job = single(use.receiver), receiver_of(use)
    if run is None or job is None or run.call is None or pipeline_of(run, context) is None:
        raise Manual("the pipeline that is published here is not known: deploy its component to a batch endpoint")
    config = run.call.expression("config") or receiver_of(run.call)
    variable = config if isinstance(config, cst.Name) else None
    return _published(use, run, User(variable) if variable else None, User(job), context)


def _published(use: Call, owner: Obj | None, pipeline: Expr | None, run: Expr | None, context: Context) -> Decision:
    model = model_of(owner, context)
    if model is None and owner is not None:
        raise Manual("the pipeline that is published here could not be converted")
    result, client = use.result, client_of(use, context)
    if isinstance(result, Obj) and is_version(result, context):
        if pipeline is None:
            raise Manual("bind the pipeline to a variable first: its component is registered in v2")
        return _component(use, pipeline, client)
    if model is not None:
        job = pipeline if isinstance(pipeline, User) and plain_name(pipeline.node) is not None else None
        settings, remark = publications.settings(model, use, job, context)
        remark = said(needs_data(model, context), remark)
    else:
        assert pipeline is not None
        settings, remark = settings_of_some(pipeline, use)
    name = endpoint_name(use.arguments.get("name"))
    version = given(use, "version")
    deployment = Deployment(
        deployment_name(use.arguments.get("version")),
        settings,
        context.new_name("deployment", use.where),
        None if run is not None or pipeline is None else registered(pipeline, client),
        run,
    )
    variable, whole = variable_for(use, "published_pipeline", context)
    tags = dict_of({"version": version}) if version is not None else None
    statements = publications.published(variable, name, given(use, "description"), tags, deployment, client)
    message = said("a published pipeline is a batch endpoint in v2", remark)
    fate = changed("PipelineComponentBatchDeployment(component=…)", message)
    fates = {"name": name_fate(use.arguments.get("name"), name)}
    return in_place_of(use, variable, whole, tuple(statements), fate, fates)


def _component(use: Call, job: Expr, client: Expr) -> Decision:
    """A version of an endpoint."""
    fate = changed(
        "ml_client.components.create_or_update(job.component)",
        "what is published to an endpoint is the pipeline's component in v2; it has the name of the pipeline function",
    )
    fates = {
        "name": dropped("the component has the name of the pipeline function"),
        "description": dropped("the component has the description of the pipeline"),
        "version": changed("components.create_or_update(version=…)", "letters, digits, dots, hyphens, underscores"),
    }
    if use.value("continue_on_step_failure") not in (None, Const(None)):
        fates["continue_on_step_failure"] = converted("settings of the deployment")
    return Decision(fate, registered(job, client, given(use, "version")), arguments=fates)


_PARAMETERS: dict[str, Fate] = {
    "name": converted("BatchEndpoint(name=…)"),
    "description": converted("BatchEndpoint(description=…)"),
    "version": changed("PipelineComponentBatchDeployment(name=…)", "deployments have names; the version is a tag, too"),
    "continue_on_step_failure": converted('settings={"continue_on_step_failure": …}'),
}

RULE = Rule(
    code="AML607",
    name="publishing",
    summary="Publishing a pipeline becomes a batch endpoint with a deployment of the pipeline's component.",
    url=learn("migrate-to-v2-deploy-pipelines"),
    calls={
        f"{PIPELINE}.publish": _publish,
        f"{PIPELINE_RUN}.publish_pipeline": _publish_run,
    },
    parameters={
        f"{PIPELINE}.publish": _PARAMETERS,
        f"{PIPELINE_RUN}.publish_pipeline": _PARAMETERS,
    },
    examples=(
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

published = pipeline.publish(name="Demand_Training", description="Trains the demand model", version="1.0")
print(published.id, published.version)
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import BatchEndpoint, Environment, PipelineComponentBatchDeployment
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

published = ws.batch_endpoints.begin_create_or_update(
    BatchEndpoint(name="Demand-Training", description="Trains the demand model", tags={"version": "1.0"}),
).result()
ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name="version-1-0",
        endpoint_name=published.name,
        component=ws.components.create_or_update(pipeline.component),
        settings={"default_compute": "cpu", "continue_on_step_failure": False},
    ),
).result()
published.defaults = {"deployment_name": "version-1-0"}
published = ws.batch_endpoints.begin_create_or_update(published).result()
print(published.name, published.tags.get("version"))
""",
        ),
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[train])
run = Experiment(ws, "demand").submit(pipeline)
run.publish_pipeline("demand-training", "Trains the demand model", "20260101.1", continue_on_step_failure=True)
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import BatchEndpoint, Environment, PipelineComponentBatchDeployment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
train_component = command(display_name="train.py", code="src", command="python train.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline():
    train = train_component()


pipeline = demand_pipeline()
run = ws.jobs.create_or_update(pipeline, experiment_name="demand")
published_pipeline = ws.batch_endpoints.begin_create_or_update(
    BatchEndpoint(name="demand-training", description="Trains the demand model", tags={"version": "20260101.1"}),
).result()
ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name="version-20260101-1",
        endpoint_name=published_pipeline.name,
        job_definition=run,
        settings={"default_compute": "cpu", "continue_on_step_failure": True},
    ),
).result()
published_pipeline.defaults = {"deployment_name": "version-20260101-1"}
published_pipeline = ws.batch_endpoints.begin_create_or_update(published_pipeline).result()
""",
        ),
    ),
)
