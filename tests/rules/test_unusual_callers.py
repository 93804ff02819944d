"""What functions are given, and give, elsewhere than in a plain call: to a lambda, to ``map``, to a test, to a step."""

from __future__ import annotations

from tests.conversion import assert_converts, convert
from tests.linking.test_origins import without_addresses

_HEAD = """\
import os

import pytest
from azureml.core import Workspace
from azureml.pipeline.core import PublishedPipeline

ws = Workspace.from_config()
"""
_V2_HEAD = """\
import os

import pytest
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
"""


def test_a_lambda_under_a_name() -> None:
    assert_converts(
        _HEAD
        + """\
submit = lambda pipeline, name="nightly": pipeline.submit(ws, name)
run = submit(PublishedPipeline.get(ws, os.environ["PIPELINE"]))
print(run.get_status())
nobody = lambda pipeline: PublishedPipeline.get(ws, pipeline).name
""",
        _V2_HEAD
        + """\
submit = lambda pipeline, name="nightly": ws.jobs.get(
    ws.batch_endpoints.invoke(endpoint_name=pipeline.name, experiment_name=name).name,
)
run = submit(ws.batch_endpoints.get(os.environ["PIPELINE"]))
print(ws.jobs.get(run.name).status)
nobody = lambda pipeline: ws.batch_endpoints.get(pipeline).name
""",
    )


def test_what_map_calls() -> None:
    assert_converts(
        _HEAD
        + """\


def submit(pipeline):
    return pipeline.submit(ws, "nightly")


runs = list(map(submit, [PublishedPipeline.get(ws, "first"), PublishedPipeline.get(ws, "second")]))
""",
        _V2_HEAD
        + """\


def submit(pipeline):
    return ws.jobs.get(
        ws.batch_endpoints.invoke(endpoint_name=pipeline.name, experiment_name="nightly").name,
    )


runs = list(map(submit, [ws.batch_endpoints.get("first"), ws.batch_endpoints.get("second")]))
""",
    )


def test_a_fixture_of_pytest() -> None:
    assert_converts(
        _HEAD
        + """\


@pytest.fixture
def pipeline():
    return PublishedPipeline.get(ws, os.environ["PIPELINE"])


def test_it_runs(pipeline):
    run = pipeline.submit(ws, experiment_name="acceptance")
    run.wait_for_completion()
    assert run.status == "Completed"
""",
        _V2_HEAD
        + """\


@pytest.fixture
def pipeline():
    return ws.batch_endpoints.get(os.environ["PIPELINE"])


def test_it_runs(pipeline):
    run = ws.batch_endpoints.invoke(
        endpoint_name=pipeline.name,
        experiment_name="acceptance",
    )
    run = ws.jobs.get(run.name)
    ws.jobs.stream(run.name)
    assert ws.jobs.get(run.name).status == "Completed"
""",
    )


def test_a_class_as_the_default_beside_its_instances() -> None:
    text = convert(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def make(ws, config=RunConfiguration):
    step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=config)
    return Pipeline(ws, [step])


config = RunConfiguration()
config.environment = Environment.get(ws, "sales", version="4")
pipeline = make(Workspace.from_config(), config)
"""
    ).text
    assert 'pipeline = make(MLClient.from_config(DefaultAzureCredential()), "azureml:sales:4")\n' in text
    assert "environment=config" in text


def test_a_configuration_that_a_function_gives_to_the_step() -> None:
    converted = convert(
        """\
from azureml.core import Dataset, Environment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep


def settings(environment, nodes):
    return ParallelRunConfig(
        source_directory="src",
        entry_script="score.py",
        mini_batch_size="1",
        error_threshold=1,
        output_action="summary_only",
        environment=environment,
        compute_target="cpu",
        node_count=nodes,
    )


ws = Workspace.from_config()
score = ParallelRunStep(
    name="score",
    parallel_run_config=settings(Environment.get(ws, "sales", version="4"), 2),
    inputs=[Dataset.get_by_name(ws, "sales").as_named_input("sales")],
    output=PipelineData("scores"),
)
pipeline = Pipeline(ws, [score])
"""
    )
    assert not converted.manual
    assert 'parallel_run_config = settings("azureml:sales:4", 2)\nscore_component = ' in converted.text
    assert 'instance_count=parallel_run_config["instance_count"],' in converted.text


def test_lists_that_are_taken_apart() -> None:
    """Also of runs that nobody counted, under a star, and of what is awaited together."""
    assert_converts(
        """\
import asyncio

from azureml.core import Experiment, Workspace

ws = Workspace.from_config()


def newest(name):
    yield from Experiment(ws, name).get_runs()


async def fetch():
    return Workspace.from_config()


async def both():
    one, other = await asyncio.gather(fetch(), fetch())
    print(one.compute_targets["cpu"], other.name)


first, *others = newest("sales")
print(first.get_portal_url(), [run.id for run in others])
last, *_ = ["today", ws]
print(last)
""",
        """\
import asyncio

from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def newest(name):
    yield from [job for job in ws.jobs.list() if job.experiment_name == name]


async def fetch():
    return MLClient.from_config(DefaultAzureCredential())


async def both():
    one, other = await asyncio.gather(fetch(), fetch())
    print(one.compute.get("cpu"), other.workspace_name)


first, *others = newest("sales")
print(first.studio_url, [run.name for run in others])
last, *_ = ["today", ws]
print(last)
""",
    )


def test_dictionaries_of_which_the_keys_are_not_known() -> None:
    assert_converts(
        _HEAD
        + """\
names = ["first", "second"]
found = {name: PublishedPipeline.get(ws, name).submit(ws, name) for name in names}
print(found["first"].get_status(), found.get("second").id)
for name, run in found.items():
    print(name, run.get_portal_url())
zipped = dict(zip(names, found.values()))
print([run.id for run in zipped.values()], names.index("first"))
""",
        _V2_HEAD
        + """\
names = ["first", "second"]
found = {name: ws.jobs.get(
    ws.batch_endpoints.invoke(
        endpoint_name=ws.batch_endpoints.get(name).name,
        experiment_name=name,
    ).name,
) for name in names}
print(ws.jobs.get(found["first"].name).status, found.get("second").name)
for name, run in found.items():
    print(name, run.studio_url)
zipped = dict(zip(names, found.values()))
print([run.name for run in zipped.values()], names.index("first"))
""",
    )


def test_other_names_for_a_workspace() -> None:
    assert_converts(
        _HEAD
        + """\
print(globals()["ws"].compute_targets["cpu"], globals()["os"].name)
match ws:
    case None:
        print("none")
    case Workspace() as found:
        print(found.compute_targets["cpu"])
    case {"ws": other}:
        print(other.compute_targets)
""",
        _V2_HEAD
        + """\
print(globals()["ws"].compute.get("cpu"), globals()["os"].name)
match ws:
    case None:
        print("none")
    case MLClient() as found:
        print(found.compute.get("cpu"))
    case {"ws": other}:
        print(other.compute_targets)
""",
    )


def test_a_dataset_that_only_code_asks() -> None:
    before = 'from azureml.core import Workspace\n\nws = Workspace.from_config()\nprint(ws.datasets["prices"])\n'
    assert convert(before).text.endswith(
        """\
# TODO(azureml-migrate AML309): an Input is for jobs only: code that asks the data takes the asset, \
`ml_client.data.get(name, label="latest")` — https://learn.microsoft.com/azure/machine-learning/\
migrate-to-v2-assets-data?view=azureml-api-2
print(ws.datasets["prices"])
"""
    )


def test_members_that_are_asked_for_by_a_text() -> None:
    before = (
        _HEAD
        + """\
print(getattr(ws, "location"), getattr(os, "name"), hasattr(ws, "other"))
if hasattr(ws, "get_default_keyvault"):
    print(getattr(ws, os.environ["MEMBER"]))
"""
    )
    assert without_addresses(convert(before).text) == (
        _V2_HEAD
        + """\
# TODO(azureml-migrate AML101): the text names a member of v1: \
ml_client.workspaces.get(ml_client.workspace_name).location: Costs a call to the service.
print(getattr(ws, "location"), getattr(os, "name"), hasattr(ws, "other"))
# TODO(azureml-migrate AML102): the text names a member of v1: SecretClient(vault_url, credential): \
Take the vault from workspaces.get(name).key_vault and use azure-keyvault-secrets.
if hasattr(ws, "get_default_keyvault"):
    # TODO(azureml-migrate AML003): which member of v1 this is, is only known when the code runs: v2 has others
    print(getattr(ws, os.environ["MEMBER"]))
"""
    )


def test_what_partial_binds() -> None:
    assert_converts(
        _HEAD
        + """\
from functools import partial


def submit(name, place):
    return place.compute_targets[name]


nightly = partial(submit, place=ws)
""",
        _V2_HEAD
        + """\
from functools import partial


def submit(name, place):
    return place.compute.get(name)


nightly = partial(submit, place=ws)
""",
    )


def test_a_bar_that_shows_how_far_a_loop_is() -> None:
    assert_converts(
        """\
from azureml.core import Experiment, Workspace
from tqdm import tqdm

ws = Workspace.from_config()
for run in tqdm(Experiment(ws, "sales").get_runs()):
    print(run.id)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
from tqdm import tqdm

ws = MLClient.from_config(DefaultAzureCredential())
for run in tqdm([job for job in ws.jobs.list() if job.experiment_name == "sales"]):
    print(run.name)
""",
    )
