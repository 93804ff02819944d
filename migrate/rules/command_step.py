"""``CommandStep(...)`` → ``train_component = command(...)`` with the same line of shell"""

from __future__ import annotations

from migrate.decisions.annotations import node_annotation
from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Example, Manual, Rule, converted, dropped, learn
from migrate.decisions.steps import step_decision
from migrate.v1.command_step import COMMAND_STEP
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call


def _step(use: Call, context: Context) -> Decision:
    return step_decision(use, context, "command(...)")


def _place(use: AttributeUse, context: Context) -> Decision:
    """``rows.arg_val`` in the line of a step."""
    if not any(word.node is use.node.value for step in context.converted_steps for word in step.places):
        raise Manual(
            "only the command of a converted step can name data in its text: ${{inputs.name}}, ${{outputs.name}}"
        )
    return Decision(converted('"${{inputs.name}}" or "${{outputs.name}}"'))


_PLACES = (
    "azureml.data.dataset_consumption_config.DatasetConsumptionConfig.arg_val",
    "azureml.data.output_dataset_config.OutputDatasetConfig.arg_val",
)


RULE = Rule(
    code="AML502",
    name="command-step",
    summary="A CommandStep becomes a command component that runs the same line of shell.",
    url=learn("migrate-to-v2-command-job"),
    calls={COMMAND_STEP: _step},
    references={COMMAND_STEP: node_annotation},
    attributes=dict.fromkeys(_PLACES, _place),
    parameters={
        COMMAND_STEP: {
            "command": converted("command"),
            "name": converted("display_name"),
            "compute_target": converted("compute"),
            "runconfig": converted("environment, environment_variables"),
            "runconfig_pipeline_params": converted("node.resources, node.distribution"),
            "inputs": converted("inputs"),
            "outputs": converted("outputs"),
            "params": converted("environment_variables"),
            "source_directory": converted("code"),
            "allow_reuse": converted("is_deterministic"),
            "version": dropped("only a registered component has a version"),
        }
    },
    examples=(
        Example(
            before="""\
from azureml.core import Dataset, Environment, ScriptRunConfig, Workspace
from azureml.core.runconfig import MpiConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import CommandStep

ws = Workspace.from_config()
digits = Dataset.get_by_name(ws, "digits")
model = OutputFileDatasetConfig("model")
epochs = PipelineParameter("epochs", default_value=30)
environment = Environment.get(ws, "training", version="3")

# two nodes are enough
config = ScriptRunConfig(
    source_directory="src",
    command=["python train.py --epochs", epochs, "--data", digits.as_mount(), "--model", model],
    compute_target="gpu",
    environment=environment,
    distributed_job_config=MpiConfiguration(process_count_per_node=4, node_count=2),
    max_run_duration_seconds=3600,
)
train_step = CommandStep(name="Train", runconfig=config)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, MpiDistribution, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
digits = Input(type="uri_folder", path="azureml:digits@latest", mode="ro_mount")
environment = "azureml:training:3"

# two nodes are enough
train_component = command(
    display_name="Train",
    code="src",
    command=(
        "python train.py --epochs ${{inputs.epochs}} --data ${{inputs.digits}}"
        " --model ${{outputs.model}}"
    ),
    inputs={"digits": Input(type="uri_folder"), "epochs": Input(type="integer")},
    outputs={"model": Output(type="uri_folder")},
    environment=environment,
    distribution=MpiDistribution(process_count_per_instance=4),
    instance_count=2,
    timeout=3600,
)


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def pipeline_definition(digits: Input(type="uri_folder"), epochs: int = 30):
    train_step = train_component(digits=digits, epochs=epochs)


pipeline = pipeline_definition(digits=digits)
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import CommandStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "training", version="3")

rows = OutputFileDatasetConfig("rows")
prepare_step = CommandStep(
    name="Prepare",
    command=f"python prepare.py target={rows.arg_val} && ls -l",
    source_directory="src",
    outputs=[rows],
    compute_target="cpu",
    runconfig=run_config,
)
rows_in = rows.as_input(name="rows_in")
report_step = CommandStep(
    name="Report",
    command=("python -m report " f"source={rows_in.arg_val} " "rounds=5"),
    source_directory="src",
    inputs=[rows_in],
    compute_target="cpu",
    runconfig=run_config,
    allow_reuse=False,
)
pipeline = Pipeline(ws, steps=[report_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

prepare_component = command(
    display_name="Prepare",
    code="src",
    command="python prepare.py target=${{outputs.rows}} && ls -l",
    outputs={"rows": Output(type="uri_folder")},
    environment="azureml:training:3",
)
report_component = command(
    display_name="Report",
    code="src",
    command="python -m report source=${{inputs.rows_in}} rounds=5",
    inputs={"rows_in": Input(type="uri_folder")},
    environment="azureml:training:3",
    is_deterministic=False,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prepare_step = prepare_component()
    report_step = report_component(rows_in=prepare_step.outputs.rows)


pipeline = pipeline_definition()
""",
        ),
    ),
)
