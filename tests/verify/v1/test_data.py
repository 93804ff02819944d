"""Data that flows in and out: references, datasets, paths, outputs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrate.verify.graph import DataSource, Graph, InputPort, Origin, Parameter, Value
from tests.verify.v1.conftest import output, words

GraphOf = Callable[..., Graph]
BLOB = "azureml://datastores/workspaceblobstore/paths"


def step(inputs: str = "", outputs: str = "", arguments: str = "") -> str:
    return (
        f'\ns = PythonScriptStep("train.py", name="s", inputs=[{inputs}], outputs=[{outputs}], '
        f'arguments=[{arguments}], compute_target=cpu, source_directory="src")\np = Pipeline(ws, [s])\n'
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('DataReference(store, "d", "a/b")', InputPort("d", "mount", source=DataSource(f"{BLOB}/a/b"))),
        ('store.path("a").as_download()', InputPort("*", "download", source=DataSource(f"{BLOB}/a"))),
        (
            'Datastore.get(ws, "lake").path("a", "d").as_mount()',
            InputPort("d", "mount", source=DataSource("azureml://datastores/lake/paths/a")),
        ),
        (
            'Dataset.File.from_files((store, "a/*.csv")).as_named_input("d").as_mount()',
            InputPort("d", "mount", source=DataSource(f"{BLOB}/a/*.csv")),
        ),
        (
            'Dataset.File.from_files([(store, "a"), (store, "b")]).as_named_input("d").as_download()',
            InputPort("d", "download", source=DataSource(f"{BLOB}/a, {BLOB}/b")),
        ),
        (
            'Dataset.File.from_files("https://host/a.csv").as_named_input("d").as_mount()',
            InputPort("d", "mount", source=DataSource("https://host/a.csv")),
        ),
        (
            'Dataset.File.from_files(store.path("a")).register(ws, "mine").as_named_input("d").as_mount()',
            InputPort("d", "mount", source=DataSource(f"{BLOB}/a", "", "mine")),
        ),
        (
            'Dataset.Tabular.from_delimited_files((store, "t.csv")).as_named_input("d")',
            InputPort("d", "direct", "table", source=DataSource(f"{BLOB}/t.csv", "table")),
        ),
        (
            'Dataset.get_by_name(ws, "n").as_named_input("d")',
            InputPort("d", "direct", source=DataSource("azureml:n@latest")),
        ),
        (
            'Dataset.get_by_name(ws, "n", version=3).as_named_input("d").as_mount("/data")',
            InputPort("d", "mount", source=DataSource("azureml:n:3")),
        ),
        ('ws.datasets["n"].as_named_input("d")', InputPort("d", "direct", source=DataSource("azureml:n@latest"))),
    ],
)
def test_inputs(graph: GraphOf, data: str, expected: InputPort) -> None:
    found = graph(f"data = {data}{step('data', arguments='data')}").nodes[0]
    assert len(found.inputs) == 1
    name = found.inputs[0].name
    assert found.arguments == words(f"<in>{name}")
    assert found.inputs[0] == InputPort(
        name if expected.name == "*" else expected.name, expected.mode, expected.kind, expected.source
    )


def test_a_reference_inside_a_word(graph: GraphOf) -> None:
    (word,) = graph("" + step("raw", arguments='f"--data={raw}/train"')).nodes[0].arguments
    assert (word.kind.value, word.prefix, word.text, word.suffix) == ("input", "--data=", "raw", "/train")


def test_data_between_steps(graph: GraphOf) -> None:
    found = graph("""\
        middle = PipelineData("middle", store)
        first = PythonScriptStep("train.py", name="first", arguments=[middle], outputs=[middle], compute_target=cpu,
                                 source_directory="src")
        second = PythonScriptStep("train.py", name="second", arguments=[middle], inputs=[middle.as_download()],
                                  compute_target=cpu, source_directory="src")
        p = Pipeline(ws, [second])
    """)
    assert {node.name: node.inputs for node in found.nodes} == {
        "first": (),
        "second": (InputPort("middle", "download", producer=("first", "middle")),),
    }
    assert found.ordering == ()


def test_output_datasets_between_steps(graph: GraphOf) -> None:
    found = graph("""\
        lake = Datastore.get(ws, "lake")
        middle = OutputFileDatasetConfig("middle", destination=(lake, "out/{run-id}/{output-name}"))
        middle = middle.as_upload(overwrite=True).register_on_complete("kept", description="text")
        first = PythonScriptStep("train.py", name="first", arguments=["--out", middle], compute_target=cpu,
                                 source_directory="src")
        second = PythonScriptStep("train.py", name="second", arguments=["--in", middle.as_input("again").as_mount()],
                                  compute_target=cpu, source_directory="src")
        p = Pipeline(ws, [first, second])
    """)
    first, second = found.nodes
    assert first.arguments == words("--out", "<out>middle")
    assert first.outputs == (
        output(
            "middle",
            mode="upload",
            kind="folder",
            destination="azureml://datastores/lake/paths/out/${{name}}/${{output_name}}",
            registered_as="kept",
        ),
    )
    assert first.settings["outputs.middle.registration.description"] == Value("text")
    assert second.arguments == words("--in", "<in>again")
    assert second.inputs == (InputPort("again", "mount", producer=("first", "middle")),)


def test_outputs(graph: GraphOf) -> None:
    found = graph(
        """\
        a = PipelineData("a", store, output_mode="upload", pipeline_output_name="given_back", is_directory=True)
        b = PipelineData("b", Datastore.get(ws, "other"))
        c = PipelineData("c", store).as_dataset().register("kept")
        """.replace("        ", "")
        + step(outputs="a, b, c", arguments="a, b")
    )
    assert found.nodes[0].outputs == (
        output("a", mode="upload", kind="folder", pipeline_output="given_back"),
        output("b", destination="azureml://datastores/other/paths/"),
        output("c", registered_as="kept"),
    )


def test_a_data_path_as_parameter(graph: GraphOf) -> None:
    found = graph(
        """\
        from azureml.data.datapath import DataPath, DataPathComputeBinding
        path = PipelineParameter("where", DataPath(store, "a/b"))
        data = (path, DataPathComputeBinding(mode="download"))
        """.replace("        ", "")
        + step("data", arguments='"--in", data')
    )
    (port,) = found.nodes[0].inputs
    assert (port.mode, port.parameter, port.source) == ("download", "where", None)
    assert found.nodes[0].arguments == words("--in", f"<in>{port.name}")
    assert found.parameters == (Parameter("where", "data", f"{BLOB}/a/b"),)


def test_a_dataset_as_parameter(graph: GraphOf) -> None:
    found = graph(
        """\
        from azureml.data.dataset_consumption_config import DatasetConsumptionConfig
        which = PipelineParameter("which", Dataset.get_by_name(ws, "n"))
        data = DatasetConsumptionConfig("d", which).as_mount()
        """.replace("        ", "")
        + step("data", arguments="data")
    )
    assert found.nodes[0].inputs == (InputPort("d", "mount", parameter="which"),)
    assert found.parameters == (Parameter("which", "data", "azureml:n@latest"),)


def test_a_default_datastore_of_the_pipeline(graph: GraphOf) -> None:
    found = graph("""\
        s = PythonScriptStep("train.py", name="s", compute_target=cpu, source_directory="src",
                             outputs=[PipelineData("o")])
        p = Pipeline(ws, [s], default_datastore=Datastore.get(ws, "other"))
    """)
    assert found.default_datastore == Value("other", origin=Origin.EXPLICIT)
    assert found.nodes[0].outputs == (output("o"),)


def test_secrets_of_registrations_are_forgotten(graph: GraphOf) -> None:
    found = graph(
        """\
        lake = Datastore.register_azure_blob_container(ws, "mine", "box", "account", account_key="c2VjcmV0")
        from azureml.core.compute import DatabricksCompute
        config = DatabricksCompute.attach_configuration("rg", "dbx", access_token="dapi-secret")
        bricks = ComputeTarget.attach(ws, "bricks", config)
        assert lake.account_key is None
        data = lake.path("a", "d").as_mount()
        """.replace("        ", "")
        + step("data")
    )
    assert found.nodes[0].inputs[0].source == DataSource("azureml://datastores/mine/paths/a")
    assert "secret" not in str(found)
    assert "c2VjcmV0" not in str(found)
