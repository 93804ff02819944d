"""What becomes of a published, endpointed or scheduled pipeline: the variants that the rules' examples do not show."""

from __future__ import annotations

import pytest

from tests.conversion import assert_becomes, convert

HEAD = """\
import os

import requests
from azureml.core import Experiment, Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import (
    Pipeline,
    PipelineEndpoint,
    PipelineParameter,
    PublishedPipeline,
    Schedule,
    ScheduleRecurrence,
)
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rounds = PipelineParameter("rounds", default_value=100)
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--rounds", rounds], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train])
"""
_CALL = "pipeline = pipeline_definition()\n"


def after(code: str) -> str:
    """What stands behind the pipeline in the converted file."""
    converted = convert(HEAD + code)
    assert converted.manual == [], [(use.symbol, use.verdict) for use in converted.manual]
    return converted.text.partition(_CALL)[2]


def left(code: str) -> list[str]:
    """The calls that stay v1, each with the reason."""
    return [
        f"{use.symbol.rpartition('core.')[2]}: {use.verdict.message}"
        for use in convert(HEAD + code).manual
        if use.verdict is not None and not use.name and use.kind.value == "call"
    ]


def test_a_publication_that_is_returned() -> None:
    assert (
        after("""\


def publish():
    return pipeline.publish(name="demand")
""")
        == """\


def publish():
    published_pipeline = ws.batch_endpoints.begin_create_or_update(BatchEndpoint(name="demand")).result()
    ws.batch_deployments.begin_create_or_update(
        PipelineComponentBatchDeployment(
            name="version-0",
            endpoint_name=published_pipeline.name,
            component=ws.components.create_or_update(pipeline.component),
            settings={"default_compute": "cpu", "continue_on_step_failure": False},
        ),
    ).result()
    published_pipeline.defaults = {"deployment_name": "version-0"}
    published_pipeline = ws.batch_endpoints.begin_create_or_update(published_pipeline).result()
    return published_pipeline
"""
    )


def test_a_version_that_only_the_run_knows() -> None:
    assert (
        after('published = pipeline.publish(os.environ["NAME"], version=os.environ["BUILD"])\n')
        == """\
published = ws.batch_endpoints.begin_create_or_update(
    BatchEndpoint(name=os.environ["NAME"], tags={"version": os.environ["BUILD"]}),
).result()
deployment = ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name=f"version-{os.environ['BUILD']}".replace(".", "-"),
        endpoint_name=published.name,
        component=ws.components.create_or_update(pipeline.component),
        settings={"default_compute": "cpu", "continue_on_step_failure": False},
    ),
).result()
published.defaults = {"deployment_name": deployment.name}
published = ws.batch_endpoints.begin_create_or_update(published).result()
"""
    )


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("demand", "demand"),
        ("My_New Pipeline", "My-New-Pipeline"),
        ("1st", "p-1st"),
        ("ml", "ml-pipeline"),
        ("a name that is much longer than 32 characters", "a-name-that-is-much-longer-than"),
    ],
)
def test_names_that_v2_refuses(name: str, valid: str) -> None:
    assert f'BatchEndpoint(name="{valid}")' in after(f"published = pipeline.publish({name!r})\n")


def test_a_name_in_a_variable_stays_when_v2_takes_it() -> None:
    assert "BatchEndpoint(name=title)" in after('title = "demand"\npublished = pipeline.publish(title)\n')
    assert 'BatchEndpoint(name="my-demand")' in after('title = "my_demand"\npublished = pipeline.publish(title)\n')


def test_the_data_goes_to_each_call_of_the_endpoint() -> None:
    converted = convert("""\
from azureml.core import Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
raw = DataReference(ws.get_default_datastore(), "raw", "2026/raw")
train = PythonScriptStep("train.py", source_directory="src", arguments=[raw], inputs=[raw], compute_target="cpu")
pipeline = Pipeline(ws, steps=[train])
published = pipeline.publish("demand")
published.submit(ws, "nightly")
""")
    assert converted.text.endswith("""\
ws.batch_endpoints.invoke(endpoint_name=published.name, inputs={"raw": raw}, experiment_name="nightly")
""")
    (message,) = {
        use.verdict.message
        for use in converted.ledger
        if use.verdict is not None and use.symbol.endswith("Pipeline.publish") and not use.name
    }
    assert "each call of the endpoint has to name the data for `raw`" in message


def test_a_schedule_of_a_pipeline_that_is_also_submitted_gets_a_job_of_its_own() -> None:
    converted = convert(
        HEAD
        + """\
run = Experiment(ws, "adhoc").submit(pipeline)
published = pipeline.publish("demand")
schedule = Schedule.create(ws, "s", published.id, "nightly", recurrence=ScheduleRecurrence("Hour", 6))
"""
    )
    assert converted.text.endswith("""\
scheduled_job = adhoc_pipeline()
scheduled_job.experiment_name = "nightly"
schedule = ws.schedules.begin_create_or_update(
    JobSchedule(name="s", trigger=RecurrenceTrigger(frequency="hour", interval=6), create_job=scheduled_job),
).result()
""")


@pytest.mark.parametrize(
    ("published", "scheduled", "said"),
    [
        ("continue_on_step_failure=True", "", "True"),
        ("continue_on_step_failure=True", ", continue_on_step_failure=False", ""),
        ("continue_on_step_failure=False", ", continue_on_step_failure=True", "True"),
        ("continue_on_step_failure=going_on", "", "going_on"),
        ("continue_on_step_failure=False", "", ""),
    ],
)
def test_a_schedule_goes_on_after_a_failed_step_as_it_or_its_published_pipeline_says(
    published: str, scheduled: str, said: str
) -> None:
    converted = convert(
        HEAD
        + f"""\
going_on = ws.name != "test"
published = pipeline.publish("demand", {published})
Schedule.create(ws, "s", published.id, "nightly", recurrence=ScheduleRecurrence("Hour", 6){scheduled})
"""
    )
    line = f"pipeline.settings.continue_on_step_failure = {said}\n" if said else ""
    assert converted.text.endswith(f"""\
pipeline.experiment_name = "nightly"
{line}ws.schedules.begin_create_or_update(
    JobSchedule(name="s", trigger=RecurrenceTrigger(frequency="hour", interval=6), create_job=pipeline),
).result()
""")


_MADE_BY_A_FUNCTION = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, Schedule, ScheduleRecurrence
from azureml.pipeline.steps import PythonScriptStep


def build(ws, compute):
    return Pipeline(ws, [PythonScriptStep("train.py", source_directory="src", compute_target=compute)])


def main(compute):
    ws = Workspace.from_config()
    pipeline = build(ws, compute)
    {between}
    Experiment(ws, "sales").submit(pipeline, regenerate_outputs=True)
    published = pipeline.publish("weekly")
    recurrence = ScheduleRecurrence("Day", 1)
    Schedule.create(ws, "day", pipeline_id=published.id, experiment_name="sales", recurrence=recurrence)
"""


def test_the_function_that_made_the_pipeline_makes_the_job_of_the_schedule() -> None:
    text = convert(_MADE_BY_A_FUNCTION.format(between="print('built')")).text
    assert text.endswith("""\
    recurrence = RecurrenceTrigger(frequency="day", interval=1)
    scheduled_job = build(ws, compute)
    scheduled_job.experiment_name = "sales"
    ws.schedules.begin_create_or_update(JobSchedule(name="day", trigger=recurrence, create_job=scheduled_job)).result()
""")


def test_a_deployment_asks_the_job_for_a_compute_that_is_out_of_sight() -> None:
    text = convert(_MADE_BY_A_FUNCTION.format(between="print('built')")).text
    settings = '{"default_compute": pipeline.settings.default_compute, "continue_on_step_failure": False}'
    assert f"            settings={settings},\n" in text


def test_not_where_its_argument_is_another_one_since() -> None:
    converted = convert(_MADE_BY_A_FUNCTION.format(between="compute = next_compute()"))
    assert {use.symbol for use in converted.manual} >= {"azureml.pipeline.core.Schedule.create"}


@pytest.mark.parametrize("text", ["pipeline_id", "str(published.id)", 'f"{published.id}"', '"{}".format(pipeline_id)'])
def test_the_id_in_a_variable(text: str) -> None:
    text = after(f"""\
published = pipeline.publish("demand")
pipeline_id = published.id
Schedule.create(ws, "s", {text}, "nightly", recurrence=ScheduleRecurrence("Day", 1))
""")
    assert "pipeline_id = published.name\n" in text
    assert "create_job=pipeline)" in text


@pytest.mark.parametrize(
    ("recurrence", "trigger"),
    [
        ('"Minute", 15', 'RecurrenceTrigger(frequency="minute", interval=15)'),
        (
            '"Week", 1, week_days=["Friday"], hours=[6, 18], minutes=[0]',
            'schedule=RecurrencePattern(hours=[6, 18], minutes=[0], week_days=["friday"])',
        ),
        ('"Day", 1, time_of_day="7:05"', "RecurrencePattern(hours=[7], minutes=[5])"),
        (
            '"Week", 1, start_time="2026-01-05T09:30:00", week_days=["Monday"]',
            'schedule=RecurrencePattern(hours=[9], minutes=[30], week_days=["monday"])',
        ),
        ('os.environ["UNIT"], 1', 'frequency=os.environ["UNIT"].lower()'),
    ],
)
def test_recurrences(recurrence: str, trigger: str) -> None:
    assert trigger in after(f"nightly = ScheduleRecurrence({recurrence})\n")


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        (
            'Schedule.create(ws, "s", pipeline.publish("d").id, "e", datastore=ws.get_default_datastore())',
            [
                "Schedule.create: v2 schedules start at times only: let Event Grid call a Logic App or function that"
                " invokes the batch endpoint (how-to-use-event-grid-batch)"
            ],
        ),
        (
            'Schedule.create(ws, "s", os.environ["ID"], "e", recurrence=ScheduleRecurrence("Hour", 1))',
            [
                "Schedule.create: a v2 schedule needs the pipeline job, not its id: JobSchedule(name=…, trigger=…, "
                "create_job=pipeline_job), where the job is what its pipeline function gives, or "
                "ml_client.components.get(name, version=…)(…)"
            ],
        ),
        (
            'ScheduleRecurrence("Week", 1, week_days=["Monday"])',
            [
                "ScheduleRecurrence: RecurrencePattern needs hours and minutes: "
                "v1 took them from the time when it was created"
            ],
        ),
        (
            'PublishedPipeline.get(ws, "01234567-89ab-cdef-0123-456789abcdef")',
            [
                "PublishedPipeline.get: ml_client.batch_endpoints.get(name): "
                "v2 knows a published pipeline by the name of its batch endpoint, not by an id"
            ],
        ),
        (
            'PipelineEndpoint.get(ws, name="d").submit("e", pipeline_version="3")',
            ["PipelineEndpoint.submit: name the deployment that was this version of the endpoint (deployment_name=…)"],
        ),
        (
            'PublishedPipeline.get(ws, os.environ["ID"]).submit(ws, "e", json.loads(text))',
            [
                "PublishedPipeline.submit: name each parameter among the inputs: "
                "which they are is only known at run time"
            ],
        ),
        ('pipeline.submit("e", parent_run_id="r")', ["Pipeline.submit: a job of v2 cannot be put below another one"]),
        ("pipeline.publish()", ["Pipeline.publish: a batch endpoint needs a name"]),
    ],
)
def test_what_is_left_to_a_person(code: str, reasons: list[str]) -> None:
    assert left(f"{code}\n") == reasons


def test_an_address_that_is_called_is_left_with_the_new_body() -> None:
    converted = convert(
        HEAD
        + """\
published = pipeline.publish("demand")
requests.post(published.endpoint, headers=header, json=body)
"""
    )
    assert "requests.post(published.endpoint" in converted.text
    assert [use.name for use in converted.manual] == ["endpoint"]


def test_a_published_pipeline_that_is_also_a_version_of_an_endpoint() -> None:
    """Both can be called, so both are batch endpoints, and the endpoint deploys the same component."""
    assert (
        after("""\
service = pipeline.publish(name="demand-now", version="1.0")
service.submit(ws, "trial")
endpoint = PipelineEndpoint.publish(ws, name="demand", pipeline=service)
""")
        == """\
service = ws.batch_endpoints.begin_create_or_update(BatchEndpoint(name="demand-now", tags={"version": "1.0"})).result()
ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name="version-1-0",
        endpoint_name=service.name,
        component=ws.components.create_or_update(pipeline.component),
        settings={"default_compute": "cpu", "continue_on_step_failure": False},
    ),
).result()
service.defaults = {"deployment_name": "version-1-0"}
service = ws.batch_endpoints.begin_create_or_update(service).result()
ws.batch_endpoints.invoke(endpoint_name=service.name, experiment_name="trial")
endpoint = ws.batch_endpoints.begin_create_or_update(BatchEndpoint(name="demand")).result()
ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name="version-1-0",
        endpoint_name=endpoint.name,
        component=ws.components.create_or_update(pipeline.component),
        settings={"default_compute": "cpu", "continue_on_step_failure": False},
    ),
).result()
endpoint.defaults = {"deployment_name": "version-1-0"}
endpoint = ws.batch_endpoints.begin_create_or_update(endpoint).result()
"""
    )


def test_lists_that_v2_gives_page_by_page() -> None:
    """Pages are gone through once only, and have no index."""
    assert (
        after("""\
for one in PublishedPipeline.list(ws):
    print(one.name)
published = PublishedPipeline.list(ws)
print(published[0].id, len(published))
schedules = Schedule.list(ws, active_only=False)
for schedule in schedules:
    print(schedule.name)
print(schedules[-1].name)
endpoint = PipelineEndpoint.list(ws)[0]
print(endpoint.name)
""")
        == """\
for one in ws.batch_endpoints.list():
    print(one.name)
published = list(ws.batch_endpoints.list())
print(published[0].name, len(published))
schedules = list(ws.schedules.list(list_view_type="All"))
for schedule in schedules:
    print(schedule.name)
print(schedules[-1].name)
endpoint = list(ws.batch_endpoints.list())[0]
print(endpoint.name)
"""
    )


def test_a_version_whose_pipeline_is_out_of_sight() -> None:
    code = """\


def publish():
    job = Pipeline(ws, steps=[train])
    service = job.publish(name="demand-training", version="1.0")
    service.submit(ws, "trial")
    return service


PipelineEndpoint.publish(ws, name="demand", pipeline=publish())
"""
    reason = "it is called by itself and as a version of an endpoint: publish it to one batch endpoint"
    assert f"PipelineEndpoint.publish: {reason}" in left(code)


@pytest.mark.parametrize(
    "code",
    [
        'paper.publish(name="demand")\n',
        "from jobs import Schedule\n\nSchedule.create(ws, name='s', recurrence=None)\n",
        "class Pipeline:\n    def publish(self): ...\n\n\nPipeline().publish()\n",
    ],
)
def test_look_alikes_stay_as_they_are(code: str) -> None:
    assert convert(code).text == code


@pytest.mark.parametrize("found", ["endpoint", "PipelineEndpoint.get(ws, name='demand')"])
def test_a_schedule_of_an_endpoint_starts_its_pipeline(found: str) -> None:
    text = after(f"""\
endpoint = PipelineEndpoint.publish(ws, "demand", "Trains", pipeline)
same = {found}
Schedule.create_for_pipeline_endpoint(ws, "s", same.id, "nightly", recurrence=ScheduleRecurrence("Hour", 6))
""")
    assert text.endswith("""\
pipeline.experiment_name = "nightly"
ws.schedules.begin_create_or_update(
    JobSchedule(name="s", trigger=RecurrenceTrigger(frequency="hour", interval=6), create_job=pipeline),
).result()
""")


def test_a_schedule_of_an_endpoint_that_others_publish_stays() -> None:
    code = "PipelineEndpoint.get(ws, name='other').id"
    assert left(
        f"Schedule.create_for_pipeline_endpoint(ws, 's', {code}, 'e', recurrence=ScheduleRecurrence('Hour', 6))\n"
    )


def test_a_run_is_cancelled_and_asked_for_its_steps() -> None:
    text = convert(
        HEAD + 'run = Experiment(ws, "adhoc").submit(pipeline)\nprint(len(run.get_steps()))\nrun.cancel()\n'
    ).text
    assert text.endswith("""\
print(len(list(ws.jobs.list(parent_job_name=run.name))))
ws.jobs.begin_cancel(run.name).result()
""")


@pytest.mark.parametrize(("outer", "inner"), [('"', "'"), ("'", '"'), ('"""', '"')])
def test_a_version_inside_of_an_f_string(outer: str, inner: str) -> None:
    text = after(
        f'published = pipeline.publish("demand", version="2")\nprint(f{outer}build {{published.version}}{outer})\n'
    )
    assert text.endswith(f"print(f{outer}build {{published.tags.get({inner}version{inner})}}{outer})\n")


def test_the_elements_of_a_list_that_stays_v1() -> None:
    """Nothing about a v1 schedule may become v2 code: a second run would not know it any more."""
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.pipeline.core import Schedule

ws = Workspace.from_config()
for schedule in Schedule.list(ws, pipeline_id=pipeline_id):
    print(schedule.id, schedule.recurrence)
    schedule.disable()
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.pipeline.core import Schedule

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML621): ml_client.schedules.list() takes no pipeline: choose by schedule.cr…
for schedule in Schedule.list(ws, pipeline_id=pipeline_id):
    # TODO(azureml-migrate AML621): schedule.name: Schedules are found by name.
    print(schedule.id, schedule.recurrence)
    # TODO(azureml-migrate AML621): ml_client.schedules.begin_disable(name): Returns a poller.
    schedule.disable()
""",
    )


@pytest.mark.parametrize(
    ("v1", "v2"),
    [
        ('name + "_with R"', '(name + "_with R").replace(" ", "-").replace("_", "-")'),
        ('f"{name}_nightly"', 'f"{name}_nightly".replace("_", "-")'),
        ('name + "-nightly"', 'name + "-nightly"'),
        ("name", "name"),
        ('settings["PIPELINE_NAME"]', 'settings["PIPELINE_NAME"]'),
    ],
)
def test_the_name_of_an_endpoint_that_is_put_together(v1: str, v2: str) -> None:
    """It takes no underscores and blanks, which names of pipelines often have."""
    converted = convert(f"""\
import sys

from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineEndpoint
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
name, settings = sys.argv[1], {{}}
step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[step])
published = pipeline.publish(name={v1})
found = PipelineEndpoint.get(ws, name={v1})
""")
    assert f"BatchEndpoint(name={v2})" in converted.text
    assert f"found = ws.batch_endpoints.get({v2})\n" in converted.text
