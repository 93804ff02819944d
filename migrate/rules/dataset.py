"""``Dataset.get_by_name(ws, "sales")`` → ``Input(type=…, path="azureml:sales@latest", mode=…)``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.inputs import is_asset, is_held
from migrate.decisions.invocation import is_sent
from migrate.decisions.registered import registered
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.data import DATASET
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Obj

_BY_NAME = "azureml.core.Dataset.get_by_name"


def _by_name(use: Call, context: Context) -> Decision:
    data = use.result
    assert isinstance(data, Obj)
    return registered(data, use.client, is_held(use.node, data, context), context)


def _attribute(use: AttributeUse, context: Context) -> Decision:
    name = use.node.attr.value
    if name == "id" and is_sent(use.node, context):
        return Decision(converted("batch_endpoints.invoke(inputs={…})"))
    if not isinstance(use.receiver, Obj) or not is_asset(use.receiver, context):
        raise Manual(f"only what is registered has a `{name}` in v2: an Input is known by its path")
    if name == "version":
        return Decision(changed("Data.version", "the version is a string in v2"))
    return Decision(converted(f"Data.{name}"))


RULE = Rule(
    code="AML305",
    name="dataset",
    summary="A registered dataset becomes an Input with the name of the data asset.",
    url=learn("migrate-to-v2-assets-data"),
    calls={_BY_NAME: _by_name},
    attributes={
        **{f"{DATASET}.{name}": _attribute for name in ("name", "version", "id", "tags", "description")},
    },
    parameters={
        _BY_NAME: {
            "workspace": dropped("the job knows its workspace"),
            "name": converted("path"),
            "version": converted("path"),
            "**kwargs": dropped("v2 has no such argument"),
        }
    },
    examples=(
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
images = Dataset.get_by_name(ws, "images", version=3)
prices = ws.datasets["prices"]

train = PythonScriptStep(
    script_name="train.py",
    arguments=["--images", images.as_named_input("images").as_mount()],
    inputs=[prices.as_named_input("prices")],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
images = Input(type="uri_folder", path="azureml:images:3", mode="ro_mount")
prices = Input(type="mltable", path="azureml:prices@latest", mode="direct")

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
def pipeline_definition(
    images: Input(type="uri_folder"),
    prices: Input(type="mltable"),
):
    train = train_component(images=images, prices=prices)


pipeline = pipeline_definition(images=images, prices=prices)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
images = Dataset.get_by_name(ws, "images", version=3)
prices = ws.datasets["prices"]

train = PythonScriptStep(
    script_name="train.py",
    arguments=["--images", images.as_named_input("images").as_mount()],
    inputs=[prices.as_named_input("prices")],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import Input, MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
images = Input(type="uri_folder", path="azureml:images:3", mode="ro_mount")
prices = Input(type="mltable", path="azureml:prices@latest", mode="direct")

train_component = load_component(source="components/train/component.yaml")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(
    images: Input(type="uri_folder"),
    prices: Input(type="mltable"),
):
    train = train_component(images=images, prices=prices)


pipeline = pipeline_definition(images=images, prices=prices)
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
            },
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace

ws = Workspace.from_config()
images = Dataset.get_by_name(ws, "images")
print(images.name, images.version)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
images = ws.data.get("images", label="latest")
print(images.name, images.version)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.exceptions import UserErrorException
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
try:
    prices = Dataset.get_by_name(ws, "prices", version=3)
except UserErrorException:
    prices = Dataset.get_by_name(ws, "prices")

train = PythonScriptStep(
    script_name="train.py",
    inputs=[prices.as_named_input("prices")],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.core.exceptions import AzureError
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
try:
    prices = Input(
        type="mltable",
        path=ws.data.get("prices", version="3").id,
        mode="direct",
    )
except AzureError:
    prices = Input(type="mltable", path="azureml:prices@latest", mode="direct")

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
    inputs={"prices": Input(type="mltable")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(prices: Input(type="mltable")):
    train = train_component(prices=prices)


pipeline = pipeline_definition(prices=prices)
""",
        ),
        Example(
            before="""\
import os

from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
day = os.environ.get("DAY", "latest")
print(Dataset.get_by_name(ws, "tea", version=day).version)
prices = Dataset.get_by_name(ws, "prices", version=day)
read = prices.as_named_input("prices").as_mount()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", inputs=[read])
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
import os

from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
day = os.environ.get("DAY", "latest")
print((ws.data.get("tea", label="latest") if day in (None, "latest") else ws.data.get("tea", version=str(day))).version)
prices = Input(
    type="uri_folder",
    path="azureml:prices@latest" if day in (None, "latest") else f"azureml:prices:{day}",
    mode="ro_mount",
)
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
    inputs={"prices": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(prices: Input(type="uri_folder")):
    train = train_component(prices=prices)


pipeline = pipeline_definition(prices=prices)
""",
        ),
    ),
)
