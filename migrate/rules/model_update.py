"""``model.add_tags({...})`` → the entity is changed and saved with ``ws.models.create_or_update(model)``"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migrate.decisions.context import Context, given, plain_name, receiver_of
from migrate.decisions.models import MODEL, is_asset
from migrate.decisions.removal import alone
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, converted, dropped, learn
from migrate.v1.values import Call
from migrate.v2.expressions import Code, Expr, method
from migrate.v2.statements import Assign, Do, Loop, Statement

_SAVED = "ml_client.models.create_or_update(model)"
_Changes = Callable[[Call, str], Iterator[Statement]]


def _changed(changes: _Changes) -> Callable[[Call, Context], Decision]:
    def handler(use: Call, context: Context) -> Decision:
        receiver = receiver_of(use)
        model = plain_name(receiver) if receiver is not None else None
        if model is None or not is_asset(use.receiver, context) or not alone(use.where.statement, use.node):
            raise Manual(f"change tags, properties and description of the v2 entity, and save it: {_SAVED}")
        save = Do(method(context.client(use.client), "models.create_or_update", Code(model)))
        edit = Edit(use.where.statement, instead=(*changes(use, model), save), keep_comments=True)
        return Decision(converted(_SAVED), edits=(edit,))

    return handler


def _added(parameter: str, attribute: str) -> _Changes:
    def changes(use: Call, model: str) -> Iterator[Statement]:
        more = given(use, parameter)
        if more is not None:
            yield Do(method(Code(f"{model}.{attribute}"), "update", more))

    return changes


def _removed(parameter: str) -> _Changes:
    def changes(use: Call, model: str) -> Iterator[Statement]:
        names = given(use, parameter)
        if names is not None:
            yield Loop("tag", names, (Do(Code(f"{model}.tags.pop(tag, None)")),))

    return changes


def _all(*parts: _Changes) -> _Changes:
    def changes(use: Call, model: str) -> Iterator[Statement]:
        for part in parts:
            yield from part(use, model)

    return changes


def _replaced(use: Call, model: str) -> Iterator[Statement]:
    for name in ("tags", "description"):
        value: Expr | None = given(use, name)
        if value is not None:
            yield Assign(f"{model}.{name}", value)
    for name in _LOST:
        if given(use, name) is not None:
            raise Manual(f"models of v2 have no `{name}`")


_LOST = ("sample_input_dataset", "sample_output_dataset", "resource_configuration")
_TAGS, _PROPERTIES = converted("model.tags"), converted("model.properties")

RULE = Rule(
    code="AML702",
    name="model-update",
    summary="Tags, properties and description of a model are changed on the entity, which is then saved.",
    url=learn("how-to-manage-models"),
    calls={
        f"{MODEL}.add_tags": _changed(_added("tags", "tags")),
        f"{MODEL}.add_properties": _changed(_added("properties", "properties")),
        f"{MODEL}.remove_tags": _changed(_removed("tags")),
        f"{MODEL}.update": _changed(_replaced),
        f"{MODEL}.update_tags_properties": _changed(
            _all(_removed("remove_tags"), _added("add_tags", "tags"), _added("add_properties", "properties"))
        ),
    },
    parameters={
        f"{MODEL}.add_tags": {"tags": _TAGS},
        f"{MODEL}.add_properties": {"properties": _PROPERTIES},
        f"{MODEL}.remove_tags": {"tags": _TAGS},
        f"{MODEL}.update": {
            "tags": _TAGS,
            "description": converted("model.description"),
            **dict.fromkeys(_LOST, dropped("it was None")),
        },
        f"{MODEL}.update_tags_properties": {
            "add_tags": _TAGS,
            "remove_tags": _TAGS,
            "add_properties": _PROPERTIES,
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Model, Workspace

ws = Workspace.from_config()
model = Model(ws, "prices")
version = model.version
if version > 3:
    print("%s: %d" % (model.name, version))
# Ready for the next stage
model.add_tags({"stage": "test"})
model.update_tags_properties(remove_tags=["draft"], add_properties={"previous": version - 1})
model.update(description="Prices of houses")
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
model = ws.models.get("prices", label="latest")
version = model.version
if int(version) > 3:
    print("%s: %d" % (model.name, int(version)))
# Ready for the next stage
model.tags.update({"stage": "test"})
ws.models.create_or_update(model)
for tag in ["draft"]:
    model.tags.pop(tag, None)
model.properties.update({"previous": int(version) - 1})
ws.models.create_or_update(model)
model.description = "Prices of houses"
ws.models.create_or_update(model)
""",
        ),
    ),
)
