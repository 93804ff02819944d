"""The examples about the life of a pipeline run against the real entities of the SDK, which check names and times."""

from __future__ import annotations

import pytest

from migrate.rules import all_rules
from tests.verify.conftest import Build, all_findings

_ABOUT = (
    "existing_run",
    "experiment",
    "output_data",
    "pipeline_endpoint",
    "published_pipeline",
    "publishing",
    "recurrence",
    "rest-trigger",
    "run",
    "run_details",
    "schedule",
    "step_run",
)
_ENDPOINT = """
from azure.ai.ml.entities import BatchEndpoint, JobSchedule, PipelineComponentBatchDeployment, RecurrenceTrigger
ws = MLClient(DefaultAzureCredential(), 'sub', 'group', 'space')
"""
EXAMPLES = [
    pytest.param(example.after, id=f"{rule.name}-{number}")
    for rule in all_rules()
    for number, example in enumerate(rule.examples, 1)
    if rule.name in _ABOUT
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_build(build: Build, text: str) -> None:
    variables = 'import os\nos.environ.update(TRAINING_PIPELINE="demand-training", SCHEDULE="nightly")\n'
    result = build(variables + text, {"src/train.py": "print(1)\n", "src/score.py": "print(1)\n"})
    assert [finding for finding in all_findings(result) if finding.check != "uncalled-component"] == []


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("ws.batch_endpoints.begin_create_or_update(BatchEndpoint(name='my_endpoint'))", "must start with"),
        ("ws.batch_endpoints.begin_create_or_update(BatchEndpoint(name='ab'))", "at least 3"),
        (
            "ws.batch_deployments.begin_create_or_update("
            "PipelineComponentBatchDeployment(name='1.0', endpoint_name='e', component='azureml:c:1'))",
            "must start with",
        ),
        (
            "ws.schedules.begin_create_or_update(JobSchedule(name='s', create_job='azureml:job', "
            "trigger=RecurrenceTrigger(frequency='fortnight', interval=1)))",
            "fortnight",
        ),
    ],
)
def test_what_the_entities_refuse(build: Build, statement: str, message: str) -> None:
    (failure,) = build(_ENDPOINT + statement).failures
    assert message in failure.message
