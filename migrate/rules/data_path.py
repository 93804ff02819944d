"""``DataPath(store, "raw")`` → ``Input(type=…, path="azureml://datastores/…")``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.inputs import NOT_USED, input_of, ports_of
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.data import DATA_PATH, DATA_PATH_BINDING, PIPELINE_PARAMETER
from migrate.v1.pipelines import PIPELINE
from migrate.v1.values import Call, DictValue, Obj, alternatives, objects


def _path(use: Call, context: Context) -> Decision:
    data = use.result
    assert isinstance(data, Obj)
    unread = not any(ports_of(data, context))
    if unread and _stays_default(data, context):
        raise Manual(NOT_USED)
    return Decision(converted("Input(type, path, mode)"), input_of(data, context), removable=unread)


def _stays_default(data: Obj, context: Context) -> bool:
    """Whether it is what a parameter stands for of a pipeline that stays v1: its default, or given at submission."""
    calls = context.interpreter.uses.calls.values()
    if any(one.symbol == PIPELINE_PARAMETER and data in objects(one.value("default_value")) for one in calls):
        return True
    if context.converted_steps or not any(one.symbol == PIPELINE for one in calls):
        return False
    given = (one for call in calls for one in alternatives(call.value("pipeline_parameters")))
    items = (item for one in given if isinstance(one, DictValue) for item in one.items.values())
    return any(data in objects(item.value) for item in items)


def _binding(use: Call, context: Context) -> Decision:
    if not any(use in port.calls for step in context.converted_steps for port in step.uses):
        raise Manual(NOT_USED)
    binding = use.result
    if isinstance(binding, Obj) and binding.bound_to:
        context.vanished[binding] = "in v2 the input says how it is read: `Input(mode=…)`"
    edit = removal(use.where.statement, use.node)
    return Decision(converted("Input(mode=…)"), edits=(edit,) if edit is not None else ())


RULE = Rule(
    code="AML307",
    name="data-path",
    summary="A DataPath becomes an Input; its binding becomes the mode of the input.",
    url=learn("how-to-read-write-data-v2"),
    calls={DATA_PATH: _path, DATA_PATH_BINDING: _binding},
    parameters={
        DATA_PATH: {
            "datastore": converted("path"),
            "path_on_datastore": converted("path"),
            "name": dropped("an input is named by the pipeline function"),
        },
        DATA_PATH_BINDING: {
            "mode": converted("mode"),
            "path_on_compute": changed(
                "", "v2 chooses where the data is on the compute: the script gets the path as argument"
            ),
            "overwrite": dropped("v2 downloads into a fresh folder"),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Datastore, Experiment, Workspace
from azureml.data.datapath import DataPath, DataPathComputeBinding
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore(ws, "sales")
raw_path = DataPath(datastore=store, path_on_datastore="2026/raw")
raw = PipelineParameter(name="raw", default_value=raw_path)
raw_input = (raw, DataPathComputeBinding(mode="download"))

train = PythonScriptStep(
    script_name="train.py",
    arguments=["--from", raw_input],
    inputs=[raw_input],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
experiment = Experiment(ws, "demand")
run = experiment.submit(pipeline, pipeline_parameters={"raw": DataPath(store, "2027/raw")})
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
raw_path = Input(
    type="uri_folder",
    path="azureml://datastores/sales/paths/2026/raw",
    mode="ro_mount",
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
    command="python train.py --from ${{inputs.raw}}",
    inputs={"raw": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline(raw: Input(type="uri_folder")):
    train = train_component(raw=raw)
    train.inputs.raw.mode = "download"


pipeline = demand_pipeline(raw=raw_path)
pipeline.inputs.raw = Input(
    type="uri_folder",
    path="azureml://datastores/sales/paths/2027/raw",
    mode="ro_mount",
)
run = ws.jobs.create_or_update(pipeline, experiment_name="demand")
""",
        ),
        Example(
            before="""\
from azureml.core import Datastore, Experiment, Workspace
from azureml.data.datapath import DataPath, DataPathComputeBinding
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore(ws, "sales")
raw_path = DataPath(datastore=store, path_on_datastore="2026/raw")
raw = PipelineParameter(name="raw", default_value=raw_path)
raw_input = (raw, DataPathComputeBinding(mode="download"))

train = PythonScriptStep(
    script_name="train.py",
    arguments=["--from", raw_input],
    inputs=[raw_input],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
experiment = Experiment(ws, "demand")
run = experiment.submit(pipeline, pipeline_parameters={"raw": DataPath(store, "2027/raw")})
""",
            after="""\
from azure.ai.ml import Input, MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
raw_path = Input(
    type="uri_folder",
    path="azureml://datastores/sales/paths/2026/raw",
    mode="ro_mount",
)

train_component = load_component(source="components/train/component.yaml")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline(raw: Input(type="uri_folder")):
    train = train_component(raw=raw)
    train.inputs.raw.mode = "download"


pipeline = demand_pipeline(raw=raw_path)
pipeline.inputs.raw = Input(
    type="uri_folder",
    path="azureml://datastores/sales/paths/2027/raw",
    mode="ro_mount",
)
run = ws.jobs.create_or_update(pipeline, experiment_name="demand")
""",
            style="yaml",
            files={
                "components/train/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: train
display_name: train.py
inputs:
  raw:
    type: uri_folder
code: ../../src
command: python train.py --from ${{inputs.raw}}
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
  conda_file: ../../environments/demand.yaml
""",
                "environments/demand.yaml": """\
channels:
  - anaconda
  - conda-forge
dependencies:
  - python=3.8.13
  - pip:
      - azureml-defaults
""",
            },
        ),
    ),
)
