"""Lists of models: v2 gives those of one name whole, and of all others the name only."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.clients import client_given, is_client
from migrate.decisions.context import Context, given, plain_name, receiver_of
from migrate.decisions.data import joined, spliced
from migrate.decisions.jobs import BEST_MODEL, is_job
from migrate.decisions.listing import listed
from migrate.decisions.lookups import by_name, dictionary_of, is_listed, keys_of, lookup_of, may_be_absent
from migrate.decisions.rule import Decision, Fate, Manual, changed, converted
from migrate.decisions.run_paths import run_path
from migrate.v1.nodes import walk
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, Obj, Value, alternatives, type_name
from migrate.v2.expressions import V2, Attr, Chosen, Code, Expr, IfElse, Literal, User, call, method

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
        path = run_path(name.node, use.value("model_name"))
    else:
        path = run_path(node, use.value("model_path"))
    below = [str(path.value)] if isinstance(path, Literal) else spliced(path)
    place = joined(["azureml://jobs/", Attr(User(receiver), "name"), "/outputs/artifacts/paths/", *below])
    return model_registered(use, context.client(use.client), place)


def by_version(client: Expr, name: Expr, use: Call) -> Expr:
    """``ml_client.models.get(name, version="3")``, or the latest one where the code asks for none.

    Raises:
        Manual: whether it asks for one is only known when the code runs, and cannot be asked twice.
    """
    latest = method(client, "models.get", name, label=Literal("latest"))
    node = use.expression("version")
    if _may_be_none(use) and isinstance(node, cst.Name):
        test = cst.Comparison(node, [cst.ComparisonTarget(cst.Is(), cst.Name("None"))])
        return IfElse(User(test), latest, method(client, "models.get", name, version=call(Code("str"), User(node))))
    version = _version_given(use)
    return latest if version is None else method(client, "models.get", name, version=version)


def _may_be_none(use: Call) -> bool:
    """Whether nothing tells that the version is None, or that it is one."""
    argument = use.arguments.get("version")
    if argument is None or (isinstance(argument.value, Const) and not isinstance(argument.node.value, cst.Name)):
        return False
    return type_name(argument.value) not in ("str", "int") and not _is_there(argument.node.value, use)


def _version_given(use: Call) -> Expr | None:
    """Text, which v2 wants; None for the latest one.

    Raises:
        Manual: whether it is None is only known when the code runs.
    """
    argument = use.arguments.get("version")
    if argument is None or argument.value == Const(None):
        return None
    node, known = argument.node.value, type_name(argument.value)
    if known == "str":
        return User(node)
    if isinstance(node, cst.Integer):
        return Literal(node.value)
    if known == "int" or _is_there(node, use):
        return call(Code("str"), User(node))
    raise Manual(
        "v2 finds a model by its name and version: `version` has to be text; where it is None: "
        'ml_client.models.get(name, label="latest")'
    )


def _is_there(node: cst.BaseExpression, use: Call) -> bool:
    """Whether the call stands in a branch that is only taken where the variable holds something: ``if version:``."""
    if not isinstance(node, cst.Name):
        return False
    branches = [one for one in use.where.blocks if isinstance(one, cst.If)]
    return any(
        _asks_for(part, node.value)
        for branch in branches
        if any(one is use.node for one in walk(branch.body))
        for part in _required(branch.test)
    )


def _required(test: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """What has to hold for a condition to hold."""
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        yield from _required(test.left)
        yield from _required(test.right)
    else:
        yield test


def _asks_for(test: cst.BaseExpression, name: str) -> bool:
    """``version`` or ``version is not None``."""
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        against = test.comparisons[0]
        nothing = isinstance(against.comparator, cst.Name) and against.comparator.value == "None"
        return nothing and isinstance(against.operator, cst.IsNot) and _asks_for(test.left, name)
    return isinstance(test, cst.Name) and test.value == name


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


def models_by_name(use: AttributeUse, context: Context) -> Decision:
    """``ws.models``: the names where only they are asked for, else a dictionary to go on with.

    Raises:
        Manual: what has the models is no client.
    """
    client = plain_name(use.node.value)
    if client is None or not is_client(context.value(use.node.value), context):
        raise Manual("ml_client.models.list() gives the names: `get` what you need by name")
    keys, names = keys_of(use.node, context), Code(f"[model.name for model in {client}.models.list()]")
    if keys is not None:
        context.replacements[keys] = names
        return Decision(converted("ml_client.models.list()"))
    asked = any(one.container is use.node and one.asks for one in context.interpreter.uses.subscripts.values())
    if asked or is_listed(use.node, context):
        return Decision(converted("ml_client.models.list()"), names)
    message = "the latest version of each is asked for by its name"
    return Decision(changed("ml_client.models.get(name, label=…)", message), by_name(client, "models", "model"))


# Of a model


def is_asset(value: Value | None, context: Context) -> bool:
    """Whether it is a model that v2 code gives, whatever branch it comes from."""
    made = alternatives(value)
    return bool(made) and all(isinstance(one, Obj) and _gives_asset(one, context) for one in made)


def _gives_asset(obj: Obj, context: Context) -> bool:
    found = lookup_of(obj, context) if obj.call is None else None
    dictionary = dictionary_of(obj, context)
    if isinstance(dictionary, cst.Attribute):
        return is_client(context.value(dictionary.value), context)
    if found is not None and isinstance(found.container, cst.Attribute):
        return is_client(context.value(found.container.value), context) and not may_be_absent(found, context)
    source = obj.call or obj.source
    if source is None and obj.told:
        return True
    return source is not None and source.symbol in _SOURCES and not context.decide(source).stays_v1


MODEL = "azureml.core.Model"
_SOURCES = (MODEL, f"{MODEL}.register", f"{MODEL}.list", "azureml.core.Run.register_model", BEST_MODEL)
