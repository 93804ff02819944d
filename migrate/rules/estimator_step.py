"""``EstimatorStep(...)`` and ``MpiStep(...)`` → ``command(...)`` with the environment that the estimator describes"""

from __future__ import annotations

from dataclasses import replace

from migrate.decisions.annotations import node_annotation
from migrate.decisions.context import Context
from migrate.decisions.parts import part_made
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.steps import step_decision
from migrate.decisions.steps.script_job import job_decision
from migrate.v1.catalogue import catalogue
from migrate.v1.estimator_step import ESTIMATOR_STEP, ESTIMATORS, MPI_STEP
from migrate.v1.values import Call, Obj


def _step(use: Call, context: Context) -> Decision:
    return step_decision(use, context, "command(...)")


def _part(use: Call, context: Context) -> Decision:
    job = next((one for one in context.script_jobs if one.obj is use.result), None)
    if job is not None:
        decision = job_decision(use, job, context)
        return replace(decision, arguments={**_ALONE, **decision.arguments})
    reason = context.why_no_job(use.result) if isinstance(use.result, Obj) else None
    if reason is not None:
        raise Manual(reason)
    return part_made(use, context, "command(...)")


_ENVIRONMENT = converted("command(environment=…)")
_DISTRIBUTION = converted("command(distribution=…)")
_STEP: dict[str, Fate] = {
    "name": converted("display_name"),
    "compute_target": converted("compute"),
    "inputs": converted("inputs"),
    "outputs": converted("outputs"),
    "allow_reuse": converted("is_deterministic"),
    "version": dropped("only a registered component has a version"),
}
_SETTINGS: dict[str, Fate] = {
    "source_directory": converted("code"),
    "node_count": converted("command(instance_count=…)"),
    "process_count_per_node": converted("MpiDistribution(process_count_per_instance=…)"),
    "use_gpu": converted("Environment(image=…)", "v1 chose between its two images by this"),
    "use_docker": dropped("every v2 job runs in a container"),
    "custom_docker_image": _ENVIRONMENT,
    "image_registry_details": _ENVIRONMENT,
    "user_managed": converted("Environment(image=…)", "v2 installs nothing when there is no conda_file"),
    "conda_packages": converted("Environment(conda_file=…)"),
    "pip_packages": converted("Environment(conda_file=…)"),
    "pip_requirements_file_path": converted("Environment(conda_file=…)"),
    "environment_definition": _ENVIRONMENT,
    "environment_variables": converted("command(environment_variables=…)"),
}
_ESTIMATOR: dict[str, Fate] = {
    **_SETTINGS,
    "compute_target": dropped("v1 ran the step on the compute of the step"),
    "vm_size": dropped("v1 ran the step on the compute of the step"),
    "vm_priority": dropped("v1 ran the step on the compute of the step"),
    "entry_script": converted("command"),
    "script_params": dropped("it had none"),
    "worker_count": dropped("distributed_training has the number of workers"),
    "parameter_server_count": dropped("distributed_training has the number of parameter servers"),
    "distributed_backend": _DISTRIBUTION,
    "distributed_training": _DISTRIBUTION,
    "custom_docker_base_image": _ENVIRONMENT,
    "conda_dependencies_file": converted("Environment(conda_file=…)"),
    "conda_dependencies_file_path": converted("Environment(conda_file=…)"),
    "pip_requirements_file": converted("Environment(conda_file=…)"),
    "inputs": dropped("it had none"),
    "source_directory_data_store": dropped("code is uploaded to the default datastore"),
    "shm_size": converted("command(shm_size=…)"),
    "resume_from": dropped("it was None"),
    "max_run_duration_seconds": converted("command(timeout=…)"),
    "framework_version": changed("Environment(conda_file=…)", "v2 chooses no framework: its packages are named"),
    "_enable_optimized_mode": dropped("v2 builds each environment once"),
    "_disable_validation": dropped("v2 does not look into the script"),
    "_show_lint_warnings": dropped("v2 does not look into the script"),
    "_show_package_warnings": dropped("v2 does not look into the script"),
}
_PARTS: dict[str, dict[str, Fate]] = {
    "azureml.train.dnn.Mpi": {
        "process_count_per_node": converted("MpiDistribution(process_count_per_instance=…)"),
    },
    "azureml.train.dnn.ParameterServer": {
        "worker_count": converted("TensorFlowDistribution(worker_count=…)"),
        "parameter_server_count": converted("TensorFlowDistribution(parameter_server_count=…)"),
    },
    "azureml.train.dnn.Nccl": {},
    "azureml.train.dnn.Gloo": {},
}


_ALONE: dict[str, Fate] = {
    "compute_target": converted("compute"),
    "script_params": converted("command"),
    "inputs": converted("inputs"),
    "worker_count": converted("TensorFlowDistribution(worker_count=…)"),
    "parameter_server_count": converted("TensorFlowDistribution(parameter_server_count=…)"),
    "vm_size": dropped("it was None"),
    "vm_priority": dropped("v1 took it only for a cluster that it made for the run"),
}
"""What is different for an estimator that is submitted by itself."""


def _names(symbol: str) -> list[str]:
    """The parameters of an estimator; no two have the same."""
    return [parameter.name for parameter in catalogue().parameters(symbol)]


RULE = Rule(
    code="AML503",
    name="estimator-step",
    summary="An EstimatorStep or MpiStep becomes a command component, an estimator by itself a command job.",
    url=learn("migrate-to-v2-command-job"),
    calls={ESTIMATOR_STEP: _step, MPI_STEP: _step, **dict.fromkeys((*ESTIMATORS, *_PARTS), _part)},
    references={ESTIMATOR_STEP: node_annotation, MPI_STEP: node_annotation},
    parameters={
        ESTIMATOR_STEP: {
            **_STEP,
            "estimator": converted("command(...)"),
            "estimator_entry_script_arguments": converted("command"),
            "runconfig_pipeline_params": converted("node.resources, node.distribution"),
        },
        MPI_STEP: {
            **_STEP,
            **_SETTINGS,
            "script_name": converted("command"),
            "arguments": converted("command"),
            "hash_paths": dropped("v1 had already stopped using it: the whole code folder counts"),
            "runconfig": dropped("v1 did not use it"),
        },
        **{symbol: {name: _ESTIMATOR[name] for name in _names(symbol)} for symbol in ESTIMATORS},
        **_PARTS,
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import EstimatorStep
from azureml.train.dnn import Mpi
from azureml.train.estimator import Estimator

ws = Workspace.from_config()
gpu = AmlCompute(ws, "gpu")
model = PipelineData("model", datastore=ws.get_default_datastore())
rounds = PipelineParameter("rounds", default_value=10)

estimator = Estimator(
    source_directory="src",
    compute_target=gpu,
    entry_script="train.py",
    node_count=2,
    distributed_training=Mpi(process_count_per_node=4),
    use_gpu=True,
    pip_packages=["lightgbm==3.3.5"],
    conda_packages=["scikit-learn"],
    environment_variables={"OMP_NUM_THREADS": "4"},
)
train_step = EstimatorStep(
    name="Train",
    estimator=estimator,
    estimator_entry_script_arguments=["--rounds", rounds, "--model", model],
    outputs=[model],
    compute_target=gpu,
)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, MpiDistribution, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
gpu = ws.compute.get("gpu")

train_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": [
            "python=3.8.13",
            {"pip": ["azureml-defaults", "lightgbm==3.3.5"]},
            "scikit-learn",
        ],
    },
)
train_component = command(
    display_name="Train",
    code="src",
    command="python train.py --rounds ${{inputs.rounds}} --model ${{outputs.model}}",
    inputs={"rounds": Input(type="integer")},
    outputs={"model": Output(type="uri_folder")},
    environment=train_environment,
    environment_variables={"OMP_NUM_THREADS": "4"},
    distribution=MpiDistribution(process_count_per_instance=4),
    instance_count=2,
)


@dsl.pipeline(default_compute=gpu.name, continue_on_step_failure=False)
def pipeline_definition(rounds: int = 10):
    train_step = train_component(rounds=rounds)


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import EstimatorStep
from azureml.train.estimator import Estimator

ws = Workspace.from_config()
estimator = Estimator(
    source_directory="src",
    entry_script="train.py",
    compute_target="cpu",
    environment_definition=Environment.get(ws, "training", version="3"),
)
train_step = EstimatorStep("Train", estimator, ["--fast"], compute_target="cpu", allow_reuse=False)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = load_component(source="components/train/component.yaml")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()


pipeline = pipeline_definition()
""",
            files={
                "components/train/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: train
display_name: Train
is_deterministic: false
code: ../../src
command: python train.py --fast
environment: azureml:training:3
""",
            },
            style="yaml",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import MpiStep

ws = Workspace.from_config()
gpu = AmlCompute(ws, "gpu")
nodes = PipelineParameter("nodes", default_value=2)
train_step = MpiStep(
    name="Train",
    source_directory="src",
    script_name="train.py",
    arguments=["--rounds", 10],
    compute_target=gpu,
    node_count=nodes,
    process_count_per_node=1,
    pip_packages=["horovod==0.28.1"],
)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import MLClient, MpiDistribution, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
gpu = ws.compute.get("gpu")
train_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": [
            "python=3.8.13",
            {"pip": ["azureml-defaults", "horovod==0.28.1"]},
        ],
    },
)
train_component = command(
    display_name="Train",
    code="src",
    command="python train.py --rounds 10",
    environment=train_environment,
    distribution=MpiDistribution(process_count_per_instance=1),
)


@dsl.pipeline(default_compute=gpu.name, continue_on_step_failure=False)
def pipeline_definition(nodes: int = 2):
    train_step = train_component()
    train_step.resources = {"instance_count": nodes}


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Experiment, Workspace
from azureml.train.dnn import Mpi
from azureml.train.estimator import Estimator

ws = Workspace.from_config()
images = Dataset.get_by_name(ws, "images")
script_params = {"--images": images.as_named_input("images").as_mount(), "--epochs": 5, "--fast": ""}
estimator = Estimator(
    source_directory="src",
    entry_script="train.py",
    script_params=script_params,
    compute_target=ws.compute_targets["gpu"],
    node_count=2,
    distributed_training=Mpi(process_count_per_node=4),
    pip_packages=["lightgbm==4.3.0"],
    environment_variables={"LEVEL": "2"},
    use_gpu=True,
)
run = Experiment(ws, "training").submit(estimator)
run.wait_for_completion(show_output=True)
""",
            after="""\
from azure.ai.ml import Input, MLClient, MpiDistribution, command
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
images = Input(type="uri_folder", path="azureml:images@latest", mode="ro_mount")
estimator_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults", "lightgbm==4.3.0"]}],
    },
)
estimator = command(
    code="src",
    command="python train.py --images ${{inputs.images}} --epochs 5 --fast",
    inputs={"images": images},
    environment=estimator_environment,
    environment_variables={"LEVEL": "2"},
    compute="gpu",
    distribution=MpiDistribution(process_count_per_instance=4),
    instance_count=2,
)
run = ws.jobs.create_or_update(estimator, experiment_name="training")
ws.jobs.stream(run.name)
""",
        ),
    ),
)
