"""Ordering, parameters, submissions and where things are made."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrate.verify.graph import Graph, Origin, Parameter, Place, Value
from tests.verify.v1.conftest import TraceText, words

GraphOf = Callable[..., Graph]

THREE = """\
def step(name):
    return PythonScriptStep("train.py", name=name, compute_target=cpu, source_directory="src")

a, b, c = step("a"), step("b"), step("c")
"""


@pytest.mark.parametrize(
    ("text", "ordering"),
    [
        ("b.run_after(a)\np = Pipeline(ws, [a, b, c])", {("a", "b")}),
        ("c.run_after(a)\nc.run_after(b)\np = Pipeline(ws, [c])", {("a", "c"), ("b", "c")}),
        ("p = Pipeline(ws, StepSequence([[a, b], c]))", {("a", "c"), ("b", "c")}),
        ("p = Pipeline(ws, StepSequence([a, b, c]))", {("a", "b"), ("b", "c")}),
        ("p = Pipeline(ws, [a, b, c])", set()),
    ],
)
def test_ordering(graph: GraphOf, text: str, ordering: set[tuple[str, str]]) -> None:
    found = graph(THREE + text)
    assert set(found.ordering) == ordering
    assert {node.name for node in found.nodes} == {"a", "b", "c"}


def test_a_sequence_orders_what_closure_pulls_in(graph: GraphOf) -> None:
    # surprises readers of the source (azureml-pipeline-core 1.62): the pulled step joins the group of the one it serves
    found = graph(THREE + "b.run_after(a)\np = Pipeline(ws, StepSequence([b, c]))")
    assert set(found.ordering) == {("a", "b"), ("b", "c"), ("a", "c")}


def test_steps_of_the_same_name(graph: GraphOf) -> None:
    found = graph(THREE.replace('step("b")', 'step("a")') + "b.run_after(a)\np = Pipeline(ws, [a, b])")
    assert [node.name for node in found.nodes] == ["a", "a (2)"]
    assert found.ordering == (("a", "a (2)"),)


def test_parameters(graph: GraphOf) -> None:
    found = graph("""\
        given = [PipelineParameter("s", "x y"), PipelineParameter("i", 2), PipelineParameter("n", 0.5),
                 PipelineParameter("b", True)]
        step = PythonScriptStep("train.py", name="s", arguments=["--all", *given], compute_target=cpu,
                                source_directory="src")
        p = Pipeline(ws, [step])
    """)
    assert found.parameters == (
        Parameter("s", "string", "x y"),
        Parameter("i", "integer", 2),
        Parameter("n", "number", 0.5),
        Parameter("b", "boolean", True),
    )
    assert found.nodes[0].arguments == words("--all", "<par>s", "<par>i", "<par>n", "<par>b")


SUBMITTED = """\
s = PythonScriptStep("train.py", name="s", arguments=[PipelineParameter("rate", 1)], compute_target=cpu,
                     source_directory="src")
p = Pipeline(ws, [s], description="words")
"""


@pytest.mark.parametrize(
    "line",
    [
        "run = Experiment(ws, 'name').submit(p, pipeline_parameters={'rate': 2}, regenerate_outputs=True,"
        " continue_on_step_failure=True)",
        "run = p.submit('name', pipeline_parameters={'rate': 2}, regenerate_outputs=True,"
        " continue_on_step_failure=True)",
    ],
)
def test_submission(graph: GraphOf, line: str) -> None:
    found = graph(SUBMITTED + line + "\nrun.wait_for_completion()\nassert run.get_status() == 'Completed'\n")
    assert (found.experiment, found.bindings) == ("name", {"rate": 2})
    assert found.force_rerun == Value(True)
    assert found.continue_on_failure == Value(True)


def test_submission_again(graph: GraphOf) -> None:
    found = graph(
        SUBMITTED + "p.submit('one', pipeline_parameters={'rate': 2}, regenerate_outputs=True)\np.submit('two')"
    )
    assert (found.experiment, found.bindings, found.force_rerun.origin) == ("two", {}, Origin.SDK_DEFAULT)
    assert [(said.experiment, said.bindings, said.force_rerun) for said in found.earlier] == [
        ("one", {"rate": 2}, Value(True))
    ]


def test_submission_with_defaults(graph: GraphOf) -> None:
    found = graph(SUBMITTED + "Experiment(ws, 'name').submit(p)")
    assert found.bindings == {}
    assert found.force_rerun.origin is Origin.SDK_DEFAULT
    assert found.continue_on_failure.origin is Origin.SDK_DEFAULT


def test_an_unknown_parameter_is_refused_as_v1_does(trace: TraceText) -> None:
    found = trace(SUBMITTED + "p.submit('name', pipeline_parameters={'nope': 2})")
    assert len(found.graphs) == 1
    assert "nope does not exist" in found.failures[0].message
    assert found.failures[0].after_graph


def test_published_and_scheduled(graph: GraphOf) -> None:
    found = graph(
        SUBMITTED
        + """\
published = p.publish(name="daily", description="d", continue_on_step_failure=True)
from azureml.pipeline.core import Schedule, ScheduleRecurrence
Schedule.create(ws, name="s", pipeline_id=published.id, experiment_name="e",
                recurrence=ScheduleRecurrence(frequency="Day", interval=1))
"""
    )
    assert found.published == {"continue_on_failure": Value(True)}
    assert (found.schedule["frequency"], found.schedule["interval"]) == (Value("day"), Value(1))
    assert found.experiment == "e"


def test_a_script_written_after_the_pipeline_counts_when_it_is_submitted(graph: GraphOf) -> None:
    found = graph(SUBMITTED + "open('src/more.py', 'w').close()\np.submit('name')")
    assert sorted(found.nodes[0].source) == ["more.py", "train.py"]


def test_several_pipelines(trace: TraceText) -> None:
    found = trace(SUBMITTED + "p.submit('one')\nq = Pipeline(ws, [s])\nq.submit('two')")
    assert [(graph.name, graph.experiment) for graph in found.graphs] == [("p", "one"), ("q", "two")]


def test_places_and_variables(trace: TraceText) -> None:
    files = {
        "steps.py": "from azureml.pipeline.steps import PythonScriptStep\n\n\ndef make(cpu):\n"
        "    made = PythonScriptStep(\n"
        '        "train.py", name="s", compute_target=cpu, source_directory="src"\n'
        "    )\n    return made\n"
    }
    found = trace("import steps\np = Pipeline(\n    ws, [steps.make(cpu)]\n)\n", files).graphs[0]
    assert found.nodes[0].place == Place("steps.py", 5)
    assert found.nodes[0].variable == "made"
    assert (found.place.path, found.name) == ("main.py", "p")


def test_a_pipeline_that_v1_refuses(trace: TraceText) -> None:
    found = trace("""\
        s = PythonScriptStep("train.py", name="s", inputs=[PipelineData("x", store)], compute_target=cpu,
                             source_directory="src")
        p = Pipeline(ws, [s])
    """)
    assert found.graphs == ()
    assert "main.py:16: ValueError: Input x on step s is not connected to any previous step" in found.reason
