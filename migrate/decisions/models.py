"""Lists of models: v2 gives those of one name whole, and of all others the name only."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.clients import client_given
from migrate.decisions.context import Context, given, receiver_of
from migrate.decisions.jobs import is_job
from migrate.decisions.listing import listed
from migrate.decisions.outputs import text_of
from migrate.decisions.rule import Decision, Fate, Manual, changed, converted
from migrate.v1.values import Call, Const
from migrate.v2.expressions import V2, Attr, Chosen, Code, Expr, Literal, Text, User, call, method

LOST = {
    "datasets": "models of v2 do not refer to data",
    "model_framework": "v2 has flavors of mlflow models only",
    "model_framework_version": "v2 has flavors of mlflow models only",
    "child_paths": "v2 registers all of the folder",
    "sample_input_dataset": "models of v2 do not refer to data",
    "sample_output_dataset": "models of v2 do not refer to data",
    "resource_configuration": "the deployment of the model names its resources",
}
"""What a model of v1 is registered with, and one of v2 has no place for."""
REGISTERED = "ml_client.models.create_or_update(Model(…))"
_LISTED = "ml_client.models.list(name=…)"
_BY_NAME = "v2 gives the versions name by name; v1 gave the newest first"
_CHOSEN = converted("chosen among the models")


def model_registered(use: Call, client: Expr, path: Expr) -> Decision:
    """The registration of the files at the path."""
    asset = call(
        V2("azure.ai.ml.entities", "Model"),
        name=given(use, "model_name"),
        path=path,
        type=Literal("custom_model"),
        description=given(use, "description"),
        tags=given(use, "tags"),
        properties=given(use, "properties"),
    )
    fates = {name: changed("", reason) for name, reason in LOST.items() if given(use, name) is not None}
    return Decision(converted(REGISTERED), method(client, "models.create_or_update", asset), arguments=fates)


def model_of_run(use: Call, context: Context) -> Decision:
    """``run.register_model("demand", "outputs/demand.pkl")``, of a run that is a job in v2.

    Raises:
        Manual: it is not; inside of a job mlflow registers.
    """
    receiver, name = receiver_of(use), given(use, "model_name")
    if receiver is None or not is_job(use.receiver, context) or not isinstance(name, User):
        raise Manual(f"{use.entry.v2}: {use.entry.note}")
    node = use.expression("model_path")
    if node is None or use.value("model_path") == Const(None):
        path = text_of(name.node, use.value("model_name"))
    else:
        path = text_of(node, use.value("model_path"))
    literal = str(path.value) if isinstance(path, Literal) else path
    parts = ("azureml://jobs/", Attr(User(receiver), "name"), "/outputs/artifacts/paths/", literal)
    return model_registered(use, context.client(use.client), Text(parts))


def models_listed(use: Call, context: Context) -> Decision:
    """``Model.list(ws, name=…, tags=[…], latest=True)`` as a list or, where nothing has to be chosen, as pages.

    Raises:
        Manual: what it chooses by has no counterpart.
    """
    for wanted in ("dataset_id", "model_framework"):
        if use.value(wanted) not in (None, Const(None)):
            raise Manual(f"choose among ml_client.models.list(name) what `{wanted}` means")
    client, name = client_given(use, context), given(use, "name")
    model, named = ("one", "named") if "model" in context.names else ("model", "named")
    conditions = list(_conditions(use, Code(model)))
    fates: dict[str, Fate] = {wanted: _CHOSEN for wanted in ("tags", "properties", "run_id") if given(use, wanted)}
    if use.value("latest") not in (None, Const(None), Const(False)):
        if use.value("latest") != Const(True) or conditions:
            raise Manual("choose among ml_client.models.list(name) what `latest` means")
        latest = method(client, "models.get", Attr(Code(model), "name"), label=Literal("latest"))
        own = () if name is None else ((Attr(Code(model), "name"), "==", name),)
        fate = converted('ml_client.models.get(name, label="latest")')
        return Decision(
            fate, Chosen(latest, ((model, method(client, "models.list")),), own), arguments={"latest": fate}
        )
    if name is not None:
        models = method(client, "models.list", name=name)
        if not conditions:
            return Decision(converted(_LISTED), listed(models, use))
        return Decision(converted(_LISTED), Chosen(Code(model), ((model, models),), tuple(conditions)), arguments=fates)
    versions = method(client, "models.list", name=Attr(Code(named), "name"))
    loops = ((named, method(client, "models.list")), (model, versions))
    return Decision(changed(_LISTED, _BY_NAME), Chosen(Code(model), loops, tuple(conditions)), arguments=fates)


def _conditions(use: Call, model: Expr) -> list[tuple[Expr, str, Expr]]:
    found: list[tuple[Expr, str, Expr]] = []
    for name in ("tags", "properties"):
        node = use.expression(name)
        if node is None or use.value(name) == Const(None):
            continue
        elements = node.elements if isinstance(node, cst.List) else ()
        if not elements:
            raise Manual(f"choose among ml_client.models.list(name) by model.{name}")
        found += [_condition(element.value, Attr(model, name)) for element in elements]
    job = given(use, "run_id")
    return [*found, *([] if job is None else [(Attr(model, "job_name"), "==", job)])]


def _condition(node: cst.BaseExpression, owner: Expr) -> tuple[Expr, str, Expr]:
    """``"scenario"`` asks for the key, ``["scenario", "style"]`` for the value that it has."""
    if isinstance(node, (cst.SimpleString, cst.FormattedString)):
        return User(node), "in", owner
    if isinstance(node, (cst.List, cst.Tuple)) and len(node.elements) == 2:
        key, value = (element.value for element in node.elements)
        return method(owner, "get", User(key)), "==", User(value)
    raise Manual("choose among ml_client.models.list(name) by what the models say of themselves")
