"""``DatabricksCompute(ws, "bricks")`` → nothing, where only a step without counterpart ran on it"""

from __future__ import annotations

from migrate.decisions.attachable import attached_entity
from migrate.decisions.attached import CALLS, attachment_of
from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, dropped, learn
from migrate.decisions.spark_pools import pool_attached
from migrate.v1.catalogue import catalogue
from migrate.v1.values import Call

_GOES = "v2 attaches none of this kind: the comment above the component of its step has it"


def _attached(use: Call, context: Context) -> Decision:
    found = attachment_of(use.node, context)
    pool = pool_attached(use, context)
    if pool is not None:
        return pool
    entity = attached_entity(use, context)
    if entity is not None:
        return entity
    if found is None:
        entry = use.entry
        raise Manual(f"{entry.v2}: {entry.note}" if entry.v2 else entry.note)
    return Decision(dropped(_GOES), edits=tuple(Edit(one, instead=()) for one in found.statements))


_CALLS = tuple(symbol for symbol in CALLS if catalogue().get(symbol) is not None)

RULE = Rule(
    code="AML203",
    name="foreign-compute",
    summary="What attaches a compute that v2 cannot attach goes with the step that ran on it.",
    url=learn("migrate-to-v2-resource-compute"),
    calls=dict.fromkeys(_CALLS, _attached),
    parameters={
        symbol: {parameter.name: dropped(_GOES) for parameter in catalogue().parameters(symbol)} for symbol in _CALLS
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import ComputeTarget, DatabricksCompute
from azureml.exceptions import ComputeTargetException
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import DatabricksStep

ws = Workspace.from_config()
try:
    bricks = DatabricksCompute(workspace=ws, name="bricks")
    print("found", bricks.name)
except ComputeTargetException:
    config = DatabricksCompute.attach_configuration(
        resource_group="data", workspace_name="shared-bricks", access_token="dapi0123456789abcdef"
    )
    bricks = ComputeTarget.attach(ws, "bricks", config)
    bricks.wait_for_completion(show_output=True)

clean_step = DatabricksStep(name="Clean", notebook_path="/Shared/clean", num_workers=2, compute_target=bricks)
pipeline = Pipeline(ws, steps=[clean_step])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

# TODO(azureml-migrate AML511): v2 runs nothing on Databricks: start the run from this component by databricks-sdk and wait for it, or port it to spark() on serverless compute — https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2
# In v1:
#     bricks = DatabricksCompute(workspace=ws, name="bricks")
#     config = DatabricksCompute.attach_configuration(
#         resource_group="data", workspace_name="shared-bricks", access_token="***"
#     )
#     bricks = ComputeTarget.attach(ws, "bricks", config)
#     clean_step = DatabricksStep(name="Clean", notebook_path="/Shared/clean", num_workers=2, compute_target=bricks)
clean_component = command(
    display_name="Clean",
    command="echo 'v2 has no DatabricksStep: write here what Clean did' >&2; exit 1",
    environment=Environment(image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"),
    compute="serverless",
)


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    clean_step = clean_component()


pipeline = pipeline_definition()
""",  # noqa: E501
        ),
    ),
)
