"""Models are registered and found through the client: ``ws.models.create_or_update(Model(…))``, ``ws.models.get(…)``"""

from __future__ import annotations

import ast

import libcst as cst

from migrate.decisions.clients import WORKSPACE, client_given, is_client
from migrate.decisions.context import Context, given, receiver_of
from migrate.decisions.counting import count_with_variable, is_counted
from migrate.decisions.listing import item
from migrate.decisions.lookups import ABSENT, may_be_absent
from migrate.decisions.models import (
    LOST,
    by_version,
    is_asset,
    model_of_run,
    model_registered,
    models_by_name,
    models_listed,
)
from migrate.decisions.removal import untaken
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.staying_annotations import refuse_staying
from migrate.v1.uses import AttributeUse, ReferenceUse, SubscriptUse
from migrate.v1.values import Call, Obj, SetEvent, constant
from migrate.v2.expressions import V2, Attr, Code, Expr, Literal, User, call, method

MODEL = "azureml.core.Model"
_MODELS = f"{WORKSPACE}.models"
_OF_RUN = "azureml.core.Run.register_model"
_LATEST = 'ml_client.models.get(name, label="latest")'
_CREATED = "model.creation_context.created_at"
_NOT_V2 = "what gave this model is not v2 code yet"
_NAMED = "v2 finds a model by its name and version"


def _register(use: Call, context: Context) -> Decision:
    if any(constant(use.value(name)) == "" or use.expression(name) is None for name in ("model_name", "model_path")):
        raise Manual("a model of v2 needs a name and a path")
    path = given(use, "model_path")
    assert path is not None
    return model_registered(use, client_given(use, context), path)


def _get(use: Call, context: Context) -> Decision:
    for name in ("id", "tags", "properties", "run_id", "model_framework"):
        if given(use, name) is not None:
            raise Manual(f"{_NAMED}, not by `{name}`: choose among ml_client.models.list(name)")
    found = given(use, "name")
    if found is None:
        raise Manual(f"{_NAMED}: ml_client.models.get(name, version=…)")
    expr = by_version(client_given(use, context), found, use)
    asked = use.expression("version") is not None
    return Decision(converted("ml_client.models.get(name, version=…)" if asked else _LATEST), expr)


# Of a model


def _owner(use: Call, context: Context) -> Expr:
    receiver = receiver_of(use)
    if receiver is None or not is_asset(use.receiver, context):
        raise Manual(_NOT_V2)
    return User(receiver)


def _attribute(use: AttributeUse, context: Context) -> Decision:
    if not is_asset(use.receiver, context):
        raise Manual(_NOT_V2)
    name, owner = use.node.attr.value, User(use.node.value)
    if name == "created_time":
        return Decision(converted(_CREATED), Attr(Attr(owner, "creation_context"), "created_at"))
    if name == "version" and count_with_variable(use, context):
        return Decision(changed("int(version)", _DIFFERENT[name]))
    if name == "version" and is_counted(use, context):
        return Decision(changed("int(model.version)", _DIFFERENT[name]), call(Code("int"), Attr(owner, name)))
    v2 = _RENAMED.get(name, name)
    return Decision(changed(f"model.{v2}", _DIFFERENT[name]) if name in _DIFFERENT else converted(), Attr(owner, v2))


def _download(use: Call, context: Context) -> Decision:
    model = _owner(use, context)
    if not untaken(use.where.statement, use.node):
        raise Manual("ml_client.models.download(name, version, download_path=…) does not return the path")
    expr = method(
        context.client(use.client),
        "models.download",
        name=Attr(model, "name"),
        version=Attr(model, "version"),
        download_path=given(use, "target_dir"),
    )
    return Decision(changed("ml_client.models.download(name, version)", "in a folder with the name of the model"), expr)


def _delete(use: Call, context: Context) -> Decision:
    model = _owner(use, context)
    expr = method(
        context.client(use.client), "models.archive", name=Attr(model, "name"), version=Attr(model, "version")
    )
    return Decision(changed("ml_client.models.archive(name, version)", "v2 archives models"), expr)


def _item(use: SubscriptUse, context: Context) -> Decision:
    """``ws.models["demand"]``."""
    if use.asks:
        return Decision(converted("ml_client.models.list()"))
    key, container = use.key, use.container
    owner = container.value if isinstance(container, cst.Attribute) else None
    if key is None or owner is None or not is_client(context.value(owner), context):
        raise Manual(f"{_NAMED}: {_LATEST}")
    if may_be_absent(use, context):
        raise Manual(ABSENT)
    expr = method(User(owner), "models.get", User(key), label=Literal("latest"))
    return Decision(converted(_LATEST), expr)


def _tag(obj: Obj, event: SetEvent, context: Context) -> Decision:
    """``model.tags["stage"] = "test"``: it changes the object only, as in v1."""
    if not is_asset(obj, context):
        raise Manual(_NOT_V2)
    return Decision(converted(f"model.{event.name.removesuffix('[]')}"))


def _all(use: AttributeUse, context: Context) -> Decision:
    """``ws.models``, which is not only asked for one."""
    subscripts = context.interpreter.uses.subscripts.values()
    if any(one.container is use.node and not one.asks for one in subscripts):
        raise Manual(f"{_NAMED}: {_LATEST}")
    return models_by_name(use, context)


def _framework(use: ReferenceUse, context: Context) -> Decision:
    value = context.catalogue.entries[use.symbol].value
    return Decision(changed("", LOST["model_framework"]), Literal(ast.literal_eval(value)))


def _reference(use: ReferenceUse, context: Context) -> Decision:
    refuse_staying(use, context)
    return Decision(converted("Model"), V2("azure.ai.ml.entities", "Model"))


_RENAMED = {"run_id": "job_name"}
_DIFFERENT = {
    "version": "a version is text in v2",
    "id": "the address of the asset; v1 gave name:version",
    "run_id": "the name of the job that made the model",
}
_FRAMEWORKS = ("CUSTOM", "MULTI", "ONNX", "PYTORCH", "SCIKITLEARN", "TENSORFLOW", "TFKERAS")
_WORKSPACE = converted("the client")
_UNSET = dropped("it was not set")

RULE = Rule(
    code="AML701",
    name="model",
    summary="Models are registered, found and downloaded through the client.",
    url=learn("migrate-to-v2-assets-model"),
    calls={
        MODEL: _get,
        f"{MODEL}.register": _register,
        _OF_RUN: model_of_run,
        f"{MODEL}.list": models_listed,
        f"{MODEL}.download": _download,
        f"{MODEL}.delete": _delete,
    },
    attributes={
        f"{MODEL}.{name}": _attribute
        for name in ("name", "version", "id", "description", "tags", "properties", "run_id", "created_time")
    }
    | {_MODELS: _all},
    sets={f"{MODEL}.{name}": _tag for name in ("tags", "properties", "description")},
    references={MODEL: _reference, **{f"{MODEL}.Framework.{name}": _framework for name in _FRAMEWORKS}},
    subscripts={_MODELS: _item, MODEL: item},
    parameters={
        MODEL: {
            "workspace": _WORKSPACE,
            "name": converted("name"),
            "version": converted("version"),
            "expand": dropped("v2 always gives all of the model"),
            **dict.fromkeys(("id", "tags", "properties", "run_id", "model_framework"), _UNSET),
        },
        f"{MODEL}.register": {
            "workspace": _WORKSPACE,
            "model_path": converted("path"),
            "model_name": converted("name"),
            **dict.fromkeys(("tags", "properties", "description"), converted()),
            **dict.fromkeys(LOST, _UNSET),
        },
        _OF_RUN: {
            "model_path": converted("path"),
            "model_name": converted("name"),
            **dict.fromkeys(("tags", "properties", "description"), converted()),
            **dict.fromkeys(LOST, _UNSET),
        },
        f"{MODEL}.list": {
            "workspace": _WORKSPACE,
            "name": converted("name"),
            **dict.fromkeys(
                ("tags", "properties", "run_id", "latest", "dataset_id", "model_framework"),
                _UNSET,
            ),
            "expand": dropped("v2 always gives all of the model"),
            "page_count": dropped("v2 takes the pages by itself"),
        },
        f"{MODEL}.download": {
            "target_dir": converted("download_path"),
            "exist_ok": dropped("v2 writes over what is there"),
            "exists_ok": dropped("v2 writes over what is there"),
        },
        f"{MODEL}.delete": {},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.model import Model

ws = Workspace.from_config()
model = Model.register(
    workspace=ws,
    model_path="models/demand.pkl",
    model_name="demand",
    tags={"season": "summer"},
    description="Demand by day",
    model_framework=Model.Framework.SCIKITLEARN,
)
print(model.name, model.version)

latest = Model(ws, name="demand")
second = Model(ws, "demand", version=2)
second.download(target_dir="older", exist_ok=True)
for one in Model.list(ws, name="demand"):
    print(one.id, one.tags)
print(ws.models["demand"])
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Model
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
model = ws.models.create_or_update(
    Model(
        name="demand",
        path="models/demand.pkl",
        type="custom_model",
        description="Demand by day",
        tags={"season": "summer"},
    ),
)
print(model.name, model.version)

latest = ws.models.get("demand", label="latest")
second = ws.models.get("demand", version="2")
ws.models.download(name=second.name, version=second.version, download_path="older")
for one in ws.models.list(name="demand"):
    print(one.id, one.tags)
print(ws.models.get("demand", label="latest"))
""",
        ),
        Example(
            before="""\
from azureml.core import Model, Workspace

ws = Workspace.from_config()
for model in Model.list(ws, tags=["scenario", ["area", "style"]]):
    print(model.name, model.version)
newest = Model.list(ws, latest=True)
print(len(newest))
mosaics = Model.list(ws, name="mosaic", latest=True)
trained = Model.list(ws, "mosaic", run_id="mosaic_17")
print([mosaic.version for mosaic in mosaics], len(trained))
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
for model in [
    one
    for named in ws.models.list()
    for one in ws.models.list(name=named.name)
    if "scenario" in one.tags and one.tags.get("area") == "style"
]:
    print(model.name, model.version)
newest = [ws.models.get(one.name, label="latest") for one in ws.models.list()]
print(len(newest))
mosaics = [
    ws.models.get(one.name, label="latest")
    for one in ws.models.list()
    if one.name == "mosaic"
]
trained = [one for one in ws.models.list(name="mosaic") if one.job_name == "mosaic_17"]
print([mosaic.version for mosaic in mosaics], len(trained))
""",
        ),
        Example(
            before="""\
from azureml.core import Model, Workspace

ws = Workspace.from_config()
models = Model.list(ws, name="demand")
newest = max(models, key=lambda model: model.version)
created = max(model.created_time for model in models)
latest = next(filter(lambda one: one.created_time == created, models))
if newest.version > latest.version:
    print("next version: v%d" % (newest.version + 1), newest.version)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
models = list(ws.models.list(name="demand"))
newest = max(models, key=lambda model: int(model.version))
created = max(model.creation_context.created_at for model in models)
latest = next(filter(lambda one: one.creation_context.created_at == created, models))
if int(newest.version) > int(latest.version):
    print("next version: v%d" % (int(newest.version) + 1), newest.version)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
digits = Dataset.get_by_name(ws, "digits")
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
run = Experiment(ws, "demand").submit(Pipeline(ws, steps=[train]))
run.wait_for_completion()
training = run.find_step_run("train.py")[0]
model = training.register_model(
    model_name="demand", model_path="outputs/demand.pkl", tags={"season": "summer"}, model_framework="ScikitLearn"
)
print(model.name, model.version)
path = "outputs/trend.pkl"
training.register_model("trend", path, datasets=[("training data", digits)])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment, Model
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
digits = Input(type="uri_folder", path="azureml:digits@latest")
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
train_component = command(display_name="train.py", code="src", command="python train.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline():
    train = train_component()


run = ws.jobs.create_or_update(demand_pipeline(), experiment_name="demand")
ws.jobs.stream(run.name)
training = [job for job in ws.jobs.list(parent_job_name=run.name) if job.display_name == "train.py"][0]
model = ws.models.create_or_update(
    Model(
        name="demand",
        path=f"azureml://jobs/{training.name}/outputs/artifacts/paths/outputs/demand.pkl",
        type="custom_model",
        tags={"season": "summer"},
    ),
)
print(model.name, model.version)
path = "outputs/trend.pkl"
ws.models.create_or_update(
    Model(name="trend", path=f"azureml://jobs/{training.name}/outputs/artifacts/paths/{path}", type="custom_model"),
)
""",
        ),
    ),
)
