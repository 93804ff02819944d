"""Pipelines whose settings, parameters and outputs depend on a condition, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "settings_that_each_branch_makes": (
        """\
import sys

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
large = "--large" in sys.argv
if large:
    run_config = RunConfiguration()
    run_config.target = "gpu"
    run_config.environment = Environment.get(ws, "sales-gpu", version="4")
else:
    run_config = RunConfiguration()
    run_config.target = "cpu"
    run_config.environment = Environment.get(ws, "sales", version="4")
rounds = PipelineParameter("rounds", default_value=100)
if large:
    rounds = PipelineParameter("rounds", default_value=500)
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--rounds", rounds], runconfig=run_config
)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
import sys

from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
large = "--large" in sys.argv
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --rounds ${{inputs.rounds}}",
    inputs={"rounds": Input(type="integer")},
    environment="azureml:sales-gpu:4" if large else "azureml:sales:4",
)


@dsl.pipeline(default_compute="gpu" if large else "cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 500 if large else 100):
    train = train_component(rounds=rounds)


pipeline = pipeline_definition()
""",
    ),
    "outputs_on_a_condition": (
        """\
import sys

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
run_config.target = "cpu"
save = "--short" not in sys.argv
clean = PipelineData("clean")
sample = PipelineData("sample")
# With a sample where one is asked for
prep = PythonScriptStep(
    script_name="prep.py",
    source_directory="src",
    arguments=["--to", clean] + (["--sample", sample] if save else []),
    outputs=[clean] + ([sample] if save else []),
    runconfig=run_config,
)
model = PipelineData("model")
arguments = ["--from", clean]
outputs = []
if save:
    arguments += ["--model", model]
    outputs.append(model)
# Reads all of it
train = PythonScriptStep(
    script_name="train.py",
    source_directory="src",
    arguments=arguments,
    inputs=[clean],
    outputs=outputs,
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
import sys

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
save = "--short" not in sys.argv
# With a sample where one is asked for
prep_component = command(
    display_name="prep.py",
    code="src",
    command=(
        "python prep.py --to ${{outputs.clean}}"
        f"{' --sample ${{outputs.sample}}' if save else ''}"
    ),
    outputs={
        "clean": Output(type="uri_folder"),
        **({"sample": Output(type="uri_folder")} if save else {}),
    },
    environment="azureml:sales:4",
)
# Reads all of it
train_component = command(
    display_name="train.py",
    code="src",
    command=(
        "python train.py --from ${{inputs.clean}}"
        f"{' --model ${{outputs.model}}' if save else ''}"
    ),
    inputs={"clean": Input(type="uri_folder")},
    outputs={"model": Output(type="uri_folder")} if save else {},
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component(clean=prep.outputs.clean)


pipeline = pipeline_definition()
""",
    ),
}
