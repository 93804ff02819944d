"""Compute targets and unknown attributes: each problem, and a look-alike that is none."""

from __future__ import annotations

import pytest

from tests.verify.checks.modules import one_node
from tests.verify.conftest import Build, checks


@pytest.mark.parametrize(
    "statement", ["step.allow_reuse = False", "step.instance_count = 3", "step.runconfig.target = 1"]
)
def test_unknown_attribute_of_a_node(build: Build, statement: str) -> None:
    assert checks(build(one_node(body=statement))) == {"node-attribute"}


@pytest.mark.parametrize("statement", ["step.display_name = 'x'", "step.resources = {'instance_count': 3}"])
def test_known_attribute_of_a_node(build: Build, statement: str) -> None:
    assert checks(build(one_node(body=statement))) == set()


def test_unknown_setting(build: Build) -> None:
    assert checks(build(one_node(after="job.settings.allow_reuse = False"))) == {"pipeline-setting"}


def test_known_setting(build: Build) -> None:
    assert checks(build(one_node(after="job.settings.force_rerun = True"))) == set()


def test_compute_given_as_an_object(build: Build) -> None:
    compute = 'AmlCompute(name="cpu", size="STANDARD_D2_V2")'
    assert checks(build(one_node(body=f"step.compute = {compute}"))) == {"compute-object"}


def test_compute_of_the_pipeline_given_as_an_object(build: Build) -> None:
    text = one_node(after='job.settings.default_compute = AmlCompute(name="cpu", size="STANDARD_D2_V2")')
    assert checks(build(text)) == {"sdk-validation"}, "here the SDK raises by itself"


@pytest.mark.parametrize("compute", ["<compute.target>", "<function cluster at 0x7f01>", "{'name': 'cpu'}"])
def test_compute_given_as_the_text_of_an_object(build: Build, compute: str) -> None:
    assert checks(build(one_node(body=f"step.compute = {compute!r}"))) == {"compute-object"}


@pytest.mark.parametrize(
    "compute",
    ["cpu-cluster", "serverless", "azureml:cpu", "/subscriptions/0/resourceGroups/g/computes/cpu", "<your-cluster>"],
)
def test_compute_given_by_name(build: Build, compute: str) -> None:
    assert checks(build(one_node(body=f"step.compute = {compute!r}"))) == set()


def test_compute_given_by_a_parameter(build: Build) -> None:
    text = one_node(body="step.compute = target", parameters="raw: Input(type='uri_folder'), target: str = 'cpu'")
    assert checks(build(text)) == set()


def test_local_compute(build: Build) -> None:
    assert checks(build(one_node(pipeline='default_compute="local"'))) == {"compute-local"}


def test_compute_whose_name_begins_with_local(build: Build) -> None:
    assert checks(build(one_node(pipeline='default_compute="local-cluster"'))) == set()


def test_a_job_by_itself_on_this_machine(build: Build) -> None:
    text = """
        client = MLClient(DefaultAzureCredential(), "s", "g", "w")
        job = command(code="src", command="python prep.py", environment="azureml:e:1", compute="local")
        client.jobs.create_or_update(job)
    """
    (job,) = build(text).alone
    assert job.findings == ()
