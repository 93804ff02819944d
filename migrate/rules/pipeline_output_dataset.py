"""``clean.as_dataset()`` → ``clean``: the node's output itself; a table of it is what the consumer reads"""

from __future__ import annotations

from dataclasses import replace

from migrate.decisions.access import access, selection
from migrate.decisions.context import Context
from migrate.decisions.outputs import COLUMNS_SELECTED, OUTPUT_PLACE, REGISTERED_ALWAYS
from migrate.decisions.rule import Decision, Example, Fate, Rule, changed, converted, learn
from migrate.decisions.step_tables import TABLE_LEFT, is_in_table
from migrate.v1.data import OUTPUT_DATASET, PIPELINE_DATA, SELECTING
from migrate.v1.values import Call

_DATASETS = "azureml.pipeline.core.pipeline_output_dataset"
_TABLES = f"{_DATASETS}.PipelineOutputTabularDataset"
_ANY, _FILES = f"{_DATASETS}.PipelineOutputAbstractDataset", OUTPUT_DATASET


def _dataset(use: Call, context: Context) -> Decision:
    """``clean.as_dataset()``: the output itself, which v2 hands on without a form of its own; made by name as well."""
    return replace(access(use, context), fate=converted("node.outputs"))


def _register(use: Call, context: Context) -> Decision:
    return replace(access(use, context), fate=changed("Output(name=…)", REGISTERED_ALWAYS))


def _parse(use: Call, context: Context) -> Decision:
    if is_in_table(use, context):
        return replace(access(use, context), fate=changed('Output(type="mltable")', TABLE_LEFT))
    message = (
        "the script gets the address of the folder and reads it as a table: "
        'mltable.from_delimited_files(paths=[{"folder": address}]), or mltable.from_parquet_files'
    )
    return replace(access(use, context), fate=changed('Input(mode="direct")', message))


_NEW_VERSION = changed("", "a job of v2 always makes a new version")
_IN_TABLE = changed("", "said where the table is read, or in the file MLTable for AutoML")
_PARQUET = dict.fromkeys(("include_path", "partition_format", "file_extension", "set_column_types"), _IN_TABLE)
_DELIMITED = {**dict.fromkeys(("separator", "header", "quoted_line_breaks"), _IN_TABLE), **_PARQUET}
_ACCESS: dict[str, dict[str, Fate]] = {
    f"{_FILES}.as_mount": {"path_on_compute": OUTPUT_PLACE},
    f"{_FILES}.as_download": {"path_on_compute": OUTPUT_PLACE},
    f"{_FILES}.as_direct": {},
    f"{_ANY}.as_named_input": {"name": converted("the input's name")},
}

RULE = Rule(
    code="AML318",
    name="pipeline-output-dataset",
    summary="The dataset of a step's output is the output itself; as a table its consumer reads it.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={
        f"{PIPELINE_DATA}.as_dataset": _dataset,
        _FILES: _dataset,
        **dict.fromkeys(_ACCESS, access),
        f"{_ANY}.register": _register,
        f"{_FILES}.parse_delimited_files": _parse,
        f"{_FILES}.parse_parquet_files": _parse,
        **{f"{_TABLES}.{name}": selection for name in SELECTING},
    },
    parameters={
        f"{PIPELINE_DATA}.as_dataset": {},
        _FILES: {"pipeline_data": converted("node.outputs")},
        **_ACCESS,
        f"{_ANY}.register": {"name": converted("Output(name=…)"), "create_new_version": _NEW_VERSION},
        f"{_FILES}.parse_delimited_files": _DELIMITED,
        f"{_FILES}.parse_parquet_files": _PARQUET,
        **{f"{_TABLES}.{name}": {"columns": COLUMNS_SELECTED} for name in SELECTING},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
clean = PipelineData("clean").as_dataset().register("clean-sales")
model = PipelineData("model", pipeline_output_name="demand_model")

prep = PythonScriptStep(
    script_name="prep.py",
    arguments=["--to", clean],
    outputs=[clean],
    compute_target="cpu",
    source_directory="src",
)
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--from", clean.as_named_input("features").as_download(), "--to", model],
    outputs=[model],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[prep, train])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py --to ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder", name="clean-sales")},
    environment=environment,
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.features}} --to ${{outputs.model}}",
    inputs={"features": Input(type="uri_folder")},
    outputs={"model": Output(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component(features=prep.outputs.clean)
    train.inputs.features.mode = "download"
    return {"demand_model": train.outputs.model}


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
clean = PipelineData("clean").as_dataset().register("clean-sales")
model = PipelineData("model", pipeline_output_name="demand_model")

prep = PythonScriptStep(
    script_name="prep.py",
    arguments=["--to", clean],
    outputs=[clean],
    compute_target="cpu",
    source_directory="src",
)
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--from", clean.as_named_input("features").as_download(), "--to", model],
    outputs=[model],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[prep, train])
""",
            after="""\
from azure.ai.ml import MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

prep_component = load_component(source="components/prep/component.yaml")
train_component = load_component(source="components/train/component.yaml")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    prep.outputs.clean.name = "clean-sales"
    train = train_component(features=prep.outputs.clean)
    train.inputs.features.mode = "download"
    return {"demand_model": train.outputs.model}


pipeline = pipeline_definition()
""",
            style="yaml",
            files={
                "components/prep/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: prep
display_name: prep.py
outputs:
  clean:
    type: uri_folder
code: ../../src
command: python prep.py --to ${{outputs.clean}}
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
  conda_file: ../../environments/pipeline.yaml
""",
                "components/train/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: train
display_name: train.py
inputs:
  features:
    type: uri_folder
outputs:
  model:
    type: uri_folder
code: ../../src
command: python train.py --from ${{inputs.features}} --to ${{outputs.model}}
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
            },
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import AutoMLStep, PythonScriptStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
cpu = ws.compute_targets["cpu"]
rides = PipelineData("rides", datastore=ws.get_default_datastore()).as_dataset()

prep = PythonScriptStep(
    script_name="prep.py", arguments=["--to", rides], outputs=[rides], compute_target=cpu, source_directory="src"
)
table = rides.parse_parquet_files().keep_columns(["hour", "cost"])
config = AutoMLConfig(task="regression", training_data=table, label_column_name="cost", compute_target=cpu)
pipeline = Pipeline(ws, steps=[AutoMLStep("fit", automl_config=config)])
""",
            after="""\
from azure.ai.ml import MLClient, Output, automl, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cpu = ws.compute.get("cpu")

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
prep_component = command(
    display_name="prep.py",
    code="src",
    command=(
        "python prep.py --to ${{outputs.rides}}"
        " && echo '{type: mltable, paths: [{pattern: ./**/*.parquet}], transformations: [read_parquet, {keep_columns:"
        " [hour, cost]}]}' > ${{outputs.rides}}/MLTable"
    ),
    outputs={"rides": Output(type="mltable")},
    environment=environment,
)


@dsl.pipeline(default_compute=cpu.name, continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    fit_step = automl.regression(
        display_name="fit",
        training_data=prep.outputs.rides,
        target_column_name="cost",
        primary_metric="spearman_correlation",
        outputs={"best_model": Output(type="mlflow_model")},
    )


pipeline = pipeline_definition()
""",
        ),
    ),
)
