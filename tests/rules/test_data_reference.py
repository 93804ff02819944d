"""A ``DataReference`` becomes an ``Input``."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts


def test_arguments_by_position() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.data.data_reference import DataReference

ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = DataReference(store, "raw", "2026/raw", "download")
""",
        """\
from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
raw = Input(
    type="uri_folder",
    path=f"azureml://datastores/{store.name}/paths/2026/raw",
    mode="download",
)
""",
    )


def test_paths_that_only_the_code_knows() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.data.data_reference import DataReference

ws = Workspace.from_config()
store = ws.get_default_datastore()
a = DataReference(store, path_on_datastore=f"{year}/raw")
b = DataReference(store, path_on_datastore=settings.path)
c = DataReference(store, path_on_datastore="raw/" + year)
d = DataReference(store)
""",
        """\
from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
a = Input(
    type="uri_folder",
    path=f"azureml://datastores/{store.name}/paths/{year}/raw",
    mode="ro_mount",
)
b = Input(
    type="uri_folder",
    path=f"azureml://datastores/{store.name}/paths/{settings.path}",
    mode="ro_mount",
)
c = Input(
    type="uri_folder",
    path=f"azureml://datastores/{store.name}/paths/{'raw/' + year}",
    mode="ro_mount",
)
d = Input(
    type="uri_folder",
    path=f"azureml://datastores/{store.name}/paths/",
    mode="ro_mount",
)
""",
    )


def test_a_file_by_its_ending() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.data.data_reference import DataReference

ws = Workspace.from_config()
store = ws.get_default_datastore()
table = DataReference(store, "table", path_on_datastore="raw/table.csv")
""",
        """\
from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
table = Input(
    type="uri_file",
    path=f"azureml://datastores/{store.name}/paths/raw/table.csv",
    mode="ro_mount",
)
""",
    )


def test_of_a_named_store() -> None:
    """The name is enough: nothing is looked up."""
    assert_converts(
        """\
from azureml.core import Datastore, Workspace
from azureml.data.data_reference import DataReference

ws = Workspace.from_config()
store = Datastore.get(ws, "sales")
other = ws.datastores["archive"]
raw = DataReference(store, "raw", "a")
old = DataReference(other, "old", "b")
""",
        """\
from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(
    type="uri_folder",
    path="azureml://datastores/sales/paths/a",
    mode="ro_mount",
)
old = Input(
    type="uri_folder",
    path="azureml://datastores/archive/paths/b",
    mode="ro_mount",
)
""",
    )


def test_each_step_in_its_own_mode() -> None:
    assert_converts(
        """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
raw = DataReference(Datastore.get(ws, "sales"), "raw", "2026/raw")
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
a = PythonScriptStep(
    script_name="a.py",
    arguments=["--raw", raw.as_download()],
    inputs=[raw.as_download()],
    compute_target="cpu",
    runconfig=rc,
    source_directory="src",
)
b = PythonScriptStep(
    script_name="b.py",
    arguments=["--raw", raw.as_mount()],
    inputs=[raw],
    compute_target="cpu",
    runconfig=rc,
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[a, b])
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(
    type="uri_folder",
    path="azureml://datastores/sales/paths/2026/raw",
    mode="ro_mount",
)
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py --raw ${{inputs.raw}}",
    inputs={"raw": Input(type="uri_folder")},
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py --raw ${{inputs.raw}}",
    inputs={"raw": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder")):
    a = a_component(raw=raw)
    a.inputs.raw.mode = "download"
    b = b_component(raw=raw)


pipeline = pipeline_definition(raw=raw)
""",
    )


def test_a_mode_with_a_variable_of_its_own() -> None:
    assert_converts(
        """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
raw = DataReference(Datastore.get(ws, "sales"), "raw data", "2026/raw")
local_raw = raw.as_download(path_on_compute="/tmp/raw")
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
a = PythonScriptStep(
    script_name="a.py",
    arguments=[local_raw],
    inputs=[local_raw],
    compute_target="cpu",
    runconfig=rc,
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[a])
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(
    type="uri_folder",
    path="azureml://datastores/sales/paths/2026/raw",
    mode="ro_mount",
)
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py ${{inputs.raw_data}}",
    inputs={"raw_data": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(raw_data: Input(type="uri_folder")):
    a = a_component(raw_data=raw_data)
    a.inputs.raw_data.mode = "download"


pipeline = pipeline_definition(raw_data=raw)
""",
    )


def test_uploading_is_left_to_a_person() -> None:
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.data.data_reference import DataReference

ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = DataReference(store, "raw", "a", mode="upload")
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.data.data_reference import DataReference

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
# TODO(azureml-migrate AML302): an input that is uploaded is an output in v2: Output(mode='upload')
raw = DataReference(store, "raw", "a", mode="upload")
""",
    )


def test_paths_of_a_store() -> None:
    """An input where a step reads it; an address, which nothing needs any more, where a dataset is made of it."""
    assert_converts(
        """\
from azureml.core import Dataset, Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore.register_azure_blob_container(
    workspace=ws, datastore_name="sales", container_name="raw", account_name="shop"
)
where = store.path("images")
images = Dataset.File.from_files(path=where, validate=False)
extra = store.path("extra/names.csv").as_download()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--images", images.as_mount(), "--names", extra],
    inputs=[extra],
    compute_target="cpu",
    source_directory="src",
    runconfig=rc,
)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import AzureBlobDatastore
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.create_or_update(
    AzureBlobDatastore(name="sales", account_name="shop", container_name="raw"),
)
images = Input(
    type="uri_folder",
    path="azureml://datastores/sales/paths/images",
    mode="ro_mount",
)
extra = Input(
    type="uri_file",
    path="azureml://datastores/sales/paths/extra/names.csv",
    mode="download",
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --images ${{inputs.images}} --names ${{inputs.extra}}",
    inputs={"images": Input(type="uri_folder"), "extra": Input(type="uri_file")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(
    images: Input(type="uri_folder"),
    extra: Input(type="uri_file"),
):
    train = train_component(images=images, extra=extra)


pipeline = pipeline_definition(images=images, extra=extra)
""",
    )
