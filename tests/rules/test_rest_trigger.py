"""A request that starts a published pipeline: a call of the batch endpoint, where the endpoint is at hand."""

from __future__ import annotations

import pytest

from tests.conversion import assert_converts, convert

_HEAD = """\
import requests
from azureml.core import Workspace
from azureml.pipeline.core import PipelineEndpoint

ws = Workspace.from_config()
endpoint = PipelineEndpoint.get(ws, name="demand")
"""
_V2 = """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
endpoint = ws.batch_endpoints.get("demand")
"""


def test_an_address_that_is_not_known() -> None:
    """Also where nothing else in the file is v1."""
    before = """\
import os

import requests

body = {"ExperimentName": "demand", "RunSource": "SDK", "ParameterAssignments": {"rounds": 10}}
answer = requests.post(os.environ["REST_ENDPOINT"], headers={}, json=body)
print(answer.json()["Id"])
"""
    converted = convert(before)
    assert {use.verdict.code for use in converted.manual if use.verdict is not None} == {"AML617"}
    assert "answer = requests.post(os.environ" in converted.text


def test_nobody_looks_at_the_answer() -> None:
    assert_converts(
        _HEAD + 'requests.post(endpoint.endpoint, json={"ExperimentName": "demand", "RunSource": "SDK"})\n',
        _V2 + 'ws.batch_endpoints.invoke(endpoint_name=endpoint.name, experiment_name="demand")\n',
    )


def test_requests_is_used_for_more() -> None:
    converted = convert(
        _HEAD
        + """\
response = requests.post(endpoint.endpoint, json={"ExperimentName": "demand", "ParameterAssignments": {}})
response.raise_for_status()
print(response.json()["Id"], requests.get("https://example.org").text)
"""
    )
    assert converted.manual == []
    assert converted.text.endswith(
        """\
response = ws.batch_endpoints.invoke(endpoint_name=endpoint.name, experiment_name="demand")
print(response.name, requests.get("https://example.org").text)
"""
    )
    assert "import requests" in converted.text


@pytest.mark.parametrize(
    "code",
    [
        "print(response.json())",
        "print(response.status_code)",
        "save(response)",
        'print(response.json()["Status"])',
        "for each in response.json():\n    print(each)",
        """\
try:
    response.raise_for_status()
except Exception:
    alarm()
    raise""",
    ],
)
def test_an_answer_that_a_job_cannot_give(code: str) -> None:
    request = 'requests.post(endpoint.endpoint, json={"ExperimentName": "demand", "ParameterAssignments": {}})'
    converted = convert(f"{_HEAD}response = {request}\n{code}\n")
    assert "azureml.pipeline.rest.submit" in {use.symbol for use in converted.manual}
    assert f"response = {request}\n" in converted.text
    assert code.partition("\n")[0] in converted.text


@pytest.mark.parametrize(
    "body",
    [
        '{"ExperimentName": "demand", "ParameterAssignments": parameters}',
        '{"ExperimentName": "demand", "ParameterAssignments": {}, "DataPathAssignments": {"raw": {}}}',
        '{"ExperimentName": "demand", "ParameterAssignments": {}, **more}',
    ],
)
def test_a_body_that_is_not_known(body: str) -> None:
    converted = convert(f"{_HEAD}requests.post(endpoint.endpoint, json={body})\n")
    assert "azureml.pipeline.rest.submit" in {use.symbol for use in converted.manual}
    assert f"requests.post(endpoint.endpoint, json={body})" in converted.text


def test_an_address_that_is_made_up_of_more() -> None:
    before = 'requests.post(endpoint.endpoint + "/1", json={"ExperimentName": "x", "ParameterAssignments": {}})\n'
    assert before in convert(_HEAD + before).text


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


def test_the_variable_held_something_else_before() -> None:
    code = """\
response = ask()
print(response)
response = requests.post(endpoint.endpoint, json={"ExperimentName": "demand", "ParameterAssignments": {}})
print(response.json().get("Id"))
"""
    assert_converts(
        _HEAD + code,
        _V2
        + """\
response = ask()
print(response)
response = ws.batch_endpoints.invoke(endpoint_name=endpoint.name, experiment_name="demand")
print(response.name)
""",
    )


def test_the_variable_may_hold_something_else() -> None:
    code = """\
response = None
if wanted:
    response = requests.post(endpoint.endpoint, json={"ExperimentName": "demand", "ParameterAssignments": {}})
print(response.json().get("Id"))
"""
    converted = convert(_HEAD + code)
    assert {use.symbol.rpartition(".")[2] for use in converted.manual} >= {"submit", "json"}
    kept = [line for line in converted.text.splitlines(keepends=True) if "# TODO(" not in line]
    assert "".join(kept).endswith(code)


@pytest.mark.parametrize(
    "given",
    [
        '"DataPathAssignments": {"raw": {"DataStoreName": "sales"}}',
        '"DataPathAssignments": assignments',
        '"DataSetDefinitionValueAssignments": {"raw": {"SavedDataSetReference": {"Id": "5f1c"}}}',
        '"DataSetDefinitionValueAssignments": {"raw": {"SavedDataSetReference": {"Id": other.id}}}',
    ],
)
def test_data_that_is_not_known(given: str) -> None:
    body = f'{{"ExperimentName": "demand", "ParameterAssignments": {{}}, {given}}}'
    converted = convert(f"{_HEAD}requests.post(endpoint.endpoint, json={body})\n")
    assert "azureml.pipeline.rest.submit" in {use.symbol for use in converted.manual}
    assert f"requests.post(endpoint.endpoint, json={body})" in converted.text


def test_a_path_that_is_put_together() -> None:
    known = '"RunSource": "SDK", "ExperimentName": "x"'
    given = '"DataPathAssignments": {"raw": {"DataStoreName": "sales", "RelativePath": f"{year}/raw.csv"}}'
    assert_converts(
        f"{_HEAD}year = 2027\nrequests.post(endpoint.endpoint, json={{{known}, {given}}})\n",
        _V2.replace("import MLClient", "import Input, MLClient")
        + """\
year = 2027
ws.batch_endpoints.invoke(
    endpoint_name=endpoint.name,
    inputs={"raw": Input(type="uri_file", path=f"azureml://datastores/sales/paths/{year}/raw.csv")},
    experiment_name="x",
)
""",
    )


def test_an_address_that_is_asked_for_twice() -> None:
    assert_converts(
        _HEAD
        + """\
address = endpoint.endpoint
print(address)
address = endpoint.endpoint
response = requests.post(address, json={"ExperimentName": "demand", "RunSource": "SDK"})
run_id = response.json()["Id"]
print(run_id)
""",
        _V2
        + """\
address = endpoint.scoring_uri
print(address)
address = endpoint.scoring_uri
response = ws.batch_endpoints.invoke(
    endpoint_name=endpoint.name,
    experiment_name="demand",
)
run_id = response.name
print(run_id)
""",
    )


@pytest.mark.parametrize(
    "other", ['"https://example.org"', "PipelineEndpoint.get(ws, name='b').endpoint", "endpoint.name"]
)
def test_an_address_that_may_be_another_one(other: str) -> None:
    request = 'requests.post(address, json={"ExperimentName": "demand", "RunSource": "SDK"})'
    converted = convert(f"{_HEAD}address = endpoint.endpoint\nif other:\n    address = {other}\n{request}\n")
    assert "azureml.pipeline.rest.submit" in {use.symbol for use in converted.manual}
    assert "requests.post(address, " in converted.text


def test_a_variable_that_holds_the_addresses_of_several_endpoints_in_turn() -> None:
    assert_converts(
        _HEAD
        + """\
first = PipelineEndpoint.get(ws, name="weekly")
address = first.endpoint
requests.post(address, json={"ExperimentName": "demand", "RunSource": "SDK"})
address = endpoint.endpoint
requests.post(address, json={"ExperimentName": "supply", "RunSource": "SDK"})
""",
        _V2
        + """\
first = ws.batch_endpoints.get("weekly")
address = first.scoring_uri
ws.batch_endpoints.invoke(endpoint_name=first.name, experiment_name="demand")
address = endpoint.scoring_uri
ws.batch_endpoints.invoke(endpoint_name=endpoint.name, experiment_name="supply")
""",
    )


def test_a_loop_that_goes_on_with_another_address() -> None:
    code = """\
first = PipelineEndpoint.get(ws, name="weekly")
address = first.endpoint
for _ in range(2):
    requests.post(address, json={"ExperimentName": "demand", "RunSource": "SDK"})
    address = endpoint.endpoint
"""
    converted = convert(_HEAD + code)
    assert "azureml.pipeline.rest.submit" in {use.symbol for use in converted.manual}
    assert "    requests.post(address, " in converted.text


def test_a_request_that_names_nothing_but_the_experiment() -> None:
    """What else is posted to the address of a published pipeline starts it, too."""
    assert_converts(
        _HEAD + 'address = endpoint.endpoint\nrequests.post(address, json={"ExperimentName": "demand"})\n',
        _V2
        + """\
address = endpoint.scoring_uri
ws.batch_endpoints.invoke(endpoint_name=endpoint.name, experiment_name="demand")
""",
    )
