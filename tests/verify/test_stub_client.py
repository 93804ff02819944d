"""What scripts ask of the client, answered offline."""

from __future__ import annotations

import pytest

from tests.verify.checks.modules import one_node
from tests.verify.conftest import Build, checks

CLIENT = "ws = MLClient(DefaultAzureCredential(), 'sub', 'group', 'space')\n"


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("ws.workspace_name, ws.resource_group_name, ws.subscription_id", "space group sub"),
        ("ws.workspaces.get('space').name", "space"),
        ("ws.compute.get('cpu').name", "cpu"),
        ("ws.datastores.get('mine').name", "mine"),
        ("ws.datastores.get_default().name", "workspaceblobstore"),
        ("ws.environments.get('env', version='3').version", "3"),
        ("ws.environments.get('env', label='latest').name", "env"),
        ("ws.data.get('table', version='1').path", "azureml://datastores/workspaceblobstore/paths/table"),
        ("ws.models.get('model', label='latest').name", "model"),
        ("ws.jobs.get('x').status", "Completed"),
        ("ws.jobs.get('x').studio_url", "https://offline.invalid"),
        ("list(ws.jobs.list())", "[]"),
        ("[job.status for job in ws.jobs.list(parent_job_name='x') if job.display_name == 'train']", "['Completed']"),
        ("list(ws.compute.list())", "[]"),
        ("ws.jobs.download('x', download_path='.')", "None"),
        ("ws.begin_create_or_update(AmlCompute(name='new')).result().name", "new"),
        ("ws.compute.begin_create_or_update(AmlCompute(name='new')).result().name", "new"),
        ("ws.compute.begin_delete('old').wait()", "None"),
        ("ws.environments.create_or_update(Environment(name='env', image='i')).version", "1"),
        ("ws.create_or_update(Environment(name='env', image='i')).name", "env"),
        ("ws.batch_endpoints.get('e').name", "e"),
        ("ws.batch_endpoints.invoke('e').name", "offline_batch_job"),
        ("DefaultAzureCredential().get_token('scope').token", "offline"),
        ("type(ws).__name__, isinstance(ws, MLClient)", "MLClient True"),
    ],
)
def test_answers(build: Build, expression: str, shown: str) -> None:
    result = build(f"{CLIENT}print({expression})")
    assert not result.failures
    assert result.output.strip() == shown


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("ws.compute.nope", "AttributeError"),
        ("ws.nope", "AttributeError"),
        ("ws.compute.get()", "TypeError"),
        ("ws.datastores.get('x', secrets=True)", "TypeError"),
        ("MLClient()", "TypeError"),
        ("MLClient(None)", "ValueError"),
        ("MLClient.from_config()", "TypeError"),
        ("ws.create_or_update(5)", "TypeError"),
    ],
)
def test_what_the_real_client_refuses(build: Build, statement: str, error: str) -> None:
    assert [failure.type for failure in build(CLIENT + statement).failures] == [error]


def test_a_tenant_that_the_reader_has_to_fill_in(build: Build) -> None:
    result = build(
        "from azure.identity import ClientSecretCredential\n"
        "print(ClientSecretCredential('YOUR_TENANT_ID', '', '').get_token('scope').token)"
    )
    assert not result.failures
    assert result.output.strip() == "offline"


def test_compute_that_does_not_exist(build: Build) -> None:
    result = build(CLIENT + "ws.compute.get('cpu')", compute_exists=False)
    assert [failure.type for failure in result.failures] == ["ResourceNotFoundError"]


def test_a_configuration_file_is_read(build: Build) -> None:
    config = '{"subscription_id": "s", "resource_group": "g", "workspace_name": "from-file"}'
    result = build("print(MLClient.from_config(DefaultAzureCredential()).workspace_name)", {"config.json": config})
    assert result.output.splitlines()[-1] == "from-file"


def test_a_schedule_submits_its_job(build: Build) -> None:
    result = build(
        one_node(
            after="from azure.ai.ml.entities import JobSchedule, RecurrenceTrigger\n"
            + CLIENT
            + "trigger = RecurrenceTrigger(frequency='day', interval=1)\n"
            + "schedule = JobSchedule(name='daily', trigger=trigger, create_job=job)\n"
            + "print(ws.schedules.begin_create_or_update(schedule).result().name)"
        )
    )
    assert checks(result) == set()
    assert result.jobs[0].submitted
    assert result.output.strip() == "daily"


def test_validation_is_that_of_the_sdk(build: Build) -> None:
    result = build(one_node(pipeline="", after=CLIENT + "print(ws.jobs.validate(job).passed)"))
    assert result.output.strip() == "False"


def test_a_registered_component_takes_any_input(build: Build) -> None:
    result = build(
        CLIENT
        + """
prep = ws.components.get(name="prep", label="latest")
use = command(
    code="src",
    command="python prep.py ${{inputs.data}}",
    inputs={"data": Input(type="uri_folder")},
    environment="azureml:env:1",
)


@dsl.pipeline(default_compute="cpu")
def registered(raw: Input(type="uri_folder")):
    first = prep(anything=raw, number=3)
    second = use(data=first.outputs.whatever)


job = registered(raw=FOLDER)
"""
    )
    assert checks(result) == set()
    assert result.jobs[0].dump["jobs"]["first"]["component"] == "azureml:prep:1"
