"""``RunConfiguration.load`` and ``ParallelRunConfig.load_yaml`` → what the file says, written out"""

from __future__ import annotations

from dataclasses import replace

from migrate.decisions.context import Context, single
from migrate.decisions.parts import part_made
from migrate.decisions.rule import Decision, Example, Manual, Rule, converted, dropped, learn
from migrate.rules.parallel_run_step import FATES
from migrate.rules.run_configuration import run_configuration_made
from migrate.v1.loaded import PARALLEL_LOAD, RUN_LOAD, is_loaded, unread
from migrate.v1.values import Call, constant

_WRITTEN = converted("what the file says")


def _run(use: Call, context: Context) -> Decision:
    _refuse_unread(use)
    return run_configuration_made(use, context)


def _parallel(use: Call, context: Context) -> Decision:
    _refuse_unread(use)
    made = part_made(use, context, "parallel_run_function(...)")
    obj = single(use.result)
    action = obj.last_set("output_action") if obj is not None else None
    if action is not None and str(constant(action.value)).lower() == "append_row":
        return replace(made, arguments={"path": FATES["append_row_file_name"]})
    return made


def _refuse_unread(use: Call) -> None:
    obj = single(use.result)
    if obj is not None and not is_loaded(obj):
        raise Manual(unread(use))


_RUN = """\
script: train.py
target: gpu-cluster
framework: Python
communicator: IntelMpi
nodeCount: 2
environment:
  python:
    userManagedDependencies: false
    condaDependenciesFile: aml_config/conda.yml
  docker:
    enabled: true
    baseImage: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04
mpi:
  processCountPerNode: 2
"""
_SCORE = """\
parallel_run_config:
  mini_batch_size: 5
  error_threshold: 0
  output_action: append_row
  compute_target_name: cpu-cluster
  node_count: 2
  entry_script: score.py
  source_directory: src
  run_invocation_timeout: 180
  environment_name: scoring
"""
_CONDA = "dependencies: [python=3.10, pip: [pandas]]\n"

RULE = Rule(
    code="AML409",
    name="loaded-configuration",
    summary="What a run configuration or a ParallelRunConfig loads from a file of the project is written out.",
    url=learn("migrate-to-v2-command-job"),
    calls={RUN_LOAD: _run, PARALLEL_LOAD: _parallel},
    parameters={
        RUN_LOAD: {"path": _WRITTEN, "name": _WRITTEN},
        PARALLEL_LOAD: {"workspace": dropped("v2 knows compute and environment by their names"), "path": _WRITTEN},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration.load(path=".", name="train")
run_config.environment_variables["MODE"] = "fast"
train = PythonScriptStep(
    script_name="train.py", source_directory="src", compute_target=run_config.target, runconfig=run_config
)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import MLClient, MpiDistribution, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04", conda_file="aml_config/conda.yml")
environment_variables = {"MODE": "fast"}
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment=environment,
    environment_variables=environment_variables,
    distribution=MpiDistribution(process_count_per_instance=2),
    instance_count=2,
)


@dsl.pipeline(default_compute="gpu-cluster", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
            beside={"aml_config/train.runconfig": _RUN, "aml_config/conda.yml": _CONDA, "src/train.py": "print(1)\n"},
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep

ws = Workspace.from_config()
config = ParallelRunConfig.load_yaml(workspace=ws, path="score.yml")
images = Dataset.get_by_name(ws, "images")
score = ParallelRunStep(
    name="score",
    parallel_run_config=config,
    inputs=[images.as_named_input("images")],
    output=PipelineData("scores"),
)
pipeline = Pipeline(ws, steps=[score])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, dsl
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
images = Input(type="uri_folder", path="azureml:images@latest", mode="ro_mount")
score_component = parallel_run_function(
    display_name="score",
    inputs={"images": Input(type="uri_folder")},
    outputs={"scores": Output(type="uri_file")},
    input_data="${{inputs.images}}",
    mini_batch_size="5",
    instance_count=2,
    error_threshold=0,
    retry_settings={"timeout": 180},
    task=RunFunction(
        code="src",
        entry_script="score.py",
        append_row_to="${{outputs.scores}}",
        environment="azureml:scoring@latest",
    ),
)


@dsl.pipeline(default_compute="cpu-cluster", continue_on_step_failure=False)
def pipeline_definition(images: Input(type="uri_folder")):
    score = score_component(images=images)


pipeline = pipeline_definition(images=images)
""",
            beside={"score.yml": _SCORE, "src/score.py": "print(1)\n"},
        ),
    ),
)
