"""The forms in which the SDK writes what a node gets."""

from __future__ import annotations

import pytest

from migrate.verify.pipeline_view import Bound, Data, FromNode, FromPipeline, Literal, Unbound, read_pipeline


@pytest.mark.parametrize(
    ("written", "bound"),
    [
        (5, Bound(Literal(5))),
        ("text", Bound(Literal("text"))),
        ("${{parent.inputs.x}}/y", Bound(Literal("${{parent.inputs.x}}/y"))),
        ({"path": "${{parent.inputs.x}}"}, Bound(FromPipeline("x"))),
        ({"path": "${{parent.jobs.a.outputs.b}}", "mode": "download"}, Bound(FromNode("a", "b"), "download")),
        ("${{parent.jobs.a.outputs.b}}", Bound(FromNode("a", "b"))),
        ({"type": "uri_file", "path": "azureml:x:1"}, Bound(Data("uri_file", "azureml:x:1"))),
        ({"type": "uri_folder"}, Bound(Unbound())),
        ("{'path': '${{parent.inputs.x}}', 'mode': 'hdfs'}", Bound(FromPipeline("x"), "hdfs")),
        (None, Bound(Unbound())),
    ],
)
def test_what_an_input_is_bound_to(written: object, bound: Bound) -> None:
    job = {"jobs": {"n": {"type": "command", "inputs": {"i": written}}}}
    assert read_pipeline(job, {}).nodes["n"].inputs["i"] == bound


def test_booleans_are_told_from_numbers() -> None:
    job = {"inputs": {"on": 1, "n": 1}}
    values = read_pipeline(job, {"booleans": ["on"]}).values
    assert values == {"on": Bound(Literal(True)), "n": Bound(Literal(1))}
    assert values["on"].source != values["n"].source or isinstance(values["on"].source, Literal)


def test_what_a_sweep_tries_is_no_input() -> None:
    job = {"jobs": {"s": {"type": "sweep", "search_space": {"n": {}}, "trial": {"inputs": {"n": {"type": "integer"}}}}}}
    node = read_pipeline(job, {}).nodes["s"]
    assert node.swept == {"n"}
    assert node.component is not None
    assert node.component.inputs["n"].type == "integer"


def test_a_nested_pipeline() -> None:
    inner = {"type": "pipeline", "component": {"name": "sub", "inputs": {"x": {"type": "string"}}, "jobs": {"a": {}}}}
    node = read_pipeline({"jobs": {"n": inner}}, {}).nodes["n"]
    assert node.inner is not None
    assert list(node.inner.nodes) == ["a"]
    assert node.inner.is_nested
