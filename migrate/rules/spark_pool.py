"""``ComputeTarget.attach(ws, name, config)`` of a Spark pool → ``ws.compute.begin_attach(SynapseSparkCompute(…))``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.removal import only_shown, removal
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, converted, dropped, learn
from migrate.decisions.schedules import showing
from migrate.decisions.spark_pools import ATTACHED, CONFIGURATION, LINKED, REGISTERED, pool_of
from migrate.v1.values import Call, Obj

_GOES = dropped("v2 has no linked services: the Spark pool is attached by its resource id")


def _part(use: Call, context: Context) -> Decision:
    """What only leads to the pool: its linked service, and what describes both."""
    calls = context.interpreter.uses.calls.values()
    pools = [found for call in calls if (found := pool_of(call, context)) is not None]
    edit = removal(use.where.statement, use.node)
    if not any(use in pool.parts for pool in pools):
        entry = use.entry
        raise Manual(f"{entry.v2}: {entry.note}" if entry.v2 else entry.note)
    fate = _GOES if use.symbol == REGISTERED else converted("SynapseSparkCompute(resource_id=…)")
    references = context.references_to(use.result) if isinstance(use.result, Obj) else []
    shown = [Edit(one, instead=()) for node in references if (one := showing(node, context)) is not None]
    return Decision(fate, edits=(*(() if edit is None else (edit,)), *shown))


def _list(use: Call, context: Context) -> Decision:
    if not only_shown(use.where.statement, use.node) or not isinstance(use.where.statement, cst.SimpleStatementLine):
        raise Manual("v2 has no linked services: ml_client.compute.list() gives the Spark pools that are attached")
    return Decision(_GOES, edits=(Edit(use.where.statement, instead=()),))


_WORKSPACE = converted("SynapseSparkCompute(resource_id=…)", "the Synapse workspace")

RULE = Rule(
    code="AML204",
    name="spark-pool",
    summary="A Spark pool of Synapse is attached by its resource id, without a linked service.",
    url=learn("how-to-manage-synapse-spark-pool"),
    calls={ATTACHED: _part, REGISTERED: _part, CONFIGURATION: _part, f"{LINKED}.list": _list},
    parameters={
        ATTACHED: {
            "linked_service": _GOES,
            "type": converted("SynapseSparkCompute(…)"),
            "pool_name": converted("SynapseSparkCompute(resource_id=…)"),
        },
        REGISTERED: dict.fromkeys(("workspace", "name", "linked_service_config"), _GOES),
        CONFIGURATION: dict.fromkeys(("subscription_id", "resource_group", "name"), _WORKSPACE),
        f"{LINKED}.list": {"workspace": _GOES},
    },
    examples=(
        Example(
            before="""\
import os

from azureml.core import LinkedService, SynapseWorkspaceLinkedServiceConfiguration, Workspace
from azureml.core.compute import ComputeTarget, SynapseCompute

ws = Workspace.from_config()
subscription, group = os.environ["SYNAPSE_SUBSCRIPTION"], os.environ["SYNAPSE_GROUP"]
link = SynapseWorkspaceLinkedServiceConfiguration(
    subscription_id=subscription, resource_group=group, name="sales"
)
service = LinkedService.register(workspace=ws, name="sales-link", linked_service_config=link)
print(service)
LinkedService.list(ws)
config = SynapseCompute.attach_configuration(service, type="SynapseSpark", pool_name="small")
pool = ComputeTarget.attach(workspace=ws, name="spark-small", attach_configuration=config)
pool.wait_for_completion()
""",
            after="""\
import os

from azure.ai.ml import MLClient
from azure.ai.ml.entities import IdentityConfiguration, SynapseSparkCompute
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
subscription, group = os.environ["SYNAPSE_SUBSCRIPTION"], os.environ["SYNAPSE_GROUP"]
pool = ws.compute.begin_attach(
    SynapseSparkCompute(
        name="spark-small",
        resource_id=(
            f"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Synapse/workspaces/sales/bigDataPools/small"
        ),
        identity=IdentityConfiguration(type="system_assigned"),
    ),
).result()
""",
        ),
    ),
)
