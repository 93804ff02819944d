"""The examples of this project, and the form in which graphs travel."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.verify.graph import Value
from migrate.verify.v1.json_form import graph_from_json, to_json
from migrate.verify.v1.trace import Failure, Trace, TraceRequest, TraceSession, trace_many
from tests.verify.v1.conftest import words

EXAMPLES = Path(__file__).parents[3] / "v1_examples"


@pytest.mark.parametrize("compute_exists", [True, False])
def test_training_example(session: TraceSession, compute_exists: bool) -> None:
    found = session.trace(EXAMPLES / "tabular_training", TraceRequest("pipeline.py", compute_exists=compute_exists))
    assert (found.failures, found.notes) == ((), ())
    (graph,) = found.graphs
    assert graph.experiment == "churn-training"
    assert [node.name for node in graph.nodes] == ["Prepare data", "Train model"]
    assert graph.nodes[1].inputs[0].producer == ("Prepare data", "processed_data")
    assert graph.nodes[1].arguments[-2:] == words("--regularization", "0.5")
    assert {node.compute for node in graph.nodes} == {Value("cpu-cluster")}


def test_scoring_example(session: TraceSession) -> None:
    found = session.trace(EXAMPLES / "batch_scoring", TraceRequest("pipeline.py"))
    assert (found.failures, found.notes) == ((), ())
    (graph,) = found.graphs
    assert graph.ordering == (("Score batch", "Archive batch"),)
    assert [(item.name, item.kind, item.default) for item in graph.parameters] == [
        ("threshold", "number", 0.5),
        ("batch_name", "string", "monthly run"),
    ]
    assert graph.nodes[0].reuse == Value(False)


def test_a_graph_travels_unchanged(session: TraceSession) -> None:
    (graph,) = session.trace(EXAMPLES / "batch_scoring", TraceRequest("pipeline.py")).graphs
    assert graph_from_json(json.loads(json.dumps(to_json(graph)))) == graph


def test_many_at_once() -> None:
    requests = [TraceRequest("pipeline.py")] * 4
    found = trace_many(EXAMPLES / "batch_scoring", requests, trust_code=True, workers=2)
    assert [len(trace.graphs) for trace in found] == [1] * 4
    assert all(trace.graphs == found[0].graphs for trace in found)


def test_the_reason_is_what_does_not_follow_from_another_failure() -> None:
    failures = (
        Failure("NetworkRefused", "no network", "a.ipynb", 1, 0),
        Failure("ValueError", "no script", "a.ipynb", 2, 1),
        Failure("NameError", "name 's' is not defined", "a.ipynb", 1, 2),
    )
    assert Trace("a.ipynb", failures=failures).reason == "a.ipynb cell 1:2: ValueError: no script"
    assert Trace("a.ipynb", failures=failures[:1]).reason == "a.ipynb cell 0:1: NetworkRefused: no network"
    assert Trace("a.ipynb").reason == "a.ipynb: builds no pipeline when it is run"
