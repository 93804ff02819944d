"""``Schedule.create(..., recurrence=...)`` → ``JobSchedule`` with the pipeline job itself"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, given
from migrate.decisions.published import PRIVATE, client_of
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn, manual
from migrate.decisions.schedules import CREATING, scheduled_job, scheduled_pipeline, statements_about, waits_for_files
from migrate.decisions.submission import SCHEDULE
from migrate.decisions.v1_text import commented, v1_lines
from migrate.v1.values import Call, Obj
from migrate.v2.expressions import V2, Expr, User, call, method

_ENTITIES = "azure.ai.ml.entities"
_FILES = (
    "v2 schedules start at times only: let Event Grid call a Logic App or function that invokes the batch endpoint "
    "(how-to-use-event-grid-batch)"
)


def _create(use: Call, context: Context) -> Decision:
    if waits_for_files(use):
        return _left(use, context)
    trigger, name = _trigger(use, context), use.expression("name")
    if trigger is None or name is None:
        raise Manual("the schedule has neither times nor files that it waits for")
    pipeline = scheduled_pipeline(use, context)
    client = client_of(use, context)
    before, job = scheduled_job(use, pipeline, context)
    made = call(
        V2(_ENTITIES, "JobSchedule"),
        name=User(name),
        trigger=trigger,
        create_job=job,
        description=given(use, "description"),
    )
    expr = method(method(client, "schedules.begin_create_or_update", made), "result")
    fate = changed(
        "JobSchedule(create_job=…)", "a schedule starts the pipeline itself in v2, with the data of that time"
    )
    edits = (Edit(use.where.statement, before=tuple(before)),) if before else ()
    return Decision(fate, expr, edits)


def _left(use: Call, context: Context) -> Decision:
    """A schedule that waits for files: what it said stays as a comment, and what shows or switches it goes.

    Raises:
        Manual: other code needs it.
    """
    assert isinstance(use.result, Obj)
    following = statements_about(use.result, context)
    if following is None or removal(use.where.statement, use.node) is None:
        raise Manual(_FILES)
    text = ("# In v1:", *commented(v1_lines(use.where.statement, use.node)))
    edits = [
        Edit(use.where.statement, instead=(), keep_comments=True, comments=text),
        *(Edit(one, instead=()) for one in following),
    ]
    fates = dict.fromkeys(use.arguments, changed("", "part of what a person has to set up: the comment has it"))
    return Decision(manual(_FILES), edits=tuple(edits), arguments=fates, stands=True)


def _trigger(use: Call, context: Context) -> Expr | None:
    node = use.expression("recurrence")
    made = context.interpreter.uses.calls.get(node) if isinstance(node, cst.Call) else None
    return (context.decide(made).expr if made is not None else None) or given(use, "recurrence")


_CREATE = {
    "workspace": converted("the client"),
    "name": converted("JobSchedule(name=…)"),
    "experiment_name": converted("job.experiment_name"),
    "recurrence": converted("JobSchedule(trigger=…)"),
    "description": converted("JobSchedule(description=…)"),
    "pipeline_parameters": converted("job.inputs"),
    "wait_for_provisioning": dropped("`result()` waits for the schedule"),
    "wait_timeout": dropped("`result()` waits as long as it takes"),
    "datastore": dropped("it was None"),
    "polling_interval": dropped("it is for schedules that wait for files"),
    "data_path_parameter_name": dropped("it is for schedules that wait for files"),
    "continue_on_step_failure": converted("job.settings.continue_on_step_failure"),
    "path_on_datastore": dropped("it is for schedules that wait for files"),
    **PRIVATE,
}
_DEFAULT = changed("JobSchedule(create_job=…)", "this pipeline, not what the default of its endpoint is by then")
RULE = Rule(
    code="AML611",
    name="schedule",
    summary="A schedule becomes a JobSchedule, which starts the pipeline job itself.",
    url=learn("how-to-schedule-pipeline-job"),
    calls={
        **dict.fromkeys(CREATING, _create),
    },
    parameters={
        f"{SCHEDULE}.create": {**_CREATE, "pipeline_id": converted("JobSchedule(create_job=…)")},
        f"{SCHEDULE}.create_for_pipeline_endpoint": {**_CREATE, "pipeline_endpoint_id": _DEFAULT},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter, Schedule, ScheduleRecurrence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rounds = PipelineParameter("rounds", default_value=100)
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--rounds", rounds], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train])
published = pipeline.publish("demand-training")

nightly = ScheduleRecurrence(frequency="Day", interval=1, hours=[22], minutes=[30])
schedule = Schedule.create(
    ws,
    name="demand-nightly",
    pipeline_id=published.id,
    experiment_name="demand",
    recurrence=nightly,
    description="Every night",
    pipeline_parameters={"rounds": 500},
    wait_for_provisioning=True,
)
print(schedule.id)
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import (
    BatchEndpoint,
    Environment,
    JobSchedule,
    PipelineComponentBatchDeployment,
    RecurrencePattern,
    RecurrenceTrigger,
)
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
published = ws.batch_endpoints.begin_create_or_update(BatchEndpoint(name="demand-training")).result()
ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name="version-0",
        endpoint_name=published.name,
        component=ws.components.create_or_update(pipeline.component),
        settings={"default_compute": "cpu", "continue_on_step_failure": False},
    ),
).result()
published.defaults = {"deployment_name": "version-0"}
published = ws.batch_endpoints.begin_create_or_update(published).result()

nightly = RecurrenceTrigger(frequency="day", interval=1, schedule=RecurrencePattern(hours=[22], minutes=[30]))
pipeline.inputs.rounds = 500
pipeline.experiment_name = "demand"
schedule = ws.schedules.begin_create_or_update(
    JobSchedule(name="demand-nightly", trigger=nightly, create_job=pipeline, description="Every night"),
).result()
print(schedule.name)
""",
        ),
        Example(
            before="""\
from azureml.core import Datastore, Workspace
from azureml.pipeline.core import Pipeline, Schedule
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore.get(ws, "sales")
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[train])
published = pipeline.publish("demand-training")

# new sales
schedule = Schedule.create(
    ws,
    name="demand-on-arrival",
    pipeline_id=published.id,
    experiment_name="demand",
    datastore=store,
    path_on_datastore="arrived",
    polling_interval=60,
)
print("waits for files:", schedule.id)
schedule.disable()
print("done")
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
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
published = ws.batch_endpoints.begin_create_or_update(
    BatchEndpoint(name="demand-training"),
).result()
ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name="version-0",
        endpoint_name=published.name,
        component=ws.components.create_or_update(pipeline.component),
        settings={"default_compute": "cpu", "continue_on_step_failure": False},
    ),
).result()
published.defaults = {"deployment_name": "version-0"}
published = ws.batch_endpoints.begin_create_or_update(published).result()

# new sales
# TODO(azureml-migrate AML611): v2 schedules start at times only: let Event Grid call a Logic App or function that invokes the batch endpoint (how-to-use-event-grid-batch) — https://learn.microsoft.com/azure/machine-learning/how-to-schedule-pipeline-job?view=azureml-api-2
# In v1:
#     schedule = Schedule.create(
#         ws,
#         name="demand-on-arrival",
#         pipeline_id=published.id,
#         experiment_name="demand",
#         datastore=store,
#         path_on_datastore="arrived",
#         polling_interval=60,
#     )
print("done")
""",  # noqa: E501
        ),
    ),
)
