"""Data that a step reads on a condition, with what becomes of it."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "data_on_a_condition": (
        """\
import os

from azureml.core import Dataset, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
common = {"source_directory": "src", "compute_target": "cpu", "runconfig": run_config}

clean = PipelineData("clean")
prices = Dataset.get_by_name(ws, "prices")
prep_step = PythonScriptStep("prep.py", arguments=["--to", clean], outputs=[clean], **common)
arguments = ["--rounds", 100]
inputs = []
if os.environ.get("PREPARED", "yes") == "yes":
    arguments += ["--clean", clean]
    inputs.append(clean)
else:
    arguments += ["--prices", prices.as_named_input("prices").as_mount()]
if os.environ.get("OLD"):
    old = Dataset.get_by_name(ws, "old")
    arguments.extend(["--old", old.as_named_input("old").as_mount()])
train_step = PythonScriptStep("train.py", arguments=arguments, inputs=inputs, **common)
pipeline = Pipeline(ws, steps=[train_step])
""",
        """\
import os

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

prices = Input(type="uri_folder", path="azureml:prices@latest", mode="ro_mount")
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py --to ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
if os.environ.get("OLD"):
    old = Input(type="uri_folder", path="azureml:old@latest", mode="ro_mount")
train_component = command(
    display_name="train.py",
    code="src",
    command=(
        "python train.py --rounds 100 $[[--clean ${{inputs.clean}}]] $[[--prices"
        " ${{inputs.prices}}]] $[[--old ${{inputs.old}}]]"
    ),
    inputs={
        "clean": Input(type="uri_folder", optional=True),
        "prices": Input(type="uri_folder", optional=True),
        "old": Input(type="uri_folder", optional=True),
    },
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()
    if os.environ.get("PREPARED", "yes") == "yes":
        prep_step = prep_component()
        train_step.inputs.clean = prep_step.outputs.clean
    else:
        train_step.inputs.prices = prices
    if os.environ.get("OLD"):
        train_step.inputs.old = old


pipeline = pipeline_definition()
""",
    ),
    "data_that_a_function_may_be_given": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def make_step(name, data=None, after=None):
    result = PipelineData(name)
    arguments = ["--to", result]
    if data is not None:
        arguments += ["--from", data]
    step = PythonScriptStep(
        name=name,
        script_name=f"{name}.py",
        source_directory="src",
        arguments=arguments,
        inputs=[data] if data is not None else None,
        outputs=[result],
        compute_target="cpu",
        runconfig=run_config,
    )
    if after is not None:
        step.run_after(after)
    return step, result


load_step, loaded = make_step("load")
prep_step, clean = make_step("prep", loaded)
check_step, _ = make_step("check", data=loaded)
steps = [load_step, prep_step, check_step]
for region in ["north", "south"]:
    arguments = ["--region", region, "--from", clean]
    if region == "north":
        arguments.append("--verbose")
    train_step = PythonScriptStep(
        name=f"train {region}",
        script_name="train.py",
        source_directory="src",
        arguments=arguments,
        inputs=[clean],
        compute_target="cpu",
        runconfig=run_config,
    )
    steps.append(train_step)
report_step, _ = make_step("report", after=check_step)
steps.append(report_step)
pipeline = Pipeline(ws, steps=steps)
""",
        """\
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def make_step(name, data=None, after=None):
    step_component = command(
        display_name=name,
        code="src",
        command=(
            f"python {quote(f'{name}.py')}"
            " --to ${{outputs.result}} $[[--from ${{inputs.data}}]]"
            " && echo done > ${{outputs.done}}/done.txt"
        ),
        inputs={
            "data": Input(type="uri_folder", optional=True),
            "after_previous": Input(type="uri_folder", optional=True),
        },
        outputs={
            "result": Output(type="uri_folder"),
            "done": Output(type="uri_folder"),
        },
        environment="azureml:sales:4",
    )
    step = step_component()
    if data is not None:
        step.inputs.data = data
    result = step.outputs.result
    if after is not None:
        step.inputs.after_previous = after.outputs.done
    return step, result


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    load_step, loaded = make_step("load")
    prep_step, clean = make_step("prep", loaded)
    check_step, _ = make_step("check", data=loaded)
    for region in ["north", "south"]:
        train_component = command(
            display_name=f"train {region}",
            code="src",
            command=(
                f"python train.py --region {quote(region)}"
                " --from ${{inputs.clean}}"
                f"{' --verbose' if region == 'north' else ''}"
            ),
            inputs={"clean": Input(type="uri_folder")},
            environment="azureml:sales:4",
        )
        train_step = train_component(clean=clean)
        train_step.name = f"train_{region}"
    report_step, _ = make_step("report", after=check_step)


pipeline = pipeline_definition()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
