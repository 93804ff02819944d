"""``OutputFileDatasetConfig("x")`` → the producing step's output ``x``; consumers read ``node.outputs.x``"""

from __future__ import annotations

from dataclasses import replace

from migrate.decisions.access import access, selection
from migrate.decisions.context import Context
from migrate.decisions.outputs import COLUMNS_SELECTED, REGISTERED_ALWAYS, TABLE_FILE, output_annotation, written
from migrate.decisions.removal import alone
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.step_tables import TABLE_LEFT, is_in_table
from migrate.v1.data import OUTPUT_CONFIG, OUTPUT_FILES, OUTPUT_HDFS, OUTPUT_LINKS, OUTPUT_TABLE, SELECTING
from migrate.v1.values import Call, Const

_PARSERS = "azureml.data.output_dataset_config.TransformationMixin"


def _config(use: Call, context: Context) -> Decision:
    for parameter in ("source", "partition_format"):
        if use.value(parameter) not in (None, Const(None)):
            raise Manual(f"`{parameter}`: v2 has no counterpart, the script writes to the path that it is given")
    return written(use, context)


def _link(use: Call, context: Context) -> Decision:
    raise Manual("v2 cannot link an output to data that is there already: write the data to the output")


def _register(use: Call, context: Context) -> Decision:
    if alone(use.where.statement, use.node):
        reason = "v1 gives a copy that is registered, and nobody takes it: the output itself never was"
        return Decision(dropped(reason), edits=(Edit(use.where.statement, instead=()),))
    return replace(access(use, context), fate=changed("Output(name=…)", REGISTERED_ALWAYS))


def _parse(use: Call, context: Context) -> Decision:
    message = TABLE_LEFT if is_in_table(use, context) else TABLE_FILE
    return replace(access(use, context), fate=changed('Output(type="mltable")', message))


_NONE = dropped("it was None")
_NAME = converted("the output's name")
_DESTINATION = converted("Output(path=…), unless it is the place that v2 chooses")
_NOT_IN_V2 = dropped("Output has no such argument")
_UPLOAD = {"overwrite": _NOT_IN_V2, "source_globs": _NOT_IN_V2}
_INPUT = {"name": converted("the input's name")}
_REGISTER = {
    "name": converted("Output(name=…)"),
    "description": dropped("Output has a name only"),
    "tags": dropped("Output has a name only"),
}
_IN_TABLE = changed("MLTable", "the file MLTable says it")
_PARQUET = dict.fromkeys(("include_path", "partition_format", "path_glob", "set_column_types"), _IN_TABLE)
_DELIMITED = {"separator": _IN_TABLE, "header": _IN_TABLE, **_PARQUET}

RULE = Rule(
    code="AML304",
    name="output-dataset",
    summary="An output configuration disappears: the producing component has an output, the consumer reads it.",
    url=learn("how-to-manage-inputs-outputs-pipeline"),
    references=dict.fromkeys((OUTPUT_CONFIG, OUTPUT_FILES, OUTPUT_HDFS, OUTPUT_TABLE), output_annotation),
    calls={
        OUTPUT_FILES: _config,
        OUTPUT_HDFS: _config,
        **dict.fromkeys(OUTPUT_LINKS, _link),
        f"{OUTPUT_FILES}.as_mount": access,
        f"{OUTPUT_FILES}.as_upload": access,
        f"{OUTPUT_FILES}.as_input": access,
        f"{OUTPUT_HDFS}.as_input": access,
        f"{OUTPUT_TABLE}.as_input": access,
        f"{OUTPUT_TABLE}.as_mount": access,
        f"{OUTPUT_TABLE}.as_upload": access,
        f"{OUTPUT_CONFIG}.as_input": access,
        f"{OUTPUT_CONFIG}.register_on_complete": _register,
        f"{_PARSERS}.read_delimited_files": _parse,
        f"{_PARSERS}.read_parquet_files": _parse,
        **{f"{OUTPUT_TABLE}.{name}": selection for name in SELECTING},
    },
    parameters={
        **{f"{OUTPUT_TABLE}.{name}": {"columns": COLUMNS_SELECTED} for name in SELECTING},
        OUTPUT_FILES: {"name": _NAME, "destination": _DESTINATION, "source": _NONE, "partition_format": _NONE},
        **{symbol: {"name": _NAME} for symbol in OUTPUT_LINKS},
        OUTPUT_HDFS: {"name": _NAME, "destination": _DESTINATION},
        f"{OUTPUT_FILES}.as_mount": {"disable_metadata_cache": _NOT_IN_V2},
        f"{OUTPUT_FILES}.as_upload": _UPLOAD,
        f"{OUTPUT_TABLE}.as_mount": {},
        f"{OUTPUT_TABLE}.as_upload": _UPLOAD,
        **{f"{symbol}.as_input": _INPUT for symbol in (OUTPUT_FILES, OUTPUT_HDFS, OUTPUT_TABLE, OUTPUT_CONFIG)},
        f"{OUTPUT_CONFIG}.register_on_complete": _REGISTER,
        f"{_PARSERS}.read_delimited_files": _DELIMITED,
        f"{_PARSERS}.read_parquet_files": _PARQUET,
    },
    examples=(
        Example(
            before="""\
from azureml.core import Datastore, Workspace
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
help(OutputFileDatasetConfig)
store = Datastore(ws, "sales")
clean = OutputFileDatasetConfig("clean", destination=(store, "clean/{run-id}")).as_upload()
model = OutputFileDatasetConfig("model").register_on_complete(name="demand-model")

prep = PythonScriptStep(script_name="prep.py", arguments=["--to", clean], compute_target="cpu", source_directory="src")
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--from", clean.as_input("features"), "--model", model],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
help(Output)

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
    outputs={
        "clean": Output(type="uri_folder", path="azureml://datastores/sales/paths/clean/${{name}}", mode="upload"),
    },
    environment=environment,
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.features}} --model ${{outputs.model}}",
    inputs={"features": Input(type="uri_folder")},
    outputs={"model": Output(type="uri_folder", name="demand-model")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component(features=prep.outputs.clean)


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Datastore, Workspace
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore(ws, "sales")
clean = OutputFileDatasetConfig("clean", destination=(store, "clean/{run-id}")).as_upload()
model = OutputFileDatasetConfig("model").register_on_complete(name="demand-model")

prep = PythonScriptStep(script_name="prep.py", arguments=["--to", clean], compute_target="cpu", source_directory="src")
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--from", clean.as_input("features"), "--model", model],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
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
    prep.outputs.clean.path = "azureml://datastores/sales/paths/clean/${{name}}"
    prep.outputs.clean.mode = "upload"
    train = train_component(features=prep.outputs.clean)
    train.outputs.model.name = "demand-model"


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
command: python train.py --from ${{inputs.features}} --model ${{outputs.model}}
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
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
# The script writes comma separated files
features = OutputFileDatasetConfig("features").read_delimited_files()

prep = PythonScriptStep(
    script_name="prep.py", arguments=["--to", features], compute_target="cpu", source_directory="src"
)
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--from", features.as_input("features")],
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
    command="python prep.py --to ${{outputs.features}}",
    outputs={"features": Output(type="mltable")},
    environment=environment,
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.features}}",
    inputs={"features": Input(type="mltable")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component(features=prep.outputs.features)
    train.inputs.features.mode = "direct"


pipeline = pipeline_definition()
""",
        ),
    ),
)
