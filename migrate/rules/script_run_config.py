"""``ScriptRunConfig`` → the ``command`` component of the step that it is for, or a ``command`` job by itself"""

from __future__ import annotations

from migrate.decisions.annotations import annotation
from migrate.decisions.context import Context
from migrate.decisions.parts import part_made
from migrate.decisions.rule import Decision, Example, Manual, Rule, converted, dropped, learn
from migrate.decisions.steps.script_job import job_decision, job_is_converted
from migrate.v1.configurations import SCRIPT_RUN_CONFIG
from migrate.v1.script_step import ATTRIBUTES
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Obj, SetEvent


def _made(use: Call, context: Context) -> Decision:
    job = next((one for one in context.script_jobs if one.obj is use.result), None)
    if job is not None:
        return job_decision(use, job, context)
    reason = context.why_no_job(use.result) if isinstance(use.result, Obj) else None
    if reason is not None:
        raise Manual(reason)
    return part_made(use, context, "command(...)")


def _read(use: AttributeUse, context: Context) -> Decision:
    """``source.run_config`` among the arguments of a step, or on the way to something that is set."""
    if job_is_converted(use.receiver, context):
        return Decision(converted("command(...)"))
    for step in context.converted_steps:
        for argument in step.call.arguments.values():
            if argument.node.value is use.node and use.receiver in step.parts:
                return Decision(converted("command(...)"))
    raise Manual("only a step that is converted can take this from a ScriptRunConfig")


def _set(obj: Obj, event: SetEvent, context: Context) -> Decision:
    """``source.arguments = …``: part of the job that is written once."""
    if not job_is_converted(obj, context):
        raise Manual("what this belongs to could not be converted")
    return Decision(converted("command(...)"))


_NONE = dropped("it was None")

RULE = Rule(
    code="AML510",
    name="script-run-config",
    summary="A ScriptRunConfig becomes the command component of the step that it is for, or a job by itself.",
    url=learn("migrate-to-v2-command-job"),
    calls={SCRIPT_RUN_CONFIG: _made},
    references={SCRIPT_RUN_CONFIG: annotation},
    attributes={f"{SCRIPT_RUN_CONFIG}.{name}": _read for name in ATTRIBUTES},
    sets={f"{SCRIPT_RUN_CONFIG}.{name}": _set for name in (*ATTRIBUTES, "command")},
    parameters={
        SCRIPT_RUN_CONFIG: {
            "source_directory": converted("command(code=…)"),
            "script": converted("command"),
            "arguments": converted("command"),
            "run_config": converted("command(environment=…)"),
            "compute_target": converted("compute"),
            "environment": converted("command(environment=…)"),
            "max_run_duration_seconds": converted("command(timeout=…) or sweep(trial_timeout=…)"),
            "docker_runtime_config": dropped("every v2 job runs in a container"),
            "distributed_job_config": converted("command(distribution=…)"),
            "resume_from": _NONE,
            "command": converted("command"),
            "_telemetry_values": dropped("v1 counted uses by it"),
        }
    },
    examples=(
        Example(
            before="""\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import HyperDriveStep
from azureml.train.hyperdrive import GridParameterSampling, HyperDriveConfig, PrimaryMetricGoal, choice

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "training", version="3")
run_config.target = "gpu"
space = {"depth": choice(range(2, 8)), "--leaves": choice([15, 31]), "--rate": choice(0.1, 1)}
config = HyperDriveConfig(
    run_config=ScriptRunConfig(source_directory="src", script="train.py", arguments=["--fast"], run_config=run_config),
    hyperparameter_sampling=GridParameterSampling(space),
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=50,
)
tune_step = HyperDriveStep("Tune", config)
pipeline = Pipeline(ws, steps=[tune_step])
""",
            after="""\
from azure.ai.ml import MLClient, dsl, load_component
from azure.ai.ml.sweep import Choice
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
tune_component = load_component(source="components/tune/component.yaml")


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def pipeline_definition():
    tune_step = tune_component(
        depth=Choice(values=list(range(2, 8))),
        leaves=Choice(values=[15, 31]),
        rate=Choice(values=[0.1, 1]),
    ).sweep(
        sampling_algorithm="grid",
        primary_metric="loss",
        goal="minimize",
        max_total_trials=50,
        timeout=604800,
    )


pipeline = pipeline_definition()
""",
            style="yaml",
            files={
                "components/tune/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: tune
display_name: Tune
inputs:
  depth:
    type: integer
  leaves:
    type: integer
  rate:
    type: number
code: ../../src
command: python train.py --fast --depth ${{inputs.depth}} --leaves ${{inputs.leaves}} --rate ${{inputs.rate}}
environment: azureml:training:3
""",
            },
        ),
        Example(
            before="""\
from azureml.core import Dataset, Environment, ScriptRunConfig, Workspace
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
training_environment = Environment.from_conda_specification(name="training", file_path="conda.yml")
source = ScriptRunConfig(
    source_directory="src", script="train.py", compute_target="gpu", environment=training_environment
)
raw = Dataset.get_by_name(ws, "raw")
model = OutputFileDatasetConfig("model")
train_step = PythonScriptStep(
    name="train",
    source_directory=source.source_directory,
    script_name=source.script,
    arguments=["--raw", raw.as_named_input("raw").as_mount(), "--model", model],
    runconfig=source.run_config,
)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
training_environment = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file="conda.yml",
)
raw = Input(type="uri_folder", path="azureml:raw@latest", mode="ro_mount")
train_component = command(
    display_name="train",
    code="src",
    command="python train.py --raw ${{inputs.raw}} --model ${{outputs.model}}",
    inputs={"raw": Input(type="uri_folder")},
    outputs={"model": Output(type="uri_folder")},
    environment=training_environment,
)


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder")):
    train_step = train_component(raw=raw)


pipeline = pipeline_definition(raw=raw)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Environment, Experiment, ScriptRunConfig, Workspace
from azureml.core.runconfig import MpiConfiguration
from azureml.data import OutputFileDatasetConfig

ws = Workspace.from_config()
images = Dataset.get_by_name(ws, "images")
env = Environment.get(ws, "training")
model = OutputFileDatasetConfig("model", destination=(ws.get_default_datastore(), "models/{run-id}"))
source = ScriptRunConfig(
    source_directory="src",
    script="train.py",
    arguments=["--images", images.as_named_input("images").as_mount(), "--model", model, "--epochs", 5],
    compute_target=ws.compute_targets["gpu"],
    environment=env,
    distributed_job_config=MpiConfiguration(process_count_per_node=2, node_count=3),
    max_run_duration_seconds=3600,
)
run = Experiment(ws, "training").submit(source, tags={"kind": "daily"})
run.wait_for_completion()
""",
            after="""\
from azure.ai.ml import Input, MLClient, MpiDistribution, Output, command
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
images = Input(type="uri_folder", path="azureml:images@latest", mode="ro_mount")
env = "azureml:training@latest"
source = command(
    code="src",
    command="python train.py --images ${{inputs.images}} --model ${{outputs.model}} --epochs 5",
    inputs={"images": images},
    outputs={
        "model": Output(
            type="uri_folder",
            path=f"azureml://datastores/{ws.datastores.get_default().name}/paths/models/${{{{name}}}}",
        ),
    },
    environment=env,
    compute="gpu",
    distribution=MpiDistribution(process_count_per_instance=2),
    instance_count=3,
    timeout=3600,
)
run = ws.jobs.create_or_update(source, experiment_name="training", tags={"kind": "daily"})
ws.jobs.stream(run.name)
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
source = ScriptRunConfig(source_directory="src", script="train.py", arguments=["--epochs", 5])
environment = Environment.from_conda_specification("training", "conda.yml")
# The cluster has two nodes.
source.run_config.environment = environment
source.run_config.target = ws.compute_targets["gpu"]
source.run_config.node_count = 2
run = Experiment(ws, "training").submit(source)
""",
            after="""\
from azure.ai.ml import MLClient, command
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file="conda.yml",
)
# The cluster has two nodes.
source = command(
    code="src",
    command="python train.py --epochs 5",
    environment=environment,
    compute="gpu",
    instance_count=2,
)
run = ws.jobs.create_or_update(source, experiment_name="training")
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
training = Environment.from_conda_specification("training", "conda.yml")
source = ScriptRunConfig(source_directory="src", script="train.py", environment=training)
run = Experiment(ws, "training").submit(source)
""",
            after="""\
from azure.ai.ml import MLClient, command
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
training = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file="conda.yml",
)
source = command(code="src", command="python train.py", environment=training, compute="local")
run = ws.jobs.create_or_update(source, experiment_name="training")
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
config = ScriptRunConfig("src", "train.py", compute_target="cpu", environment=Environment.get(ws, "first"))
run = Experiment(ws, "training").submit(config)
config.run_config.environment = Environment.get(ws, "second")
if big:
    config.run_config.target = "gpu"
run = Experiment(ws, "training").submit(config)
""",
            after="""\
from azure.ai.ml import MLClient, command
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = command(code="src", command="python train.py", environment="azureml:first@latest", compute="cpu")
run = ws.jobs.create_or_update(config, experiment_name="training")
config.environment = "azureml:second@latest"
if big:
    config.compute = "gpu"
run = ws.jobs.create_or_update(config, experiment_name="training")
""",
        ),
    ),
)
