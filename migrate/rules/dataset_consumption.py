"""``dataset.as_named_input("raw").as_mount()`` → the component's input ``raw`` and its mode"""

from __future__ import annotations

from migrate.decisions.access import access, access_name
from migrate.decisions.context import Context
from migrate.decisions.data import DATA_PLACE
from migrate.decisions.data_annotations import data_annotation
from migrate.decisions.rule import Decision, Example, Fate, Rule, changed, converted, learn
from migrate.v1.data import CONSUMPTION, DATASET, DATASETS, FILE_DATASET
from migrate.v1.values import Call

_NAMED = f"{DATASET}.as_named_input"


def _consumed(use: Call, context: Context) -> Decision:
    """``as_named_input`` without a mode: v1 hands the script the dataset itself."""
    decision = access(use, context)
    if access_name(use, context) != "direct":
        return decision
    message = (
        "the script gets the address of the data as argument and reads it with mltable.load(path); "
        "run.input_datasets is gone"
    )
    return Decision(changed('Input(mode="direct")', message), decision.expr, decision.edits)


_PATH: dict[str, Fate] = {"path_on_compute": DATA_PLACE}
_INPUT_NAME = converted("the input's name")
_METHODS = {f"{owner}.{name}": _PATH for owner in (CONSUMPTION, FILE_DATASET) for name in ("as_mount", "as_download")}

RULE = Rule(
    code="AML306",
    name="dataset-consumption",
    summary="How a step reads a dataset becomes the name and the mode of its component's input.",
    url=learn("migrate-to-v2-assets-data"),
    calls={
        CONSUMPTION: _consumed,
        _NAMED: _consumed,
        **dict.fromkeys(_METHODS, access),
        f"{CONSUMPTION}.as_hdfs": access,
        f"{FILE_DATASET}.as_hdfs": access,
    },
    references=dict.fromkeys((CONSUMPTION, "azureml.core.Dataset", *sorted(DATASETS)), data_annotation),
    parameters={
        CONSUMPTION: {"name": _INPUT_NAME, "dataset": converted("path"), "mode": converted("mode"), **_PATH},
        _NAMED: {"name": _INPUT_NAME},
        **_METHODS,
        f"{CONSUMPTION}.as_hdfs": {},
        f"{FILE_DATASET}.as_hdfs": {},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.data.dataset_consumption_config import DatasetConsumptionConfig
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
raw = Dataset.get_by_name(ws, "raw")
raw_param = PipelineParameter("raw_data", default_value=raw)
names = Dataset.get_by_name(ws, "names").as_named_input("names").as_download()

prep = PythonScriptStep(
    script_name="prep.py",
    arguments=["--raw", DatasetConsumptionConfig("raw", raw_param).as_mount(), "--names", names],
    compute_target="cpu",
    source_directory="src",
)
check = PythonScriptStep(
    script_name="check.py",
    arguments=["--raw", raw.as_named_input("raw").as_download()],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[prep, check])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(type="uri_folder", path="azureml:raw@latest", mode="ro_mount")
names = Input(type="uri_folder", path="azureml:names@latest", mode="download")

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
    command="python prep.py --raw ${{inputs.raw}} --names ${{inputs.names}}",
    inputs={"raw": Input(type="uri_folder"), "names": Input(type="uri_folder")},
    environment=environment,
)
check_component = command(
    display_name="check.py",
    code="src",
    command="python check.py --raw ${{inputs.raw}}",
    inputs={"raw": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(
    raw_data: Input(type="uri_folder"),
    names: Input(type="uri_folder"),
    raw: Input(type="uri_folder"),
):
    prep = prep_component(raw=raw_data, names=names)
    check = check_component(raw=raw)
    check.inputs.raw.mode = "download"


pipeline = pipeline_definition(raw_data=raw, names=names, raw=raw)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.data.dataset_consumption_config import DatasetConsumptionConfig
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
raw = Dataset.get_by_name(ws, "raw")
raw_param = PipelineParameter("raw_data", default_value=raw)
names = Dataset.get_by_name(ws, "names").as_named_input("names").as_download()

prep = PythonScriptStep(
    script_name="prep.py",
    arguments=["--raw", DatasetConsumptionConfig("raw", raw_param).as_mount(), "--names", names],
    compute_target="cpu",
    source_directory="src",
)
check = PythonScriptStep(
    script_name="check.py",
    arguments=["--raw", raw.as_named_input("raw").as_download()],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[prep, check])
""",
            after="""\
from azure.ai.ml import Input, MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(type="uri_folder", path="azureml:raw@latest", mode="ro_mount")
names = Input(type="uri_folder", path="azureml:names@latest", mode="download")

prep_component = load_component(source="components/prep/component.yaml")
check_component = load_component(source="components/check/component.yaml")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(
    raw_data: Input(type="uri_folder"),
    names: Input(type="uri_folder"),
    raw: Input(type="uri_folder"),
):
    prep = prep_component(raw=raw_data, names=names)
    check = check_component(raw=raw)
    check.inputs.raw.mode = "download"


pipeline = pipeline_definition(raw_data=raw, names=names, raw=raw)
""",
            style="yaml",
            files={
                "components/check/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: check
display_name: check.py
inputs:
  raw:
    type: uri_folder
code: ../../src
command: python check.py --raw ${{inputs.raw}}
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
  conda_file: ../../environments/pipeline.yaml
""",
                "components/prep/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: prep
display_name: prep.py
inputs:
  raw:
    type: uri_folder
  names:
    type: uri_folder
code: ../../src
command: python prep.py --raw ${{inputs.raw}} --names ${{inputs.names}}
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
from azureml.core import Dataset, Experiment, Workspace
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
parts = OutputFileDatasetConfig(name="parts")
prepare = PythonScriptStep(
    "prepare.py", "prepare", arguments=["--out", parts], source_directory="src", compute_target="cpu"
)
count = PythonScriptStep(
    "count.py", "count", arguments=["--folder", "./parts"], inputs=[parts.as_input("parts").as_download("./parts")],
    source_directory="src", compute_target="cpu",
)
pipeline = Pipeline(ws, [count])
Experiment(ws, "e").submit(pipeline)
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
prepare_component = command(
    display_name="prepare",
    code="src",
    command="python prepare.py --out ${{outputs.parts}}",
    outputs={"parts": Output(type="uri_folder")},
    environment=environment,
)
count_component = command(
    display_name="count",
    code="src",
    command="ln -sfn ${{inputs.parts}} ./parts && python count.py --folder ./parts",
    inputs={"parts": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def e_pipeline():
    prepare = prepare_component()
    count = count_component(parts=prepare.outputs.parts)
    count.inputs.parts.mode = "download"


pipeline = e_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="e")
""",
        ),
        Example(
            before="""\
import os

from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def sample(ws: Workspace):
    files = Dataset.File.from_files("https://example.org/sales")
    return files.register(ws, "sample", create_new_version=True).as_named_input("sales")


def sales(ws: Workspace) -> Dataset:
    if os.environ.get("SALES") is None:
        found = sample(ws)
    else:
        data = Dataset.get_by_name(ws, os.environ["SALES"])
        found = data.as_named_input("sales")
    return found


def build(ws: Workspace, data: Dataset):
    train = PythonScriptStep(
        script_name="train.py", inputs=[data.as_mount()], compute_target="cpu", source_directory="src"
    )
    return Pipeline(ws, steps=[train])


ws = Workspace.from_config()
pipeline = build(ws, sales(ws))
""",
            after="""\
import os

from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Data, Environment
from azure.identity import DefaultAzureCredential


def sample(ws: MLClient):
    files = Input(type="uri_folder", path="https://example.org/sales")
    return Input(
        type="uri_folder",
        path=ws.data.create_or_update(Data(name="sample", path=files.path, type=files.type)).id,
        mode="ro_mount",
    )


def sales(ws: MLClient) -> Input:
    if os.environ.get("SALES") is None:
        found = sample(ws)
    else:
        data = ws.data.get(os.environ["SALES"], label="latest")
        found = Input(type="uri_folder", path=data.id, mode="ro_mount")
    return found


def build(ws: MLClient, data: Input):
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
        inputs={"sales": Input(type="uri_folder")},
        environment=environment,
    )

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition(data: Input(type="uri_folder")):
        train = train_component(sales=data)

    return pipeline_definition(data=data)


ws = MLClient.from_config(DefaultAzureCredential())
pipeline = build(ws, sales(ws))
""",
        ),
    ),
)
