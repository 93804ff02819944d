"""``ws.datasets["prices"]`` → ``Input(type=…, path="azureml:prices@latest", mode=…)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, plain_name
from migrate.decisions.lookups import ABSENT, is_listed, keys_of, may_be_absent
from migrate.decisions.registered import DATASETS, registered
from migrate.decisions.rule import Decision, Example, Manual, Rule, converted, learn
from migrate.v1.uses import AttributeUse, SubscriptUse
from migrate.v1.values import Call, Obj
from migrate.v2.expressions import Code

_ALL = ("azureml.core.Dataset.get_all", "azureml.data.abstract_dataset.AbstractDataset.get_all")
_LIST = "list the data assets with `ml_client.data.list()`"


def _by_key(use: SubscriptUse, context: Context) -> Decision:
    if use.asks:
        return Decision(converted("ml_client.data.list()"))
    if may_be_absent(use, context):
        raise Manual(ABSENT)
    data = context.value(use.node)
    if not isinstance(data, Obj):
        raise Manual("which dataset this is cannot be read from the code")
    return registered(data, use.client, bool(data.bound_to), context)


def _all(use: AttributeUse, context: Context) -> Decision:
    subscripts = context.interpreter.uses.subscripts.values()
    if any(one.container is use.node and not one.asks for one in subscripts):
        return Decision(converted("the data asset of this name"))
    return _names(use.node, use.node.value, context)


def _get_all(use: Call, context: Context) -> Decision:
    """``Dataset.get_all(ws)``: the same dictionary."""
    workspace = use.expression("workspace")
    if workspace is None:
        raise Manual(_LIST)
    return _names(use.node, workspace, context)


def _names(node: cst.BaseExpression, workspace: cst.BaseExpression, context: Context) -> Decision:
    """What takes the place of the dictionary where a name is looked for, or all names are."""
    receiver = plain_name(workspace)
    if receiver is not None:
        names, keys = Code(f"[data.name for data in {receiver}.data.list()]"), keys_of(node, context)
        if keys is not None:
            context.replacements[keys] = names
            return Decision(converted("ml_client.data.list()"))
        subscripts = context.interpreter.uses.subscripts.values()
        if any(one.container is node for one in subscripts) or is_listed(node, context):
            return Decision(converted("ml_client.data.list()"), names)
    raise Manual(_LIST)


RULE = Rule(
    code="AML309",
    name="workspace-datasets",
    summary="What is looked up among the datasets of the workspace becomes an Input with the name of the data asset.",
    url=learn("migrate-to-v2-assets-data"),
    calls=dict.fromkeys(_ALL, _get_all),
    attributes={DATASETS: _all},
    subscripts={DATASETS: _by_key},
    parameters={name: {"workspace": converted("the client")} for name in _ALL},
    examples=(
        Example(
            before="""\
from azureml.core import Workspace

ws = Workspace.from_config()
if "prices" not in ws.datasets:
    raise LookupError("register the data first")
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
if "prices" not in [data.name for data in ws.data.list()]:
    raise LookupError("register the data first")
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace

ws = Workspace.from_config()
if "prices" not in Dataset.get_all(ws).keys():
    print("not registered")
for name in Dataset.get_all(workspace=ws):
    print(name)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
if "prices" not in [data.name for data in ws.data.list()]:
    print("not registered")
for name in [data.name for data in ws.data.list()]:
    print(name)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
if "prices" in ws.datasets:
    prices = Dataset.get_by_name(ws, "prices")
else:
    prices = Dataset.Tabular.from_delimited_files((store, "prices/*.csv"))
    prices = prices.register(ws, "prices", create_new_version=True)
if "images" in ws.datasets:
    images = ws.datasets["images"]
else:
    images = Dataset.File.from_files((store, "images"))

train = PythonScriptStep(
    script_name="train.py",
    arguments=["--images", images.as_named_input("images").as_download()],
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
store = ws.datastores.get_default()
if "prices" in [data.name for data in ws.data.list()]:
    prices = ws.data.get("prices", label="latest")
else:
    prices = Input(type="mltable", path="./tables/prices")
    prices = ws.data.create_or_update(
        Data(name="prices", path=prices.path, type=prices.type),
    )
if "images" in [data.name for data in ws.data.list()]:
    images = Input(type="uri_folder", path="azureml:images@latest", mode="download")
else:
    images = Input(
        type="uri_folder",
        path=f"azureml://datastores/{store.name}/paths/images",
        mode="download",
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
  - pattern: azureml://datastores/workspaceblobstore/paths/prices/*.csv
transformations:
  - read_delimited
""",
            },
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
print(list(ws.datasets))
prices = ws.datasets.get("prices")
train = PythonScriptStep(
    script_name="train.py",
    inputs=[prices.as_named_input("prices").as_mount()],
    compute_target=ws.compute_targets.get("cpu"),
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
print(list([data.name for data in ws.data.list()]))
prices = Input(type="uri_folder", path="azureml:prices@latest", mode="ro_mount")
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
