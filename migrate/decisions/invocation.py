"""Starting a job from a batch endpoint: what the submissions of published pipelines and of endpoints share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.data import data_type, joined, spliced
from migrate.decisions.misplaced import sees
from migrate.decisions.published import data_inputs, model_of
from migrate.decisions.removal import assigned, sole_value, untaken
from migrate.decisions.rule import Decision, Edit, Fate, Manual
from migrate.v1.nodes import walk
from migrate.v1.pipelines import PipelineModel
from migrate.v1.uses import AttributeUse
from migrate.v1.values import (
    Argument,
    Call,
    Const,
    DictValue,
    Item,
    Obj,
    Value,
    alternatives,
    constant,
    objects,
    type_name,
)
from migrate.v2.expressions import V2, Attr, CallTo, Code, Expr, Index, Literal, User, call, dict_of, method
from migrate.v2.names import port
from migrate.v2.statements import Assign

TRIGGER = "azureml.pipeline.rest.submit"
_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


def invocation(
    use: Call,
    fate: Fate,
    endpoint: Expr,
    inputs: Expr | None,
    experiment: Expr | None,
    client: Expr,
    deployment: Expr | None = None,
) -> Decision:
    """The call of an endpoint; where the code goes on with the run, the job that it started.

    What ``invoke`` returns knows little more than its name (``BatchJob``, azure-ai-ml 1.35.2).
    """
    invoked = method(
        client,
        "batch_endpoints.invoke",
        endpoint_name=endpoint,
        deployment_name=deployment,
        inputs=inputs,
        experiment_name=experiment,
    )
    statement = use.where.statement
    if untaken(statement, use.node):
        return Decision(fate, invoked)
    name = assigned(statement) if sole_value(statement) is use.node else None
    if name is None:
        return Decision(fate, method(client, "jobs.get", Attr(invoked, "name")))
    job = method(client, "jobs.get", Code(f"{name}.name"))
    return Decision(fate, invoked, (Edit(statement, after=(Assign(name, job),)),))


def starts_jobs(use: AttributeUse, context: Context) -> bool:
    """Whether ``published.endpoint`` is the address of requests that have become calls of the endpoint."""
    name = assigned(use.where.statement) if sole_value(use.where.statement) is use.node else None
    calls = [call for call in context.interpreter.uses.calls.values() if call.symbol == TRIGGER]
    mine = [call for call in calls if _is_address(call.expression("url"), use.node, name)]
    return bool(mine) and not any(context.decide(call).stays_v1 for call in mine)


def _is_address(url: cst.BaseExpression | None, node: cst.Attribute, name: str | None) -> bool:
    return url is node or (name is not None and isinstance(url, cst.Name) and url.value == name)


def is_only_for_requests(use: Call, context: Context) -> bool:
    """Whether the headers that a call gives are sent with such requests only."""
    name = assigned(use.where.statement) if sole_value(use.where.statement) is use.node else None
    sent = [call for call in context.interpreter.uses.calls.values() if call.symbol == TRIGGER]
    mine = [call.expression("headers") for call in sent if not context.decide(call).stays_v1]
    if name is None:
        return False
    read, here = context.bound.reads(name, use.where.function), context.bound.places(name, use.where.function)
    return bool(read) and len(here) == 1 and all(node in mine for node in read)


def inputs_of(use: Call, parameters: Argument | None, obj: Obj | None, context: Context) -> Expr | None:
    """The inputs of a call: its parameters, and the data that v1 kept with the published pipeline.

    Raises:
        Manual: which parameters they are is only known when the code runs, or the data is out of sight.
    """
    model = model_of(obj, context)
    items = dict(_data(use, model, context)) if model is not None else {}
    items.update(_parameters(parameters, model, context))
    return dict_of(items) if items else None


def _data(use: Call, model: PipelineModel, context: Context) -> Iterator[tuple[str, Expr]]:
    for name, value in data_inputs(model, context).items():
        if not sees(use.where, model.call.where):
            raise Manual(f"the call has to name the data for `{name}`, which v1 kept with the published pipeline")
        yield name, value


def _parameters(
    parameters: Argument | None, model: PipelineModel | None, context: Context
) -> Iterator[tuple[str, Expr]]:
    if parameters is None or parameters.value == Const(None):
        return
    value, node = parameters.value, parameters.node.value
    if not isinstance(value, DictValue) or not value.complete or not all(isinstance(key, str) for key in value.items):
        raise Manual("name each parameter among the inputs: which they are is only known at run time")
    yield from literal_inputs(value, node, model, context)


def literal_inputs(
    value: DictValue, node: cst.BaseExpression, model: PipelineModel | None, context: Context
) -> Iterator[tuple[str, Expr]]:
    """Parameters as inputs of a call."""
    defaults = _defaults(model)
    for key, item in value.items.items():
        name = str(key)
        written: Expr = User(item.node) if isinstance(node, cst.Dict) else Index(User(node), Literal(name))
        found = objects(item.value)
        if found:
            if len(found) < len(alternatives(item.value)) or not all(_is_input(one, context) for one in found):
                raise Manual(f"give the data for `{name}` as an Input with its path")
            made = context.decisions.get(item.node)
            yield port(name), written if made is None or made.expr is None else made.expr
            continue
        kind = _TYPES.get(type_name(item.value) or type_name(defaults.get(name)), "string")
        yield port(name), call(V2("azure.ai.ml", "Input"), type=Literal(kind), default=written)


def _is_input(data: Obj, context: Context) -> bool:
    """Whether the data is an ``Input`` in v2."""
    made = context.decide_object(data) if data.call is not None else None
    expr = made.expr if made is not None and not made.stays_v1 else None
    return isinstance(expr, CallTo) and expr.func == V2("azure.ai.ml", "Input")


def path_inputs(value: DictValue) -> Iterator[tuple[str, Expr]]:
    """``DataPathAssignments`` as inputs of a call.

    Raises:
        Manual: which datastore or path it is cannot be read from the request.
    """
    for key, item in value.items.items():
        place = item.value.items if isinstance(item.value, DictValue) and item.value.complete else {}
        if place.keys() != {"DataStoreName", "RelativePath"}:
            raise Manual(f"give the data for `{key}` as an Input with its path")
        store, path = place["DataStoreName"], place["RelativePath"]
        parts = ("azureml://datastores/", *_text(store), "/paths/", *_text(path))
        yield port(str(key)), call(V2("azure.ai.ml", "Input"), type=Literal(data_type(parts[-1])), path=joined(parts))


def _text(item: Item) -> list[str | Expr]:
    text = constant(item.value)
    return [text] if isinstance(text, str) and isinstance(item.node, cst.SimpleString) else spliced(User(item.node))


def dataset_inputs(value: DictValue, context: Context) -> Iterator[tuple[str, Expr]]:
    """``DataSetDefinitionValueAssignments`` as inputs of a call.

    Raises:
        Manual: which dataset has the id is not known here.
    """
    for key, item in value.items.items():
        saved = item.value.items.get("SavedDataSetReference") if isinstance(item.value, DictValue) else None
        reference = saved.value.items.get("Id") if saved is not None and isinstance(saved.value, DictValue) else None
        node = reference.node if reference is not None else None
        data = (
            single(context.value(node.value)) if isinstance(node, cst.Attribute) and node.attr.value == "id" else None
        )
        if data is None or not isinstance(node, cst.Attribute) or not _is_input(data, context):
            raise Manual(f"give the data for `{key}` as an Input with its path")
        yield port(str(key)), User(node.value)


def is_sent(node: cst.CSTNode, context: Context) -> bool:
    """Whether an expression is part of such a request that has become a call of the endpoint."""
    sent = [one for one in context.interpreter.uses.calls.values() if one.symbol == TRIGGER]
    mine = [
        one for one in sent if (body := one.expression("json")) is not None and any(part is node for part in walk(body))
    ]
    return bool(mine) and not any(context.decide(one).stays_v1 for one in mine)


def _defaults(model: PipelineModel | None) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for obj in model.parameters if model is not None else ():
        name, default = obj.argument("name"), obj.argument("default_value")
        if name is not None and isinstance(name.value, Const) and default is not None:
            found[str(name.value.value)] = default.value
    return found
