"""Graphs of small pipelines that the real SDK builds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pytest

from migrate.verify.graph import DataSource, Environment, Graph, InputPort, Node, Origin, Parameter, Place, Value
from migrate.verify.remarks import IMPORTS_AZUREML, NOT_COMPARABLE, UNREACHED
from migrate.verify.source_hash import source_hash
from migrate.verify.v2.reading import graph_of
from tests.verify.conftest import HEADER, Build

HEADER_LINES = HEADER.count("\n")

PREP = """
    prep = command(
        display_name="Prepare it", code="src", command="python prep.py --i ${{inputs.i}} --o ${{outputs.o}}",
        inputs={"i": Input(type="uri_folder")}, outputs={"o": Output(type="uri_folder")},
        environment="azureml:sales@latest",
    )
"""


class Read(Protocol):
    def __call__(self, text: str, files: Mapping[str, str] | None = None) -> Graph: ...


@pytest.fixture
def read(build: Build, tmp_path: Path) -> Read:
    """The graph of the only pipeline that a module builds."""

    def make(text: str, files: Mapping[str, str] | None = None) -> Graph:
        result = build(text, files)
        assert not result.failures, result.failures
        (job,) = result.jobs
        return graph_of(job, tmp_path / "project")

    return make


def node(graph: Graph, name: str) -> Node:
    return next(item for item in graph.nodes if item.name == name)


def test_a_small_pipeline(read: Read) -> None:
    graph = read(
        PREP
        + """
    @dsl.pipeline(default_compute="cpu")
    def pipe(data: Input(type="uri_folder"), rounds: int = 3):
        first = prep(i=data)
        second = prep(i=first.outputs.o)
        second.compute = "gpu"
        return {"result": second.outputs.o}

    job = pipe(data=FOLDER)
    job.inputs.rounds = 5
    """
    )
    assert graph.name == "pipe"
    assert graph.parameters == (
        Parameter("data", "data", "azureml://datastores/store/paths/raw"),
        Parameter("rounds", "integer", 3),
    )
    assert graph.bindings == {"rounds": 5}
    assert graph.continue_on_failure == Value(True, origin=Origin.SDK_DEFAULT)
    first, second = graph.nodes
    assert [first.name, second.name] == ["Prepare it", "Prepare it (2)"]
    assert [first.variable, second.variable] == ["first", "second"]
    assert [first.compute.value, second.compute.value] == ["cpu", "gpu"]
    assert first.place == Place("main.py", HEADER_LINES + 2)
    assert first.environment == Environment(reference="sales@latest")
    assert first.inputs == (InputPort("i", "", "folder", parameter="data"),)
    assert second.inputs == (InputPort("i", "", "folder", producer=("Prepare it", "o")),)
    assert second.outputs[0].pipeline_output == "result"
    assert list(first.source) == ["prep.py"]


def test_a_pipeline_in_a_pipeline_is_flat(read: Read) -> None:
    graph = read(
        PREP
        + """
    @dsl.pipeline()
    def innermost(raw: Input(type="uri_folder")):
        deep = prep(i=raw)
        return {"out": deep.outputs.o}

    @dsl.pipeline()
    def inner(raw: Input(type="uri_folder")):
        step = innermost(raw=raw)
        return {"out": step.outputs.out}

    @dsl.pipeline(default_compute="cpu")
    def pipe(data: Input(type="uri_folder")):
        group = inner(raw=data)
        last = prep(i=group.outputs.out)
        return {"last": last.outputs.o, "inner": group.outputs.out}

    job = pipe(data=FOLDER)
    """
    )
    deep, last = graph.nodes
    assert (deep.variable, last.variable) == ("group.step.deep", "last")
    assert deep.inputs == (InputPort("i", "", "folder", parameter="data"),)
    assert last.inputs[0].producer == (deep.name, "o")
    assert deep.compute.value == "cpu"


def test_values_bound_to_parameters(read: Read) -> None:
    graph = read(
        """
    train = command(
        code="src", command="python prep.py --rate ${{inputs.rate}} --name '${{inputs.name}}' --flag ${{inputs.flag}}",
        inputs={"rate": Input(type="number"), "name": Input(type="string"),
                "flag": Input(type="boolean", default=True)},
        environment="azureml:sales:4", environment_variables={"KEEP": "1"},
    )

    @dsl.pipeline()
    def pipe(rate: float = 0.5, nodes: int = 2, cluster: str = "cpu", limit: int = 60):
        fit = train(rate=rate, name="a b")
        fit.compute = cluster
        fit.resources = {"instance_count": nodes}
        fit.limits = {"timeout": limit}
        fit.environment_variables["RATE"] = rate

    job = pipe()
    """
    )
    (fit,) = graph.nodes
    assert [word.text for word in fit.arguments] == ["--rate", "rate", "--name", "a b", "--flag", "True"]
    assert fit.compute == Value("cpu", parameter="cluster")
    assert fit.node_count == Value(2, parameter="nodes")
    assert fit.timeout_seconds == Value(60, parameter="limit")
    assert fit.environment_variables == {"KEEP": Value("1"), "RATE": Value(0.5, parameter="rate")}


def test_modes_at_every_level(read: Read) -> None:
    graph = read(
        """
    both = command(
        code="src", command="python prep.py ${{inputs.a}} ${{inputs.b}} ${{inputs.c}} ${{inputs.d}}",
        inputs={"a": Input(type="uri_folder", mode="download"), "b": Input(type="uri_folder"),
                "c": Input(type="uri_folder", mode="ro_mount"), "d": Input(type="mltable", mode="eval_mount")},
        environment="azureml:sales:4",
    )

    @dsl.pipeline(default_compute="cpu")
    def pipe(data: Input(type="uri_folder")):
        node = both(a=FOLDER, b=data, c=data, d=Input(type="mltable", path="azureml:table:1"))

    job = pipe(data=Input(type="uri_folder", path="azureml://datastores/store/paths/raw", mode="download"))
    """
    )
    (both,) = graph.nodes
    modes = {port.name: port.mode for port in both.inputs}
    # what the component and the pipeline's input say of c contradicts itself: only the service knows
    assert modes == {"a": "download", "b": "download", "c": "mount or download", "d": "mount"}


def test_outputs_with_a_place_and_a_name(read: Read) -> None:
    graph = read(
        PREP
        + """
    @dsl.pipeline(default_compute="cpu", default_datastore="lake")
    def pipe(data: Input(type="uri_folder")):
        first = prep(i=data)
        first.outputs.o = Output(
            type="uri_folder", mode="upload", name="sales",
            path="azureml://datastores/${{default_datastore}}/paths/sales/${{name}}")
        second = prep(i=data)
        return {"named": second.outputs.o}

    job = pipe(data=FOLDER)
    job.outputs.named = Output(type="uri_folder", path="azureml://datastores/lake/paths/x", name="later")
    """
    )
    first, second = (item.outputs[0] for item in graph.nodes)
    assert (first.mode, first.kind, first.registered_as) == ("upload", "folder", "sales")
    assert first.destination == "azureml://datastores/lake/paths/sales/${{name}}"
    assert (second.destination, second.registered_as) == ("azureml://datastores/lake/paths/x", "later")
    assert second.pipeline_output == "named"
    assert graph.default_datastore == Value("lake")


def test_a_yaml_component(read: Read) -> None:
    yaml = """\
    type: command
    name: prep
    code: ../src
    command: >-
      python prep.py --n ${{inputs.n}}
      && echo done > ${{outputs.done}}/done.txt
    inputs:
      n: {type: integer, default: 5}
    outputs:
      done: {type: uri_folder}
    environment:
      build: {path: ../docker}
    resources: {instance_count: 3, shm_size: 8g}
    distribution: {type: pytorch}
    is_deterministic: false
    """
    graph = read(
        """
    prep = load_component("components/prep.yaml")

    @dsl.pipeline(default_compute="cpu")
    def pipe():
        first = prep()

    job = pipe()
    """,
        {"components/prep.yaml": yaml, "docker/Dockerfile": "FROM ubuntu\n"},
    )
    (first,) = graph.nodes
    assert [word.text for word in first.arguments] == ["--n", "5"]
    assert (first.outputs[0].kind, first.marker) == ("marker", True)
    assert first.environment == Environment(dockerfile="FROM ubuntu\n", user_managed=True)
    assert (first.node_count.value, first.distribution) == (3, "pytorch")
    assert first.processes_per_node == Value(1, origin=Origin.SDK_DEFAULT)
    assert first.reuse == Value(False)
    assert first.settings["docker.shm_size"] == Value("8g")


def test_files_that_the_module_writes_are_part_of_the_code(read: Read, tmp_path: Path) -> None:
    graph = read(
        """
    import os

    os.makedirs("made/deep")
    for name, text in {"train.py": "import deep.more", "deep/more.py": "x = 1", "note.txt": "new"}.items():
        with open(f"made/{name}", "w") as stream:
            stream.write(text)
    with open("src/prep.py", "w") as stream:
        stream.write("print(1)")
    both = [command(code=code, command=f"python {script}", environment="azureml:sales:4")
            for code, script in (("made", "train.py"), ("src", "prep.py"))]

    @dsl.pipeline(default_compute="cpu")
    def pipe():
        first = both[0]()
        second = both[1]()

    job = pipe()
    """,
        {"src/other.py": "y = 2", "src/.amlignore": "*.txt"},
    )
    assert node(graph, "first").source == {
        "deep/more.py": source_hash("more.py", b"x = 1"),
        "note.txt": source_hash("note.txt", b"new"),
        "train.py": source_hash("train.py", b"import deep.more"),
    }
    assert node(graph, "first").source_folder == "made"
    second = node(graph, "second").source
    assert set(second) == {".amlignore", "other.py", "prep.py"}
    assert second["prep.py"] == source_hash("prep.py", b"print(1)")
    assert (tmp_path / "project/src/prep.py").read_text() == ""


def test_a_function_component_is_not_comparable_word_by_word(read: Read) -> None:
    graph = read(
        """
    made = command(
        code="src", command="mldesigner execute --source prep.py --name prep --inputs i='${{inputs.i}}'",
        inputs={"i": Input(type="uri_folder")}, environment="azureml:sales:4",
    )

    @dsl.pipeline(default_compute="cpu")
    def pipe():
        first = made(i=FOLDER)

    job = pipe()
    """
    )
    assert graph.nodes[0].settings[NOT_COMPARABLE] == Value("compare by running both")


def test_a_component_that_only_the_service_knows(read: Read) -> None:
    graph = read(
        """
    ml_client = MLClient(DefaultAzureCredential(), "s", "g", "w")
    registered = ml_client.components.get("train", version="3")

    @dsl.pipeline(default_compute="cpu")
    def pipe():
        first = registered(data=FOLDER)

    job = pipe()
    """
    )
    assert any("train:3" in note and "service only" in note for note in graph.notes)
    assert graph.nodes[0].program == ()


def test_the_code_folder(read: Read) -> None:
    graph = read(
        PREP
        + """
    @dsl.pipeline(default_compute="cpu")
    def pipe():
        first = prep(i=FOLDER)

    job = pipe()
    """,
        {
            "src/prep.py": "from parts import tables\n",
            "src/parts/__init__.py": "",
            "src/parts/tables.py": "import azureml.core\n",
            "src/other.py": "",
            "src/notes.txt": "",
            "src/.amlignore": "*.txt\n",
            "src/__pycache__/prep.cpython-311.pyc": "",
        },
    )
    (first,) = graph.nodes
    assert sorted(first.source) == [".amlignore", "other.py", "parts/__init__.py", "parts/tables.py", "prep.py"]
    assert first.source_folder == "src"
    assert first.settings[UNREACHED] == Value(["other.py"])
    assert first.settings[IMPORTS_AZUREML] == Value(True)


def test_a_table_that_is_defined_in_the_project(read: Read) -> None:
    graph = read(
        """
    table = command(
        code="src", command="python prep.py ${{inputs.t}}", inputs={"t": Input(type="mltable", mode="direct")},
        environment="azureml:sales:4",
    )

    @dsl.pipeline(default_compute="cpu")
    def pipe():
        first = table(t=Input(type="mltable", path="./tables/sales"))

    job = pipe()
    """,
        {"tables/sales/MLTable": "paths:\n  - file: https://host/a.csv\n  - pattern: https://host/b/*.csv\n"},
    )
    assert graph.nodes[0].inputs[0].source == DataSource("https://host/a.csv, https://host/b/*.csv", "table")


def test_the_data_of_an_automl_node_from_a_step_before(read: Read) -> None:
    graph = read(
        """
    from azure.ai.ml import automl

    prep = command(code="src", command="python prep.py ${{outputs.clean}}", environment="azureml:e:1",
                   outputs={"clean": Output(type="mltable")}, name="prep")

    @dsl.pipeline(default_compute="cpu")
    def inner():
        first = prep()
        return {"clean": first.outputs.clean}

    @dsl.pipeline(default_compute="cpu")
    def pipe():
        before = inner()
        best = automl.regression(
            training_data=before.outputs.clean, target_column_name="y", primary_metric="r2_score",
            outputs={"best_model": Output(type="mlflow_model")},
        )

    job = pipe()
    """
    )
    best = next(one for one in graph.nodes if one.kind == "automl")
    assert [(port.name, port.producer) for port in best.inputs] == [("training_data", ("before.first", "clean"))]
