"""How nodes are connected: each problem, and a look-alike that is none."""

from __future__ import annotations

import pytest

from tests.verify.checks.modules import one_node, two_nodes
from tests.verify.conftest import Build, all_findings, checks

NUMBER = {
    "inputs": '{"n": Input(type="integer", min=1, max=9)}',
    "command": "python prep.py ${{inputs.n}} ${{outputs.out}}",
}


def test_a_plain_pipeline_is_clean(build: Build) -> None:
    assert checks(build(one_node())) == set()


def test_no_nodes(build: Build) -> None:
    result = build("""
        @dsl.pipeline(default_compute="cpu")
        def empty(n: int = 1):
            pass

        job = empty()
    """)
    assert checks(result) == {"no-nodes"}


@pytest.mark.parametrize(
    "binding", ["${{parent.jobs.nope.outputs.out}}", "${{parent.inputs.nope}}", "${{parent.jobs.step.outputs.nope}}"]
)
def test_unknown_binding(build: Build, binding: str) -> None:
    assert "unknown-binding" in checks(build(one_node(call=f"data={binding!r}", parameters="", arguments="")))


def test_binding_given_as_text(build: Build) -> None:
    assert checks(build(one_node(call="data='${{parent.inputs.raw}}'"))) == set()


CYCLE = """
component = command(
    code="src",
    command="python prep.py ${{inputs.data}} ${{outputs.out}}",
    inputs={"data": Input(type="uri_folder")},
    outputs={"out": Output(type="uri_folder")},
    environment="azureml:env:1",
)


@dsl.pipeline(default_compute="cpu")
def ring(raw: Input(type="uri_folder")):
    first = component(data=FIRST)
    second = component(data=first.outputs.out)
    third = component(data=second.outputs.out)


job = ring(raw=FOLDER)
"""


def test_cycle(build: Build) -> None:
    result = build(CYCLE.replace("FIRST", "'${{parent.jobs.third.outputs.out}}'"))
    assert checks(result) == {"cycle"}
    assert "second → third → first → second" in all_findings(result)[0].message


def test_chain_is_no_cycle(build: Build) -> None:
    assert checks(build(CYCLE.replace("FIRST", "raw"))) == set()


def test_missing_input_of_a_builder(build: Build) -> None:
    assert checks(build(one_node(call=""))) == {"missing-input"}


@pytest.mark.parametrize(
    "port", ['Input(type="uri_folder", optional=True)', 'Input(type="uri_folder", path="azureml:data:1")']
)
def test_input_that_may_be_left_out(build: Build, port: str) -> None:
    command = "python prep.py $[[--data ${{inputs.data}}]] ${{outputs.out}}"
    if "optional" not in port:
        command = command.replace("$[[", "").replace("]]", "")
    assert checks(build(one_node(call="", inputs=f'{{"data": {port}}}', command=command))) == set()


@pytest.mark.parametrize(
    ("produced", "expected"), [("uri_folder", "uri_file"), ("uri_folder", "integer"), ("uri_file", "number")]
)
def test_edge_of_the_wrong_type(build: Build, produced: str, expected: str) -> None:
    assert checks(build(two_nodes(produced, expected))) == {"type-mismatch"}


@pytest.mark.parametrize(
    ("produced", "expected"), [("uri_file", "uri_folder"), ("mltable", "uri_folder"), ("mlflow_model", "custom_model")]
)
def test_edge_that_may_work(build: Build, produced: str, expected: str) -> None:
    assert checks(build(two_nodes(produced, expected))) == {"loose-type"}


@pytest.mark.parametrize("kind", ["uri_folder", "uri_file", "mltable"])
def test_edge_of_the_right_type(build: Build, kind: str) -> None:
    assert checks(build(two_nodes(kind, kind))) == set()


@pytest.mark.parametrize("value", ["'abc'", "1.5", "True", "FOLDER"])
def test_value_of_the_wrong_type(build: Build, value: str) -> None:
    assert checks(build(one_node(call=f"n={value}", parameters="", arguments="", **NUMBER))) == {"type-mismatch"}


@pytest.mark.parametrize("value", ["5", "'5'", "5.0"])
def test_value_that_is_a_whole_number(build: Build, value: str) -> None:
    assert checks(build(one_node(call=f"n={value}", parameters="", arguments="", **NUMBER))) == set()


def test_parameter_of_the_wrong_type(build: Build) -> None:
    result = build(one_node(call="n=n", parameters="n: str", arguments="n='x'", **NUMBER))
    assert checks(result) == {"type-mismatch"}


def test_value_of_a_parameter_of_the_wrong_type(build: Build) -> None:
    result = build(one_node(call="n=n", parameters="n: int = 2", arguments="", after="job.inputs.n = 'x'", **NUMBER))
    assert checks(result) == {"type-mismatch"}


@pytest.mark.parametrize(("value", "found"), [("True", set()), ("'false'", set()), ("0", {"type-mismatch"})])
def test_value_of_a_flag(build: Build, value: str, found: set[str]) -> None:
    command = "python prep.py ${{inputs.flag}} ${{outputs.out}}"
    flag = '{"flag": Input(type="boolean")}'
    text = one_node(call=f"flag={value}", parameters="", arguments="", inputs=flag, command=command)
    assert checks(build(text)) == found


def test_flag_of_the_pipeline(build: Build) -> None:
    command = "python prep.py ${{inputs.flag}} ${{outputs.out}}"
    flag = '{"flag": Input(type="boolean")}'
    text = one_node(call="flag=on", parameters="on: bool = False", arguments="", inputs=flag, command=command)
    assert checks(build(text)) == set()


@pytest.mark.parametrize("value", [0, 10])
def test_out_of_range(build: Build, value: int) -> None:
    assert checks(build(one_node(call=f"n={value}", parameters="", arguments="", **NUMBER))) == {"out-of-range"}


def test_parameter_out_of_range(build: Build) -> None:
    result = build(one_node(call="n=n", parameters="n: int = 2", arguments="n=99", **NUMBER))
    assert checks(result) == {"out-of-range"}


@pytest.mark.parametrize("value", [1, 9])
def test_in_range(build: Build, value: int) -> None:
    assert checks(build(one_node(call=f"n={value}", parameters="", arguments="", **NUMBER))) == set()


TEXT = {"inputs": '{"title": Input(type="string")}', "command": 'python prep.py "${{inputs.title}}" ${{outputs.out}}'}


def test_empty_string_of_a_pipeline_input(build: Build) -> None:
    result = build(one_node(call="title=title", parameters='title: str = ""', arguments="", **TEXT))
    assert checks(result) == {"empty-string"}


@pytest.mark.parametrize("value", ["'0'", "' '"])
def test_string_that_is_not_empty(build: Build, value: str) -> None:
    result = build(one_node(call="title=title", parameters=f"title: str = {value}", arguments="", **TEXT))
    assert checks(result) == set()


def test_empty_string_of_a_node(build: Build) -> None:
    assert checks(build(one_node(call="title=''", parameters="", arguments="", **TEXT))) == set()


LOOP = """
component = command(
    code="src",
    command="python prep.py ${{inputs.data}}",
    inputs={"data": Input(type="uri_folder")},
    environment="azureml:env:1",
)


@dsl.pipeline(default_compute="cpu")
def loop(raw: Input(type="uri_folder")):
    for region in ["north", "south"]:
        step = component(data=raw)
        NAME


job = loop(raw=FOLDER)
"""


def test_made_up_name(build: Build) -> None:
    result = build(LOOP.replace("NAME", "pass"))
    assert [(finding.check, finding.is_error) for finding in all_findings(result)] == [("made-up-name", False)]


def test_names_given_in_a_loop(build: Build) -> None:
    assert checks(build(LOOP.replace("NAME", "step.name = f'train_{region}'"))) == set()
