"""``requests.post(published.endpoint, json={…})`` → ``ws.batch_endpoints.invoke(endpoint_name=…, inputs={…})``"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import libcst as cst

from migrate.decisions.context import Context, plain_name, single
from migrate.decisions.invocation import TRIGGER, dataset_inputs, invocation, literal_inputs, path_inputs
from migrate.decisions.misplaced import sees
from migrate.decisions.published import PIPELINE_ENDPOINT, PUBLISHED, model_of
from migrate.decisions.removal import alone, assigned, sole_value, untaken
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.nodes import walk
from migrate.v1.pipelines import PipelineModel
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, DictValue, Obj, alternatives
from migrate.v2.expressions import Attr, Code, Expr, User, dict_of

_RESPONSE = "azureml.pipeline.rest.Response"
_INVOKE = "ml_client.batch_endpoints.invoke(endpoint_name=…, inputs={…}, experiment_name=…)"
_ANSWER = f"{_INVOKE} gives a job instead of a response"
_PARAMETERS, _PATHS = "ParameterAssignments", "DataPathAssignments"
_DATASETS = "DataSetDefinitionValueAssignments"
_BODY = frozenset({"ExperimentName", "RunSource", _PARAMETERS, _PATHS, _DATASETS})


@dataclass(frozen=True)
class _Answer:
    """What the code goes on to do with the response."""

    variable: str
    checks: tuple[cst.CSTNode, ...]
    """The statements that raise what ``invoke`` raises by itself."""
    names: tuple[cst.CSTNode, ...]
    """The expressions that take the id of the run out of the response."""


def _submit(use: Call, context: Context) -> Decision:
    owner = _owner(use, context)
    body, node = use.value("json"), use.expression("json")
    if not isinstance(body, DictValue) or not body.complete or not isinstance(node, cst.Dict):
        raise Manual(f"{_INVOKE}: what the request says is only known when the code runs")
    other = sorted(str(key) for key in body.items.keys() - _BODY)
    if other:
        raise Manual(f"{_INVOKE}: give the data of `{other[0]}` as inputs with their path")
    taken = not untaken(use.where.statement, use.node)
    if taken:
        _answer(use, context)
    inputs = dict(_inputs(body, model_of(single(context.value(owner)), context), context))
    experiment = body.items.get("ExperimentName")
    decision = invocation(
        use,
        changed(_INVOKE, "the client signs in by itself, and raises when the endpoint refuses"),
        Attr(User(owner), "name"),
        dict_of(inputs) if inputs else None,
        User(experiment.node) if experiment is not None else None,
        context.client(use.client),
    )
    # Of the response v1 code takes the id only, and what the endpoint gives has a name.
    edits = () if taken else decision.edits
    return replace(decision, edits=(*edits, *_without_import(use, context)))


def _inputs(body: DictValue, model: PipelineModel | None, context: Context) -> Iterator[tuple[str, Expr]]:
    """What the request gives to the pipeline."""
    for name in (_PARAMETERS, _PATHS, _DATASETS):
        given = body.items.get(name)
        if given is None:
            continue
        if not isinstance(given.value, DictValue) or not given.value.complete:
            raise Manual("name each parameter among the inputs: which they are is only known at run time")
        if name == _PARAMETERS:
            yield from literal_inputs(given.value, given.node, model, context)
        else:
            yield from path_inputs(given.value) if name == _PATHS else dataset_inputs(given.value, context)


def _without_import(use: Call, context: Context) -> Iterator[Edit]:
    """``import requests`` goes with the last request, when all of them start pipelines."""
    read = [node for node in context.interpreter.references if node.value == "requests"]
    calls = [call for call in context.interpreter.uses.calls.values() if call.symbol == TRIGGER]
    sent = {call.node.func.value: call for call in calls if isinstance(call.node.func, cst.Attribute)}
    if not all(node in sent for node in read) or max(calls, key=lambda call: call.where.order) is not use:
        return
    if any(context.decide(call).stays_v1 for call in calls if call is not use):
        return
    for _, module in context.interpreter.source:
        for statement in module.body:
            if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
                small = statement.body[0]
                names = small.names if isinstance(small, cst.Import) else ()
                if len(names) == 1 and names[0].asname is None and plain_name(names[0].name) == "requests":
                    yield Edit(statement, instead=())


def _owner(use: Call, context: Context) -> cst.BaseExpression:
    """The endpoint whose address the request goes to."""
    url = use.expression("url")
    name = url.value if isinstance(url, cst.Name) else None
    holding = [one for one in context.interpreter.uses.attributes.values() if _holds(one, url, name)]
    bound = len(context.bound.places_of(url)) if isinstance(url, cst.Name) else 1
    if bound == len(holding) and all(one.node.attr.value == "endpoint" for one in holding):
        endpoints = {single(one.receiver): one.node.value for one in _last(use, holding)}
        owners = {plain_name(node) for node in endpoints.values()}
        endpoint, node = endpoints.popitem() if len(endpoints) == len(owners) == 1 else (None, None)
        known = endpoint is not None and endpoint.symbol in (PUBLISHED, PIPELINE_ENDPOINT) and None not in owners
        if endpoint is not None and node is not None and known and context.is_converted(endpoint):
            return node
    raise Manual(f"{_INVOKE}: which endpoint has this address is not known here")


def _last(use: Call, holding: list[AttributeUse]) -> list[AttributeUse]:
    """What a variable holds when the request is sent; all that it may hold where that depends on more than order."""
    before = [one for one in holding if sees(use.where, one.where)]
    others = [one for one in holding if one not in before]
    if before and all(one.where.function is use.where.function and not one.where.blocks for one in others):
        return [max(before, key=lambda one: one.where.order)]
    return holding


def _holds(use: AttributeUse, url: cst.BaseExpression | None, name: str | None) -> bool:
    """Whether the attribute is the address, or what a variable for it holds."""
    statement = use.where.statement
    return use.node is url or (name is not None and assigned(statement) == name and sole_value(statement) is use.node)


# The response


def _answer(made: Call, context: Context) -> _Answer:
    """What is done with the response of a request.

    Raises:
        Manual: something that a job cannot do.
    """
    response, statement = made.result, made.where.statement
    variable = assigned(statement) if sole_value(statement) is made.node else None
    if variable is None or not isinstance(response, Obj):
        raise Manual(_ANSWER)
    read = context.references_to(response)
    if any(len(alternatives(context.interpreter.references[node])) > 1 for node in read):
        raise Manual(_ANSWER)
    checks: list[cst.CSTNode] = []
    names: list[cst.CSTNode] = []
    for call in response.calls.values():
        if call.entry.name == "raise_for_status":
            checks.append(_check(call, context))
        else:
            names.append(_taken(call))
    attributes = [use for use in context.interpreter.uses.attributes.values() if use.receiver is response]
    inside = {node for check in checks for node in walk(check)}
    if any(use.node not in inside and use.entry is not None and use.entry.kind != "method" for use in attributes):
        raise Manual(_ANSWER)
    known = {call.node.func.value for call in response.calls.values() if isinstance(call.node.func, cst.Attribute)}
    if any(node not in known and node not in inside for node in read):
        raise Manual(_ANSWER)
    return _Answer(variable, tuple(checks), tuple(names))


def _check(call: Call, context: Context) -> cst.CSTNode:
    """``response.raise_for_status()``, with the ``try`` around it that only tells more of the response."""
    statement = call.where.statement
    if not alone(statement, call.node):
        raise Manual(_ANSWER)
    for _, module in context.interpreter.source:
        for node in walk(module):
            if isinstance(node, cst.Try) and list(node.body.body) == [statement]:
                raises = all(_only_raises(handler.body) for handler in node.handlers)
                if not raises or node.orelse is not None or node.finalbody is not None:
                    raise Manual(_ANSWER)
                return node
    return statement


def _only_raises(body: cst.BaseSuite) -> bool:
    last = body.body[-1]
    return (
        len(body.body) == 1
        and isinstance(last, cst.SimpleStatementLine)
        and len(last.body) == 1
        and isinstance(last.body[0], cst.Raise)
    )


def _taken(call: Call) -> cst.CSTNode:
    """``response.json()["Id"]`` or ``response.json().get("Id")``."""
    for node in walk(call.where.statement):
        if isinstance(node, cst.Subscript) and node.value is call.node:
            element = node.slice[0].slice
            key = element.value if isinstance(element, cst.Index) else None
        elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.value is call.node:
            key = node.args[0].value if node.func.attr.value == "get" and len(node.args) == 1 else None
        else:
            continue
        if isinstance(key, cst.SimpleString) and key.evaluated_value == "Id":
            return node
    raise Manual(_ANSWER)


def _of(response: Obj | None, context: Context) -> _Answer:
    if response is None or response.call is None or context.decide(response.call).stays_v1:
        raise Manual(_ANSWER)
    return _answer(response.call, context)


def _raise(use: Call, context: Context) -> Decision:
    _of(single(use.receiver), context)
    edit = Edit(_check(use, context), instead=())
    return Decision(dropped("invoke raises when the endpoint refuses"), edits=(edit,))


def _json(use: Call, context: Context) -> Decision:
    answer = _of(single(use.receiver), context)
    context.replacements[_taken(use)] = Code(f"{answer.variable}.name")
    return Decision(converted("job.name"))


def _attribute(use: AttributeUse, context: Context) -> Decision:
    _of(single(use.receiver), context)
    return Decision(dropped("invoke raises when the endpoint refuses"))


RULE = Rule(
    code="AML617",
    name="rest-trigger",
    summary="A request that starts a published pipeline becomes a call of its batch endpoint.",
    url=learn("migrate-to-v2-deploy-pipelines"),
    calls={TRIGGER: _submit, f"{_RESPONSE}.raise_for_status": _raise, f"{_RESPONSE}.json": _json},
    attributes={f"{_RESPONSE}.{name}": _attribute for name in ("status_code", "headers", "content", "text", "reason")},
    parameters={
        TRIGGER: {
            "url": converted("endpoint_name"),
            "json": converted("inputs and experiment_name"),
            "headers": dropped("the client signs in by itself"),
            "data": dropped("it was not set"),
        },
        f"{_RESPONSE}.raise_for_status": {},
        f"{_RESPONSE}.json": {},
    },
    examples=(
        Example(
            before="""\
import requests
from azureml.core import Workspace
from azureml.core.authentication import InteractiveLoginAuthentication
from azureml.pipeline.core import PublishedPipeline

ws = Workspace.from_config()
header = InteractiveLoginAuthentication().get_authentication_header()
training = PublishedPipeline.get(ws, id="demand-training")
address = training.endpoint
print(f"starting {address}")
response = requests.post(
    address,
    headers=header,
    json={"ExperimentName": "demand", "RunSource": "SDK", "ParameterAssignments": {"rounds": 500, "season": "summer"}},
)
try:
    response.raise_for_status()
except Exception:
    raise Exception(f"{response.status_code} from {address}: {response.content}")
run_id = response.json().get("Id")
print("started", run_id)
""",
            after="""\
from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
training = ws.batch_endpoints.get("demand-training")
address = training.scoring_uri
print(f"starting {address}")
response = ws.batch_endpoints.invoke(
    endpoint_name=training.name,
    inputs={"rounds": Input(type="integer", default=500), "season": Input(type="string", default="summer")},
    experiment_name="demand",
)
run_id = response.name
print("started", run_id)
""",
        ),
        Example(
            before="""\
import requests
from azureml.core import Dataset, Workspace
from azureml.core.authentication import InteractiveLoginAuthentication
from azureml.data.datapath import DataPath, DataPathComputeBinding
from azureml.data.dataset_consumption_config import DatasetConsumptionConfig
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = PipelineParameter("raw", DataPath(store, "2026/raw"))
raw_input = (raw, DataPathComputeBinding(mode="mount"))
prices = PipelineParameter("prices", Dataset.File.from_files((store, "2026/prices")))
prices_input = DatasetConsumptionConfig("prices", prices).as_mount()
train = PythonScriptStep(
    script_name="train.py",
    source_directory="src",
    arguments=["--raw", raw_input, "--prices", prices_input],
    inputs=[raw_input, prices_input],
    compute_target="cpu",
)
published = Pipeline(ws, steps=[train]).publish("demand-training")

other_prices = Dataset.File.from_files((store, "2027/prices"))
published.submit(ws, "demand", pipeline_parameters={"raw": DataPath(store, "2027/raw"), "prices": other_prices})
requests.post(
    published.endpoint,
    headers=InteractiveLoginAuthentication().get_authentication_header(),
    json={
        "ExperimentName": "demand",
        "DataPathAssignments": {"raw": {"DataStoreName": store.name, "RelativePath": "2027/raw"}},
        "DataSetDefinitionValueAssignments": {"prices": {"SavedDataSetReference": {"Id": other_prices.id}}},
    },
)
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import BatchEndpoint, Environment, PipelineComponentBatchDeployment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
prices_input = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/2026/prices", mode="ro_mount")
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
    command="python train.py --raw ${{inputs.raw}} --prices ${{inputs.prices}}",
    inputs={"raw": Input(type="uri_folder"), "prices": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder"), prices: Input(type="uri_folder")):
    train = train_component(raw=raw, prices=prices)


published = ws.batch_endpoints.begin_create_or_update(BatchEndpoint(name="demand-training")).result()
ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name="version-0",
        endpoint_name=published.name,
        component=ws.components.create_or_update(
            pipeline_definition(
                raw=Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/2026/raw", mode="ro_mount"),
                prices=prices_input,
            ).component,
        ),
        settings={"default_compute": "cpu", "continue_on_step_failure": False},
    ),
).result()
published.defaults = {"deployment_name": "version-0"}
published = ws.batch_endpoints.begin_create_or_update(published).result()

other_prices = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/2027/prices")
ws.batch_endpoints.invoke(
    endpoint_name=published.name,
    inputs={
        "raw": Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/2027/raw", mode="ro_mount"),
        "prices": other_prices,
    },
    experiment_name="demand",
)
ws.batch_endpoints.invoke(
    endpoint_name=published.name,
    inputs={
        "raw": Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/2027/raw"),
        "prices": other_prices,
    },
    experiment_name="demand",
)
""",
        ),
    ),
)
