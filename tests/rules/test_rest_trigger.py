"""A request that starts a published pipeline, which needs another address and another body in v2."""

from __future__ import annotations

import pytest

from tests.conversion import assert_becomes, convert

_TODO = "# TODO(azureml-migrate AML003): ml_client.batch_endpoints.invoke(endpoint_name=..., inputs={...}, e…\n"


def test_a_request_that_starts_a_pipeline() -> None:
    """Also where nothing else in the file is v1."""
    before = """\
import os

import requests

body = {"ExperimentName": "demand", "RunSource": "SDK", "ParameterAssignments": {"rounds": 10}}
answer = requests.post(os.environ["REST_ENDPOINT"], headers={}, json=body)
print(answer.json()["Id"])
"""
    head, post, tail = before.partition("answer = ")
    assert_becomes(before, head + _TODO + post + tail)


@pytest.mark.parametrize(
    "text",
    [
        'import requests\n\nrequests.post("https://example.org", json={"ExperimentName": "demand"})\n',
        'from mine import requests\n\nrequests.post("x", json={"ParameterAssignments": {}})\n',
        'import requests\n\nrequests.get("x", json={"ParameterAssignments": {}})\n',
    ],
)
def test_other_requests(text: str) -> None:
    assert convert(text).text == text
