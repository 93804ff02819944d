"""``SqlDataReference(store, sql_query=…)`` → nothing, where only a step without counterpart reads it"""

from __future__ import annotations

from migrate.decisions.attached import FILE_SYSTEM, SQL_REFERENCE, attachment_of
from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, dropped, learn
from migrate.decisions.unused import is_unused, unused
from migrate.v1.catalogue import catalogue
from migrate.v1.values import Call

_GOES = "v2 has no datastores of databases: the comment above the component of its step has it"

_NEVER = {
    SQL_REFERENCE: "v2 has no database inputs: query the database in the job",
    FILE_SYSTEM: "v2 has no public datastore of this kind",
}


def _query(use: Call, context: Context) -> Decision:
    found = attachment_of(use.node, context)
    if found is None and use.symbol == SQL_REFERENCE and is_unused(use, context):
        return unused(use, "nothing reads what this query gives")
    if found is None:
        raise Manual(_NEVER[use.symbol])
    return Decision(dropped(_GOES), edits=tuple(Edit(one, instead=()) for one in found.statements))


RULE = Rule(
    code="AML314",
    name="database-query",
    summary="The query of a step that v2 has no counterpart for goes with that step, and the datastore with it.",
    url=learn("migrate-to-v2-resource-datastore"),
    calls=dict.fromkeys(_NEVER, _query),
    parameters={
        symbol: {parameter.name: dropped(_GOES) for parameter in catalogue().parameters(symbol)} for symbol in _NEVER
    },
    examples=(
        Example(
            before="""\
from azureml.core import Datastore, Workspace
from azureml.data.data_reference import DataReference
from azureml.data.sql_data_reference import SqlDataReference
from azureml.exceptions import UserErrorException
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import DataTransferStep

ws = Workspace.from_config()
try:
    database = Datastore.get(ws, "orders")
    print("found", database.name)
except UserErrorException:
    database = Datastore.register_azure_sql_database(
        ws, "orders", "shop", "orders", username="reader", password="not-a-real-password"
    )
orders = SqlDataReference(database, data_reference_name="orders", sql_query="select * from orders")
raw = DataReference(ws.get_default_datastore(), data_reference_name="raw", path_on_datastore="orders")

copy_step = DataTransferStep(
    name="Copy orders",
    source_data_reference=orders,
    destination_data_reference=raw,
    compute_target="factory",
    destination_reference_type="file",
)
pipeline = Pipeline(ws, steps=[copy_step])
""",
            after="""\
from azure.ai.ml import MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

# TODO(azureml-migrate AML511): v2 copies no data by Data Factory: read the source here with a client of its service, or leave the copy to a pipeline of Data Factory — https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2
# In v1:
#     database = Datastore.get(ws, "orders")
#     database = Datastore.register_azure_sql_database(
#         ws, "orders", "shop", "orders", username="reader", password="***"
#     )
#     orders = SqlDataReference(database, data_reference_name="orders", sql_query="select * from orders")
#     copy_step = DataTransferStep(
#         name="Copy orders",
#         source_data_reference=orders,
#         destination_data_reference=raw,
#         compute_target="factory",
#         destination_reference_type="file",
#     )
copy_component = command(
    display_name="Copy orders",
    command="echo 'v2 has no DataTransferStep: write here what Copy orders did' >&2; exit 1",
    outputs={
        "raw": Output(type="uri_folder", path=f"azureml://datastores/{ws.datastores.get_default().name}/paths/orders"),
    },
    environment=Environment(image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"),
    compute="serverless",
)


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    copy_step = copy_component()


pipeline = pipeline_definition()
""",  # noqa: E501
        ),
        Example(
            before="""\
from azureml.core import Datastore, Workspace
from azureml.core.databricks import PyPiLibrary
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import DatabricksStep

ws = Workspace.from_config()
try:
    files = Datastore.get(ws, "bricks")
except Exception:
    files = Datastore.register_dbfs(ws, datastore_name="bricks")
raw = DataReference(datastore=files, data_reference_name="raw", path_on_datastore="FileStore")
clean = PipelineData("clean", datastore=files)
pandas = PyPiLibrary(package="pandas==2.1.4")

clean_step = DatabricksStep(
    name="Clean",
    inputs=[raw],
    outputs=[clean],
    notebook_path="/Shared/clean",
    pypi_libraries=[pandas, PyPiLibrary(package="pyarrow")],
    compute_target="bricks",
)
vain_step = DatabricksStep(name="Vain", notebook_path="/Shared/vain", compute_target="bricks")
report_step = DatabricksStep(name="Report", inputs=[clean], notebook_path="/Shared/report", compute_target="bricks")
pipeline = Pipeline(ws, steps=[report_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

# TODO(azureml-migrate AML511): v2 runs nothing on Databricks: start the run from this component by databricks-sdk and wait for it, or port it to spark() on serverless compute — https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2
# In v1:
#     files = Datastore.get(ws, "bricks")
#     files = Datastore.register_dbfs(ws, datastore_name="bricks")
#     raw = DataReference(datastore=files, data_reference_name="raw", path_on_datastore="FileStore")
#     pandas = PyPiLibrary(package="pandas==2.1.4")
#     clean_step = DatabricksStep(
#         name="Clean",
#         inputs=[raw],
#         outputs=[clean],
#         notebook_path="/Shared/clean",
#         pypi_libraries=[pandas, PyPiLibrary(package="pyarrow")],
#         compute_target="bricks",
#     )
clean_component = command(
    display_name="Clean",
    command="echo 'v2 has no DatabricksStep: write here what Clean did' >&2; exit 1",
    outputs={"clean": Output(type="uri_folder")},
    environment=Environment(image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"),
    compute="serverless",
)
# TODO(azureml-migrate AML511): v2 runs nothing on Databricks: start the run from this component by databricks-sdk and wait for it, or port it to spark() on serverless compute — https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2
# In v1:
#     report_step = DatabricksStep(name="Report", inputs=[clean], notebook_path="/Shared/report", compute_target="bricks")
report_component = command(
    display_name="Report",
    command="echo 'v2 has no DatabricksStep: write here what Report did' >&2; exit 1",
    inputs={"clean": Input(type="uri_folder")},
    environment=Environment(image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"),
    compute="serverless",
)


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    clean_step = clean_component()
    report_step = report_component(clean=clean_step.outputs.clean)


pipeline = pipeline_definition()
""",  # noqa: E501
        ),
    ),
)
