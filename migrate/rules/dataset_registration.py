"""``dataset.register(ws, "prices")`` → ``ws.data.create_or_update(Data(name="prices", …))``"""

from __future__ import annotations

from migrate.decisions.access import refuse_unused
from migrate.decisions.context import Context, given, receiver_of, single
from migrate.decisions.inputs import input_at, input_type, is_asset, path_of
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, learn
from migrate.v1.data import DATASET, FACTORIES
from migrate.v1.problems import not_followed
from migrate.v1.table_methods import derivation
from migrate.v1.values import Call, Const, Obj
from migrate.v2.expressions import V2, Attr, Expr, Literal, User, call, method


def _register(use: Call, context: Context) -> Decision:
    data, receiver = single(use.receiver), receiver_of(use)
    made = data.call if data is not None else None
    described = data is not None and derivation(data) is not None
    if data is None or receiver is None or not (described or (made is not None and made.symbol.startswith(FACTORIES))):
        raise Manual(not_followed("this dataset", receiver, use.receiver))
    if isinstance(use.result, Obj):
        refuse_unused(use.result, context)
    if data.bound_to:
        path: Expr = Attr(User(receiver), "path")
        kind: Expr = Attr(User(receiver), "type")
    else:
        path, kind = path_of(data, context), Literal(input_type(data, context))
    asset = call(
        V2("azure.ai.ml.entities", "Data"),
        name=given(use, "name"),
        path=path,
        type=kind,
        description=given(use, "description"),
        tags=given(use, "tags"),
    )
    workspace = use.expression("workspace")
    client = User(workspace) if workspace is not None else context.client(use.client)
    expr = method(client, "data.create_or_update", asset)
    v2 = "ml_client.data.create_or_update(Data(…))"
    asset_of = use.result
    if isinstance(asset_of, Obj) and asset_of.bound_to and not is_asset(asset_of, context):
        # What is not registered in another branch is an Input as well.
        expr = input_at(Attr(expr, "id"), asset_of, context)
    if use.value("create_new_version") == Const(True):
        return Decision(converted(v2), expr)
    return Decision(changed(v2, "v2 makes a new version each time; v1 did so only when asked to"), expr)


RULE = Rule(
    code="AML317",
    name="dataset-registration",
    summary="Registering a dataset makes a new version of a data asset.",
    url=learn("migrate-to-v2-assets-data"),
    calls={f"{DATASET}.register": _register},
    parameters={
        f"{DATASET}.register": {
            "workspace": converted("the client"),
            "name": converted("name"),
            "description": converted("description"),
            "tags": converted("tags"),
            "create_new_version": converted("v2 makes a new version each time"),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
images = Dataset.File.from_files((ws.get_default_datastore(), "images"))
try:
    images = images.register(ws, "images", create_new_version=True)
except Exception as error:
    print(error)

train = PythonScriptStep(
    script_name="train.py",
    arguments=["--images", images.as_named_input("images").as_mount()],
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
images = Input(
    type="uri_folder",
    path=f"azureml://datastores/{ws.datastores.get_default().name}/paths/images",
    mode="ro_mount",
)
try:
    images = Input(
        type="uri_folder",
        path=ws.data.create_or_update(
            Data(name="images", path=images.path, type=images.type),
        ).id,
        mode="ro_mount",
    )
except Exception as error:
    print(error)

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
    inputs={"images": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(images: Input(type="uri_folder")):
    train = train_component(images=images)


pipeline = pipeline_definition(images=images)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
images = (
    Dataset.File.from_files((ws.get_default_datastore(), "images"))
    .register(ws, "images", create_new_version=True)
    .as_named_input("images")
)
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--images", images.as_mount()],
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
images = Input(
    type="uri_folder",
    path=ws.data.create_or_update(
        Data(
            name="images",
            path=f"azureml://datastores/{ws.datastores.get_default().name}/paths/images",
            type="uri_folder",
        ),
    ).id,
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
    command="python train.py --images ${{inputs.images}}",
    inputs={"images": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(images: Input(type="uri_folder")):
    train = train_component(images=images)


pipeline = pipeline_definition(images=images)
""",
        ),
    ),
)
