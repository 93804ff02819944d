"""``set_column_types={"day": DataType.to_datetime("%Y-%m-%d")}`` → ``convert_column_types`` in the file MLTable"""

from __future__ import annotations

from migrate.decisions.column_types import DATA_TYPE, TYPES, is_written
from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Example, Manual, Rule, converted, dropped, learn
from migrate.v1.values import Call

_IN_TABLE = converted("MLTable", "convert_column_types")


def _type(use: Call, context: Context) -> Decision:
    if not is_written(use.node, context):
        raise Manual("name the type in the file MLTable of the data: convert_column_types")
    return Decision(_IN_TABLE)


RULE = Rule(
    code="AML315",
    name="column-types",
    summary="The types of columns are a transformation in the file MLTable.",
    url=learn("how-to-mltable"),
    calls={f"{DATA_TYPE}.{name}": _type for name in TYPES},
    parameters={
        **{f"{DATA_TYPE}.{name}": {} for name in TYPES},
        f"{DATA_TYPE}.to_datetime": {"formats": _IN_TABLE},
        f"{DATA_TYPE}.to_float": {"decimal_mark": dropped("it was a point")},
        f"{DATA_TYPE}.to_stream": {
            "workspace": dropped("the addresses name their datastore"),
            "escaped": dropped("it was False"),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Dataset, Datastore, Workspace
from azureml.data import DataType
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore.get(ws, "photos")
labels = Dataset.Tabular.from_json_lines_files(
    path=(store, "labels.jsonl"),
    set_column_types={"image_url": DataType.to_stream(ws), "day": DataType.to_datetime("%Y-%m-%d")},
)
train = PythonScriptStep(
    script_name="train.py", inputs=[labels.as_named_input("labels")], compute_target="cpu", source_directory="src"
)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
labels = Input(type="mltable", path="./tables/labels", mode="direct")
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
    command="python train.py",
    inputs={"labels": Input(type="mltable")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(labels: Input(type="mltable")):
    train = train_component(labels=labels)


pipeline = pipeline_definition(labels=labels)
""",
            files={
                "tables/labels/MLTable": """\
$schema: https://azuremlschemas.azureedge.net/latest/MLTable.schema.json
type: mltable
paths:
  - file: azureml://datastores/photos/paths/labels.jsonl
transformations:
  - read_json_lines
  - convert_column_types:
      - columns: image_url
        column_type: stream_info
      - columns: day
        column_type:
          datetime:
            formats:
              - '%Y-%m-%d'
""",
            },
        ),
    ),
)
