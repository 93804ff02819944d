"""Pipelines in which the first round of a loop reads other data than the later ones, or none."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "raw_data_in_the_first_round": (
        """\
import argparse

from azureml.core import Dataset, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

parser = argparse.ArgumentParser()
parser.add_argument("--stages", nargs="+", default=["clean", "train"])
args = parser.parse_args()

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
raw = Dataset.get_by_name(ws, "raw")

steps = []
previous = raw.as_named_input("raw").as_mount()
for stage in args.stages:
    result = OutputFileDatasetConfig(name=stage)
    step = PythonScriptStep(
        name=stage,
        script_name=f"{stage}.py",
        source_directory="src",
        arguments=["--from", previous, "--to", result],
        compute_target="cpu",
        runconfig=run_config,
    )
    steps.append(step)
    previous = result.as_input()
pipeline = Pipeline(ws, steps=steps)
""",
        """\
import argparse
import re
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

parser = argparse.ArgumentParser()
parser.add_argument("--stages", nargs="+", default=["clean", "train"])
args = parser.parse_args()

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(type="uri_folder", path="azureml:raw@latest", mode="ro_mount")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    previous = raw
    for stage in args.stages:
        step_component = command(
            display_name=stage,
            code="src",
            command=(
                f"python {quote(f'{stage}.py')}"
                " --from ${{inputs.previous}} --to ${{outputs.result}}"
            ),
            inputs={"previous": Input(type="uri_folder")},
            outputs={"result": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        step = step_component(previous=previous)
        step.name = re.sub("[^a-z0-9_]+", "_", f"step_{stage}".lower())
        result = step.outputs.result
        previous = result


pipeline = pipeline_definition()
""",
    ),
    "no_data_in_the_first_round": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

previous = None
steps = []
for year in range(2019, 2022):
    model = PipelineData(f"model_{year}")
    arguments = ["--year", year, "--model", model]
    if previous is not None:
        arguments += ["--warm-start", previous]
    step = PythonScriptStep(
        name=f"train_{year}",
        script_name="train.py",
        source_directory="src",
        arguments=arguments,
        inputs=[] if previous is None else [previous],
        outputs=[model],
        compute_target="cpu",
        runconfig=run_config,
    )
    steps.append(step)
    previous = model
score_step = PythonScriptStep(
    script_name="score.py",
    source_directory="src",
    arguments=["--model", previous],
    inputs=[previous],
    compute_target="cpu",
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[*steps, score_step])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    previous = None
    for year in range(2019, 2022):
        step_component = command(
            display_name=f"train_{year}",
            code="src",
            command=(
                f"python train.py --year {year}"
                " --model ${{outputs.model}} $[[--warm-start ${{inputs.previous}}]]"
            ),
            inputs={"previous": Input(type="uri_folder", optional=True)},
            outputs={"model": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        step = step_component()
        if previous is not None:
            step.inputs.previous = previous
        step.name = f"train_{year}"
        model = step.outputs.model
        previous = model
    score_component = command(
        display_name="score.py",
        code="src",
        command="python score.py --model ${{inputs.previous}}",
        inputs={"previous": Input(type="uri_folder")},
        environment="azureml:sales:4",
    )
    score_step = score_component(previous=previous)


pipeline = pipeline_definition()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
