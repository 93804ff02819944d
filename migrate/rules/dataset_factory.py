"""``Dataset.File.from_files((store, "raw"))`` → ``Input(type=…, path="azureml://datastores/…")``"""

from __future__ import annotations

from migrate.decisions.access import refuse_unused
from migrate.decisions.context import Context, single
from migrate.decisions.inputs import input_of, is_held, ports_of
from migrate.decisions.lineage import lineage
from migrate.decisions.removal import alone, only_shown
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.tables import AT_RUN_TIME, READERS, factory_type, table_code
from migrate.v1.data import ACCESS, FACTORIES, FILE_DATASET, made_by
from migrate.v1.table_methods import is_table_method
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Obj, objects

_FILES, _TABLES = f"{FACTORIES}.FileDatasetFactory", f"{FACTORIES}.TabularDatasetFactory"
_LISTED = f"{FILE_DATASET}.to_path"
_CONVERTED = {*ACCESS, "register"}


def _factory(use: Call, context: Context) -> Decision:
    data = use.result
    assert isinstance(data, Obj)
    other = next((one.entry.name for one in data.calls.values() if not _goes_too(one, context)), None)
    registered = [made for made in data.calls.values() if made.entry.name == "register"]
    known = lineage(data, context)
    if other is not None and not any(any(ports_of(one, context)) for one in known):
        # Where a step reads the data, only that use of it is left to a person.
        raise Manual(f"`{other}` is not converted yet, so the dataset stays one of v1")
    workspaces = [obj for made in registered for obj in objects(made.value("workspace"))]
    if not all(map(context.is_converted, workspaces)):
        raise Manual("the dataset is registered in a workspace that stays one of v1")
    refuse_unused(data, context)
    table = factory_type(use, context) == "mltable"
    v2 = 'Input(type="mltable") and a file MLTable' if table else "Input(type, path)"
    expr = input_of(data, context)
    code = table_code(use, context)
    edits = (Edit(use.where.statement, before=code),) if code else ()
    fate = changed(v2, AT_RUN_TIME) if code else converted(v2)
    return Decision(fate, expr if is_held(use.node, data, context) else None, edits)


def _goes_too(call: Call, context: Context) -> bool:
    if is_table_method(call):
        return context.answers(call.symbol)
    return call.entry.name in _CONVERTED or (call.symbol == _LISTED and _is_shown(call))


def _is_shown(use: Call) -> bool:
    return alone(use.where.statement, use.node) or only_shown(use.where.statement, use.node)


def _listed(use: Call, context: Context) -> Decision:
    """``images.to_path()`` for the reader of a notebook."""
    data = single(use.receiver)
    if data is None or made_by(data) is None or not context.is_converted(data) or not _is_shown(use):
        raise Manual('list the files with azureml-fsspec: `AzureMachineLearningFileSystem(uri).glob("**")`')
    reason = "it only showed the paths of the files: the studio lists them"
    return Decision(dropped(reason), edits=(Edit(use.where.statement, instead=()),))


def _namespace(use: AttributeUse, context: Context) -> Decision:
    return Decision(converted("Input"))


_NO_CHECK = dropped("v2 looks at the data when a job reads it")
_IN_TABLE = converted("MLTable")
_TABLE: dict[str, Fate] = {
    "path": _IN_TABLE,
    "validate": _NO_CHECK,
    "include_path": _IN_TABLE,
    "set_column_types": _IN_TABLE,
    "partition_format": _IN_TABLE,
}

RULE = Rule(
    code="AML308",
    name="dataset-factory",
    summary="A dataset made of paths becomes an Input; a table, or several paths, get a file MLTable.",
    url=learn("migrate-to-v2-assets-data"),
    calls={
        f"{_FILES}.from_files": _factory,
        f"{_FILES}.upload_directory": _factory,
        **{f"{_TABLES}.{name}": _factory for name in READERS},
        _LISTED: _listed,
    },
    attributes={f"azureml.core.Dataset.{name}": _namespace for name in ("File", "Tabular")},
    parameters={
        f"{_FILES}.from_files": {
            "path": converted("path"),
            "validate": _NO_CHECK,
            "partition_format": _IN_TABLE,
            "is_file": converted("type"),
        },
        f"{_FILES}.upload_directory": {
            "src_dir": converted("path"),
            "target": changed("", "v2 chooses where the folder is uploaded to"),
            "pattern": changed("", "the whole folder is uploaded, but for what .amlignore names"),
            "overwrite": dropped("v2 uploads what is not there yet"),
            "show_progress": dropped("v2 always shows it"),
        },
        f"{_TABLES}.from_delimited_files": {
            **_TABLE,
            **dict.fromkeys(
                ("infer_column_types", "separator", "header", "support_multi_line", "empty_as_string", "encoding"),
                _IN_TABLE,
            ),
        },
        f"{_TABLES}.from_parquet_files": _TABLE,
        f"{_TABLES}.from_json_lines_files": {**_TABLE, "invalid_lines": _IN_TABLE, "encoding": _IN_TABLE},
        _LISTED: {},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Dataset, Datastore, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore.get(ws, "sales")
images = Dataset.File.from_files((store, "images/**"))
prices = Dataset.Tabular.from_delimited_files(path=[(store, "prices/*.csv")], separator=";")
prices = prices.register(ws, "prices", create_new_version=True)

train = PythonScriptStep(
    script_name="train.py",
    arguments=["--images", images.as_mount()],
    inputs=[prices.as_named_input("prices")],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Data, Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
images = Input(type="uri_folder", path="azureml://datastores/sales/paths/images", mode="ro_mount")
prices = Input(type="mltable", path="./tables/prices")
prices = ws.data.create_or_update(Data(name="prices", path=prices.path, type=prices.type))

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --images ${{inputs.images}}",
    inputs={"images": Input(type="uri_folder"), "prices": Input(type="mltable")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(images: Input(type="uri_folder"), prices: Input(type="mltable")):
    train = train_component(images=images, prices=prices)


pipeline = pipeline_definition(
    images=images,
    prices=Input(type="mltable", path=prices.id, mode="direct"),
)
""",
            files={
                "tables/prices/MLTable": """\
$schema: https://azuremlschemas.azureedge.net/latest/MLTable.schema.json
type: mltable
paths:
  - pattern: azureml://datastores/sales/paths/prices/*.csv
transformations:
  - read_delimited:
      delimiter: ;
""",
            },
        ),
        Example(
            before="""\
from azureml.core import Dataset, Datastore, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore.get(ws, "sales")
images = Dataset.File.from_files((store, "images/**"))
prices = Dataset.Tabular.from_delimited_files(path=[(store, "prices/*.csv")], separator=";")
prices = prices.register(ws, "prices", create_new_version=True)

train = PythonScriptStep(
    script_name="train.py",
    arguments=["--images", images.as_mount()],
    inputs=[prices.as_named_input("prices")],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import Input, MLClient, dsl, load_component
from azure.ai.ml.entities import Data
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
images = Input(type="uri_folder", path="azureml://datastores/sales/paths/images", mode="ro_mount")
prices = Input(type="mltable", path="./tables/prices")
prices = ws.data.create_or_update(Data(name="prices", path=prices.path, type=prices.type))

train_component = load_component(source="components/train/component.yaml")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(images: Input(type="uri_folder"), prices: Input(type="mltable")):
    train = train_component(images=images, prices=prices)


pipeline = pipeline_definition(
    images=images,
    prices=Input(type="mltable", path=prices.id, mode="direct"),
)
""",
            style="yaml",
            files={
                "components/train/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: train
display_name: train.py
inputs:
  images:
    type: uri_folder
  prices:
    type: mltable
code: ../../src
command: python train.py --images ${{inputs.images}}
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
  conda_file: ../../environments/pipeline.yaml
""",
                "environments/pipeline.yaml": """\
channels:
  - anaconda
  - conda-forge
dependencies:
  - python=3.8.13
  - pip:
      - azureml-defaults
""",
                "tables/prices/MLTable": """\
$schema: https://azuremlschemas.azureedge.net/latest/MLTable.schema.json
type: mltable
paths:
  - pattern: azureml://datastores/sales/paths/prices/*.csv
transformations:
  - read_delimited:
      delimiter: ;
""",
            },
        ),
        Example(
            before="""\
import os

from azureml.core import Dataset, Datastore, Workspace

ws = Workspace.from_config()
dataset_name = os.environ["DATASET_NAME"]
if dataset_name not in ws.datasets:
    store = Datastore.get(ws, os.environ["DATASTORE_NAME"])
    path_on_datastore = os.path.join(os.environ["FOLDER"], "demand.csv")
    dataset = Dataset.Tabular.from_delimited_files(path=(store, path_on_datastore), separator=";")
    dataset = dataset.register(
        workspace=ws, name=dataset_name, description="demand by day", tags={"format": "CSV"}, create_new_version=True
    )
""",
            after="""\
import os
from pathlib import Path

import yaml
from azure.ai.ml import Input, MLClient
from azure.ai.ml.entities import Data
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
dataset_name = os.environ["DATASET_NAME"]
if dataset_name not in [data.name for data in ws.data.list()]:
    store = ws.datastores.get(os.environ["DATASTORE_NAME"])
    path_on_datastore = os.path.join(os.environ["FOLDER"], "demand.csv")
    Path("tables/dataset").mkdir(parents=True, exist_ok=True)
    Path("tables/dataset/MLTable").write_text(
        yaml.safe_dump(
            {
                "$schema": "https://azuremlschemas.azureedge.net/latest/MLTable.schema.json",
                "type": "mltable",
                "paths": [{"pattern": f"azureml://datastores/{store.name}/paths/{path_on_datastore}"}],
                "transformations": [{"read_delimited": {"delimiter": ";"}}],
            },
            sort_keys=False,
        ),
    )
    dataset = Input(type="mltable", path="./tables/dataset")
    dataset = ws.data.create_or_update(
        Data(
            name=dataset_name,
            path=dataset.path,
            type=dataset.type,
            description="demand by day",
            tags={"format": "CSV"},
        ),
    )
""",
        ),
    ),
)
