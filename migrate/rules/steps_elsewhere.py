"""``DatabricksStep`` and the other steps that run outside Azure ML → a command component that a person has to write"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Example, Fate, Rule, changed, converted, dropped, learn
from migrate.decisions.steps import stand_in_decision, step_decision
from migrate.decisions.steps.stand_in import LIBRARIES, TOLD, copies, library
from migrate.ledger import Outcome
from migrate.v1.catalogue import catalogue
from migrate.v1.stand_in import DATA_TRANSFER_STEP
from migrate.v1.values import Call, Obj

_STEPS = "azureml.pipeline.steps"
_ADVICE = {
    f"{_STEPS}.DatabricksStep": "v2 runs nothing on Databricks: start the run from this component by databricks-sdk "
    "and wait for it, or port it to spark() on serverless compute",
    DATA_TRANSFER_STEP: "v2 copies no data by Data Factory: read the source here with a client of its service, "
    "or leave the copy to a pipeline of Data Factory",
    f"{_STEPS}.KustoStep": "v2 runs no Kusto queries: run them here by azure-kusto-data with a managed identity",
    f"{_STEPS}.AzureBatchStep": "v2 runs nothing on Azure Batch: run the executable here if Linux can, "
    "or start the Batch job by azure-batch and wait for it",
    f"{_STEPS}.AdlaStep": "Data Lake Analytics is retired: port the U-SQL script to spark() or to this component",
}
"""What official guidance and maintainers recommend."""


def _step(use: Call, context: Context) -> Decision:
    return stand_in_decision(use, context, _ADVICE[use.symbol])


def _transfer(use: Call, context: Context) -> Decision:
    obj = use.result
    step = context.step(obj) if isinstance(obj, Obj) else None
    if step is None or not copies(step):
        return _step(use, context)
    made = step_decision(use, context, 'command("cp -r …")')
    if made.fate.outcome is Outcome.DROPPED:
        return made
    message = "the data goes through a node of the compute cluster, in v1 Data Factory copied it"
    return Decision(changed('command("cp -r …")', message), edits=made.edits, arguments=made.arguments)


_PLACE: dict[str, Fate] = {
    "name": converted("display_name"),
    "inputs": converted("inputs"),
    "outputs": converted("outputs"),
    "output": converted("outputs"),
    "source_directory": converted("code"),
    "allow_reuse": converted("is_deterministic"),
    "version": dropped("only a registered component has a version"),
    "hash_paths": dropped("v1 had already stopped using it: the whole code folder counts"),
    "compute_target": dropped(
        "v2 attaches none of this kind: the component runs on the pipeline's compute, or serverless"
    ),
}
_TRANSFER: dict[str, Fate] = {
    "name": converted("display_name"),
    "source_data_reference": converted("inputs"),
    "destination_data_reference": converted("Output(path=…)"),
    "compute_target": changed("compute", "a compute cluster copies, in v1 Data Factory did"),
    "source_reference_type": converted("command"),
    "destination_reference_type": converted("command"),
    "allow_reuse": converted("is_deterministic"),
}


def _fates(symbol: str) -> dict[str, Fate]:
    """What becomes of the parameters: those that say where the step stands are converted."""
    return {parameter.name: _PLACE.get(parameter.name, TOLD) for parameter in catalogue().parameters(symbol)}


RULE = Rule(
    code="AML511",
    name="steps-elsewhere",
    summary="Steps that ran outside Azure ML keep their place: a component that fails until a person has written it.",
    url=learn("how-to-migrate-from-v1"),
    calls={**dict.fromkeys(_ADVICE, _step), DATA_TRANSFER_STEP: _transfer, **dict.fromkeys(LIBRARIES, library)},
    stand_ins=frozenset(_ADVICE),
    parameters={
        **{symbol: _fates(symbol) for symbol in _ADVICE},
        DATA_TRANSFER_STEP: _TRANSFER,
        **{symbol: _fates(symbol) for symbol in LIBRARIES},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import DatabricksStep, PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = DataReference(store, data_reference_name="raw", path_on_datastore="sales")
clean = PipelineData("clean", datastore=store)
region = PipelineParameter("region", default_value="west")

# nightly cleaning
clean_step = DatabricksStep(
    name="Clean",
    inputs=[raw],
    outputs=[clean],
    notebook_path="/Shared/clean",
    notebook_params={"region": region, "rows": "1000"},
    spark_env_variables={"STORAGE_ACCOUNT_KEY": "c2VjcmV0LXNlY3JldA"},
    num_workers=2,
    run_name="clean",
    compute_target="databricks",
    allow_reuse=False,
)
train_step = PythonScriptStep(
    "train.py", source_directory="src", arguments=["--data", clean], inputs=[clean], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
raw = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/sales", mode="ro_mount")

# nightly cleaning
# TODO(azureml-migrate AML511): v2 runs nothing on Databricks: start the run from this component by databricks-sdk and wait for it, or port it to spark() on serverless compute — https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2
# In v1:
#     clean_step = DatabricksStep(
#         name="Clean",
#         inputs=[raw],
#         outputs=[clean],
#         notebook_path="/Shared/clean",
#         notebook_params={"region": region, "rows": "1000"},
#         spark_env_variables={"STORAGE_ACCOUNT_KEY": "***"},
#         num_workers=2,
#         run_name="clean",
#         compute_target="databricks",
#         allow_reuse=False,
#     )
clean_component = command(
    display_name="Clean",
    command="echo 'v2 has no DatabricksStep: write here what Clean did' >&2; exit 1",
    inputs={"raw": Input(type="uri_folder"), "region": Input(type="string")},
    outputs={"clean": Output(type="uri_folder")},
    environment=Environment(image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"),
    is_deterministic=False,
)
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
    command="python train.py --data ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder"), region: str = "west"):
    clean_step = clean_component(raw=raw, region=region)
    train_step = train_component(clean=clean_step.outputs.clean)


pipeline = pipeline_definition(raw=raw)
""",  # noqa: E501
        ),
        Example(
            before="""\
from azureml.core import Datastore, Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import DataTransferStep, PythonScriptStep

ws = Workspace.from_config()
archive, fast = Datastore.get(ws, "archive"), Datastore.get(ws, "fast")
old = DataReference(archive, data_reference_name="old", path_on_datastore="sales/2019")
new = DataReference(fast, data_reference_name="new", path_on_datastore="sales")
copy_step = DataTransferStep(
    name="Copy",
    source_data_reference=old,
    destination_data_reference=new,
    compute_target="factory",
)
train_step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu")
train_step.run_after(copy_step)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
archive, fast = ws.datastores.get("archive"), ws.datastores.get("fast")
old = Input(
    type="uri_folder",
    path="azureml://datastores/archive/paths/sales/2019",
    mode="ro_mount",
)
copy_component = command(
    display_name="Copy",
    command="cp -r ${{inputs.old}}/. ${{outputs.new}}/ && echo done > ${{outputs.done}}/done.txt",
    inputs={"old": Input(type="uri_folder")},
    outputs={
        "new": Output(type="uri_folder", path="azureml://datastores/fast/paths/sales"),
        "done": Output(type="uri_folder"),
    },
    environment=Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    ),
)
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
    command="python train.py",
    inputs={"after_copy": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(old: Input(type="uri_folder")):
    copy_step = copy_component(old=old)
    train_step = train_component(after_copy=copy_step.outputs.done)


pipeline = pipeline_definition(old=old)
""",
        ),
    ),
)
