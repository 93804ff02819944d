"""``ComputeTarget(ws, name)`` → ``ws.compute.get(name)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, called_on, plain_name
from migrate.decisions.lookups import keys_of, may_be_absent
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, learn
from migrate.decisions.staying_annotations import refuse_staying
from migrate.decisions.tries import tried
from migrate.v1.nodes import walk
from migrate.v1.uses import AttributeUse, ReferenceUse, SubscriptUse
from migrate.v1.values import Call
from migrate.v2.expressions import V2, Attr, Code, User, method

COMPUTE_TARGET = "azureml.core.compute.ComputeTarget"
AML_COMPUTE = "azureml.core.compute.AmlCompute"
COMPUTE_INSTANCE = "azureml.core.compute.ComputeInstance"
_LOOKUPS = (COMPUTE_TARGET, AML_COMPUTE, COMPUTE_INSTANCE)
_ENTITIES = "azure.ai.ml.entities"
_COMPUTES = "azureml.core.compute."
_EXCEPTION = "azureml.exceptions.ComputeTargetException"


def _get(use: Call, context: Context) -> Decision:
    workspace, name = use.expression("workspace"), use.expression("name")
    if workspace is None or name is None:
        raise Manual("which compute this is cannot be read from the code")
    return Decision(converted("ml_client.compute.get(name)"), method(User(workspace), "compute.get", User(name)))


def _targets(use: SubscriptUse, context: Context) -> Decision:
    """``ws.compute_targets[name]``, ``ws.compute_targets.get(name)`` and ``name in ws.compute_targets``."""
    if use.asks:
        return Decision(converted("ml_client.compute.list()"))
    if not isinstance(use.container, cst.Attribute) or may_be_absent(use, context):
        return Decision(converted("the dictionary made from ml_client.compute.list()"))
    if use.key is None:
        raise Manual("list the compute targets with `ml_client.compute.list()`")
    expr = method(User(use.container.value), "compute.get", User(use.key))
    return Decision(converted("ml_client.compute.get(name)"), expr)


def _all(use: AttributeUse, context: Context) -> Decision:
    """``ws.compute_targets``: the names where one is looked for, else a dictionary to go on with."""
    receiver = plain_name(use.node.value)
    if receiver is None:
        raise Manual("make a dictionary from `ml_client.compute.list()`")
    subscripts = context.interpreter.uses.subscripts.values()
    asked = any(one.asks and one.container is use.node for one in subscripts)
    names, targets = (
        "[target.name for target in {}.compute.list()]",
        "{{target.name: target for target in {}.compute.list()}}",
    )
    keys = keys_of(use.node, context)
    if keys is not None:
        context.replacements[keys] = Code(names.format(receiver))
        return Decision(converted("ml_client.compute.list()"))
    text = (names if asked else targets).format(receiver)
    called = next((node for node in walk(use.where.statement) if getattr(node, "func", None) is use.node), None)
    if called is not None:
        # a method in the first versions of v1
        context.replacements[called] = Code(text)
        return Decision(converted("ml_client.compute.list()"))
    return Decision(converted("ml_client.compute.list()"), Code(text))


_STATUS = "v2 has no status object: the compute entity itself carries the provisioning state"
_RENAMED = {
    f"{COMPUTE_TARGET}.name": "name",
    f"{COMPUTE_TARGET}.location": "location",
    f"{COMPUTE_TARGET}.provisioning_state": "provisioning_state",
    f"{COMPUTE_TARGET}.tags": "tags",
    f"{COMPUTE_TARGET}.description": "description",
    f"{COMPUTE_TARGET}.id": "id",
    f"{AML_COMPUTE}.provisioning_state": "provisioning_state",
    f"{AML_COMPUTE}.vm_size": "size",
}


def _attribute(use: AttributeUse, context: Context) -> Decision:
    name = use.node.attr.value
    # A class has what is said of its base, too.
    v2 = _RENAMED.get(use.symbol) or _RENAMED.get(f"{COMPUTE_TARGET}.{name}", name)
    if v2 == name:
        return Decision(converted(v2))
    return Decision(converted(v2), Attr(User(use.node.value), v2))


def _type(use: AttributeUse, context: Context) -> Decision:
    return Decision(changed("type", "v2 writes the type in lower case: 'amlcompute' instead of 'AmlCompute'"))


def _status(use: Call, context: Context) -> Decision:
    receiver = called_on(use, "compute")
    name = Attr(User(receiver), "name")
    expr = method(context.client(use.client), "compute.get", name)
    return Decision(changed("ml_client.compute.get(name)", _STATUS), expr)


def _status_of(use: AttributeUse, context: Context) -> Decision:
    """``cluster.status``, as of the last time that v1 asked for it."""
    expr = method(context.client(use.client), "compute.get", Attr(User(use.node.value), "name"))
    return Decision(changed("ml_client.compute.get(name)", _STATUS), expr)


def _serialize(use: Call, context: Context) -> Decision:
    """``cluster.get_status().serialize()``: the entity prints itself as YAML."""
    receiver = use.node.func.value if isinstance(use.node.func, cst.Attribute) else None
    uses = context.interpreter.uses
    if receiver is None or (receiver not in uses.calls and receiver not in uses.attributes):
        raise Manual("print the compute entity instead; `entity.dump(path)` writes it to a file")
    return Decision(changed("the entity", _STATUS), User(receiver))


def _reference(use: ReferenceUse, context: Context) -> Decision:
    refuse_staying(use, context)
    name = {COMPUTE_TARGET: "Compute", AML_COMPUTE: "AmlCompute", COMPUTE_INSTANCE: "ComputeInstance"}[use.symbol]
    return Decision(converted(f"azure.ai.ml.entities.{name}"), V2(_ENTITIES, name))


_ERRORS = "azure.core.exceptions"
_MISSING = "ResourceNotFoundError", "raised by `ml_client.compute.get` when the compute does not exist"
_REFUSED = "HttpResponseError", "raised also when the compute cannot be made; ResourceNotFoundError is one of them"


def _not_found(use: ReferenceUse, context: Context) -> Decision:
    handler = use.where.statement
    caught = tried(handler, context) if isinstance(handler, cst.ExceptHandler) else []
    looked_up = [one for one in caught if one.entry.kind == "class" and one.symbol.startswith(_COMPUTES)]
    if any(context.decide(one).stays_v1 for one in looked_up):
        raise Manual("the code above that may raise it stays v1")
    made = any(one.symbol == f"{COMPUTE_TARGET}.create" for one in caught)
    name, message = _REFUSED if made else _MISSING
    return Decision(converted(f"{_ERRORS}.{name}", message), V2(_ERRORS, name))


_PARAMETERS = {"workspace": converted("the client"), "name": converted("name")}

RULE = Rule(
    code="AML201",
    name="compute-target",
    summary="Looking up compute becomes ml_client.compute.get; a missing one raises ResourceNotFoundError.",
    url=learn("migrate-to-v2-resource-compute"),
    calls={
        **dict.fromkeys(_LOOKUPS, _get),
        f"{COMPUTE_TARGET}.get_status": _status,
        "azureml.core.compute.amlcompute.AmlComputeStatus.serialize": _serialize,
    },
    attributes={
        **dict.fromkeys(_RENAMED, _attribute),
        f"{COMPUTE_TARGET}.type": _type,
        f"{AML_COMPUTE}.status": _status_of,
        "azureml.core.Workspace.compute_targets": _all,
    },
    subscripts={"azureml.core.Workspace.compute_targets": _targets, COMPUTE_TARGET: _targets},
    references={**dict.fromkeys(_LOOKUPS, _reference), _EXCEPTION: _not_found},
    parameters={
        **dict.fromkeys(_LOOKUPS, _PARAMETERS),
        f"{COMPUTE_TARGET}.get_status": {},
        "azureml.core.compute.amlcompute.AmlComputeStatus.serialize": {},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import ComputeTarget
from azureml.core.compute_target import ComputeTargetException

ws = Workspace.from_config()
try:
    cluster = ComputeTarget(workspace=ws, name="cpu")
except ComputeTargetException:
    print("no such cluster")
""",
            after="""\
from azure.ai.ml import MLClient
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
try:
    cluster = ws.compute.get("cpu")
except ResourceNotFoundError:
    print("no such cluster")
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace

ws = Workspace.from_config()
if "cpu" in ws.compute_targets:
    cluster = ws.compute_targets["cpu"]
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
if "cpu" in [target.name for target in ws.compute.list()]:
    cluster = ws.compute.get("cpu")
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
cpu = ws.compute_targets.get("cpu")
print(cpu.name)
gpu = ws.compute_targets.get("gpu")
if gpu is None:
    size = AmlCompute.provisioning_configuration(vm_size="STANDARD_NC6S_V3", max_nodes=2)
    gpu = ComputeTarget.create(ws, "gpu", size)
for name, target in ws.compute_targets.items():
    print(name, target.provisioning_state)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cpu = ws.compute.get("cpu")
print(cpu.name)
gpu = {target.name: target for target in ws.compute.list()}.get("gpu")
if gpu is None:
    size = AmlCompute(
        name="gpu",
        size="STANDARD_NC6S_V3",
        max_instances=2,
        idle_time_before_scale_down=1800,
    )
    gpu = ws.compute.begin_create_or_update(size).result()
for name, target in {target.name: target for target in ws.compute.list()}.items():
    print(name, target.provisioning_state)
""",
        ),
        Example(
            before="""\
import sys

from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget
from azureml.exceptions import ComputeTargetException


def get_compute(ws: Workspace, name: str):
    try:
        if name in ws.compute_targets:
            cluster = ws.compute_targets[name]
        else:
            config = AmlCompute.provisioning_configuration(vm_size="STANDARD_DS3_V2", max_nodes=4)
            cluster = ComputeTarget.create(ws, name, config)
            cluster.wait_for_completion(show_output=True)
        return cluster
    except ComputeTargetException as error:
        print(error)
        sys.exit(1)
""",
            after="""\
import sys

from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute
from azure.core.exceptions import HttpResponseError


def get_compute(ws: MLClient, name: str):
    try:
        if name in [target.name for target in ws.compute.list()]:
            cluster = ws.compute.get(name)
        else:
            config = AmlCompute(
                name=name,
                size="STANDARD_DS3_V2",
                max_instances=4,
                idle_time_before_scale_down=1800,
            )
            cluster = ws.compute.begin_create_or_update(config).result()
        return cluster
    except HttpResponseError as error:
        print(error)
        sys.exit(1)
""",
        ),
    ),
)
