"""``PythonScriptStep(...)`` → ``train_component = command(...)``, called as a node inside the pipeline function"""

from __future__ import annotations

from migrate.decisions.annotations import node_annotation
from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Example, Rule, converted, dropped, learn
from migrate.decisions.steps import step_decision
from migrate.v1.steps import PYTHON_SCRIPT_STEP
from migrate.v1.values import Call


def _step(use: Call, context: Context) -> Decision:
    return step_decision(use, context, "command(...)")


_HASH = dropped("v1 had already stopped using it: the whole code folder counts")

RULE = Rule(
    code="AML501",
    name="python-script-step",
    summary="A PythonScriptStep becomes a command component; its node stands in the pipeline function.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={PYTHON_SCRIPT_STEP: _step},
    references={PYTHON_SCRIPT_STEP: node_annotation},
    parameters={
        PYTHON_SCRIPT_STEP: {
            "script_name": converted("command"),
            "name": converted("display_name"),
            "arguments": converted("command"),
            "compute_target": converted("compute"),
            "runconfig": converted("environment, environment_variables"),
            "runconfig_pipeline_params": converted("node.resources, node.distribution"),
            "inputs": converted("inputs"),
            "outputs": converted("outputs"),
            "params": converted("environment_variables"),
            "source_directory": converted("code"),
            "allow_reuse": converted("is_deterministic"),
            "version": dropped("only a registered component has a version"),
            "hash_paths": _HASH,
        }
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train_step = PythonScriptStep(
    name="Train model",
    script_name="train.py",
    source_directory="src",
    arguments=["--rounds", 100, "--title", "all regions"],
    compute_target="cpu",
    allow_reuse=False,
)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
train_component = command(
    display_name="Train model",
    code="src",
    command="python train.py --rounds 100 --title 'all regions'",
    environment=environment,
    is_deterministic=False,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train_step = PythonScriptStep(
    name="Train model",
    script_name="train.py",
    source_directory="src",
    arguments=["--rounds", 100, "--title", "all regions"],
    compute_target="cpu",
    allow_reuse=False,
)
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
            style="yaml",
            files={
                "components/train/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: train
display_name: Train model
is_deterministic: false
code: ../../src
command: python train.py --rounds 100 --title 'all regions'
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
  conda_file: ../../environments/pipeline.yaml
""",
                "environments/pipeline.yaml": """\
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
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import MpiConfiguration, RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
nodes = PipelineParameter("nodes", default_value=2)
processes = PipelineParameter("processes", default_value=4)
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "training", version="3")
run_config.node_count = 2
run_config.communicator = "OpenMpi"
run_config.mpi = MpiConfiguration(process_count_per_node=4)

train_step = PythonScriptStep(
    name="Train",
    script_name="train.py",
    source_directory="src",
    arguments=["--rounds", 100],
    compute_target="gpu",
    runconfig=run_config,
    runconfig_pipeline_params={"NodeCount": nodes, "MpiProcessCountPerNode": processes},
)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import MLClient, MpiDistribution, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

train_component = command(
    display_name="Train",
    code="src",
    command="python train.py --rounds 100",
    environment="azureml:training:3",
)


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def pipeline_definition(nodes: int = 2, processes: int = 4):
    train_step = train_component()
    train_step.resources = {"instance_count": nodes}
    train_step.distribution = MpiDistribution(process_count_per_instance=processes)


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment.docker.base_image = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04"
run_config.environment.python.user_managed_dependencies = True
raw = Dataset.get_by_name(ws, "raw").as_named_input("raw").as_mount()
rows = OutputFileDatasetConfig("rows")
model = PipelineData("model")
limit = 10

prepare_step = PythonScriptStep(
    name="prepare",
    script_name="prepare.py",
    source_directory="src",
    arguments=[f"data.raw={raw.arg_val}", "--rows=" + rows.arg_val, f"--limit={limit}"],
    inputs=[raw],
    outputs=[rows],
    runconfig=run_config,
    compute_target="cpu",
)
rows_in = rows.as_input("rows")
train_step = PythonScriptStep(
    name="train",
    script_name="train.py",
    source_directory="src",
    arguments=[f"{rows_in.arg_val}/part-{limit}.csv", "--model=%s" % model, "all of {}".format(rows_in.arg_val)],
    inputs=[rows_in],
    outputs=[model],
    runconfig=run_config,
    compute_target="cpu",
)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04")
raw = Input(type="uri_folder", path="azureml:raw@latest", mode="ro_mount")
limit = 10

prepare_component = command(
    display_name="prepare",
    code="src",
    command=f"python prepare.py data.raw=${{{{inputs.raw}}}} --rows=${{{{outputs.rows}}}} {quote(f'--limit={limit}')}",
    inputs={"raw": Input(type="uri_folder")},
    outputs={"rows": Output(type="uri_folder")},
    environment=environment,
)
train_component = command(
    display_name="train",
    code="src",
    command=(
        f"python train.py ${{{{inputs.rows}}}}/part-{limit}.csv"
        " --model=${{outputs.model}} 'all of ${{inputs.rows}}'"
    ),
    inputs={"rows": Input(type="uri_folder")},
    outputs={"model": Output(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder")):
    prepare_step = prepare_component(raw=raw)
    train_step = train_component(rows=prepare_step.outputs.rows)


pipeline = pipeline_definition(raw=raw)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

from settings import folds, quick, rounds

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "training")
raw = Dataset.get_by_name(ws, "raw").as_named_input("raw").as_mount()
model = PipelineData("model")

arguments = ["--raw", raw, "--model", model]
if quick:
    arguments += ["--rounds", 1]
else:
    arguments.extend(["--rounds", rounds])
    if folds > 1:
        arguments.append("--folds")
        arguments.append(folds)
train_step = PythonScriptStep(
    script_name="train.py",
    source_directory="src",
    arguments=arguments,
    inputs=[raw],
    outputs=[model],
    runconfig=run_config,
    compute_target="cpu",
)
extra = ["--strict"] if not quick else []
check_step = PythonScriptStep(
    script_name="check.py",
    source_directory="src",
    arguments=["--model", model, *extra] + (["--raw", raw] if folds == 1 else []),
    inputs=[model, raw],
    runconfig=run_config,
    compute_target="cpu",
)
pipeline = Pipeline(ws, steps=[train_step] + ([] if quick else [check_step]))
""",
            after="""\
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

from settings import folds, quick, rounds

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(type="uri_folder", path="azureml:raw@latest", mode="ro_mount")

train_component = command(
    display_name="train.py",
    code="src",
    command=(
        "python train.py --raw ${{inputs.raw}} --model ${{outputs.model}}"
        f"{' --rounds 1' if quick else f' --rounds {quote(str(rounds))}'}"
        f"{f' --folds {quote(str(folds))}' if not quick and folds > 1 else ''}"
    ),
    inputs={"raw": Input(type="uri_folder")},
    outputs={"model": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
check_component = command(
    display_name="check.py",
    code="src",
    command=(
        "python check.py --model ${{inputs.model}}"
        f"{' --strict' if not quick else ''}"
        f"{' --raw ${{inputs.raw}}' if folds == 1 else ''}"
    ),
    inputs={"model": Input(type="uri_folder"), "raw": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder")):
    train_step = train_component(raw=raw)
    if not quick:
        check_step = check_component(model=train_step.outputs.model, raw=raw)


pipeline = pipeline_definition(raw=raw)
""",
        ),
    ),
)
