"""Pipelines in which a round of a loop needs what an earlier one made, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "steps_one_after_the_other": (
        """\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

load_step = PythonScriptStep("load.py", source_directory="src", compute_target="cpu", runconfig=run_config)
steps = [load_step]
# One region at a time: the cluster is small
previous = None
for region in ["north", "south", "east"]:
    if region == os.environ.get("WITHOUT"):
        continue
    train_step = PythonScriptStep(
        name=f"train {region}",
        script_name="train.py",
        source_directory="src",
        arguments=["--region", region],
        compute_target="cpu",
        runconfig=run_config,
    )
    train_step.run_after(load_step)
    if previous is not None:
        train_step.run_after(previous)
    previous = train_step
    steps.append(train_step)
report_step = PythonScriptStep("report.py", source_directory="src", compute_target="cpu", runconfig=run_config)
report_step.run_after(previous)
pipeline = Pipeline(ws, steps=[*steps, report_step])
""",
        """\
import os
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    load_component = command(
        display_name="load.py",
        code="src",
        command="python load.py && echo done > ${{outputs.done}}/done.txt",
        outputs={"done": Output(type="uri_folder")},
        environment="azureml:sales:4",
    )
    load_step = load_component()
    # One region at a time: the cluster is small
    previous = None
    for region in ["north", "south", "east"]:
        if region == os.environ.get("WITHOUT"):
            continue
        train_component = command(
            display_name=f"train {region}",
            code="src",
            command=f"python train.py --region {quote(region)} && echo done > ${{{{outputs.done}}}}/done.txt",
            inputs={"after_load": Input(type="uri_folder"), "after_previous": Input(type="uri_folder", optional=True)},
            outputs={"done": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        train_step = train_component()
        train_step.name = f"train_{region}"
        train_step.inputs.after_load = load_step.outputs.done
        if previous is not None:
            train_step.inputs.after_previous = previous.outputs.done
        previous = train_step
    report_component = command(
        display_name="report.py",
        code="src",
        command="python report.py",
        inputs={"after_train": Input(type="uri_folder")},
        environment="azureml:sales:4",
    )
    report_step = report_component()
    report_step.inputs.after_train = previous.outputs.done


pipeline = pipeline_definition()
""",
    ),
    "neighbours_in_a_list": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

steps = [PythonScriptStep("load.py", source_directory="src", compute_target="cpu", runconfig=run_config)]
for region in ["north", "south"]:
    steps.append(
        PythonScriptStep(
            name=f"train {region}",
            script_name="train.py",
            source_directory="src",
            arguments=["--region", region],
            compute_target="cpu",
            runconfig=run_config,
        )
    )
for earlier, later in zip(steps, steps[1:]):
    later.run_after(earlier)

checks = []
for number, script in enumerate(["check0", "check1"]):
    check_step = PythonScriptStep(
        name=script,
        script_name=f"{script}.py",
        source_directory="src",
        compute_target="cpu",
        runconfig=run_config,
    )
    if number > 0:
        check_step.run_after(checks[number - 1])
    checks.append(check_step)
pipeline = Pipeline(ws, steps=steps + checks)
""",
        """\
import re
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    load_component = command(
        display_name="load.py",
        code="src",
        command="python load.py && echo done > ${{outputs.done}}/done.txt",
        outputs={"done": Output(type="uri_folder")},
        environment="azureml:sales:4",
    )
    steps = [load_component()]
    for region in ["north", "south"]:
        train_component = command(
            display_name=f"train {region}",
            code="src",
            command=f"python train.py --region {quote(region)} && echo done > ${{{{outputs.done}}}}/done.txt",
            inputs={"after_previous": Input(type="uri_folder", optional=True)},
            outputs={"done": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        train_step = train_component()
        train_step.name = f"train_{region}"
        steps.append(
            train_step
        )
    for earlier, later in zip(steps, steps[1:]):
        later.inputs.after_previous = earlier.outputs.done

    checks = []
    for number, script in enumerate(["check0", "check1"]):
        check_component = command(
            display_name=script,
            code="src",
            command=f"python {quote(f'{script}.py')} && echo done > ${{{{outputs.done}}}}/done.txt",
            inputs={"after_previous": Input(type="uri_folder", optional=True)},
            outputs={"done": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        check_step = check_component()
        check_step.name = re.sub("[^a-z0-9_]+", "_", f"check_{script}".lower())
        if number > 0:
            check_step.inputs.after_previous = checks[number - 1].outputs.done
        checks.append(check_step)


pipeline = pipeline_definition()
""",
    ),
    "data_from_round_to_round": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def stage(name, data):
    result = PipelineData(name)
    step = PythonScriptStep(
        name=name,
        script_name=f"{name}.py",
        source_directory="src",
        arguments=["--from", data, "--to", result],
        inputs=[data],
        outputs=[result],
        compute_target="cpu",
        runconfig=run_config,
    )
    return step, result


data = PipelineData("loaded")
load_step = PythonScriptStep(
    "load.py",
    source_directory="src",
    arguments=["--to", data],
    outputs=[data],
    compute_target="cpu",
    runconfig=run_config,
)
steps = [load_step]
for name in ["prep", "merge", "train"]:
    step, data = stage(name, data)
    steps.append(step)
if data:
    report_step = PythonScriptStep(
        "report.py",
        source_directory="src",
        arguments=["--from", data],
        inputs=[data],
        compute_target="cpu",
        runconfig=run_config,
    )
    steps.append(report_step)
pipeline = Pipeline(ws, steps=steps)
""",
        """\
import re
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def stage(name, data):
    step_component = command(
        display_name=name,
        code="src",
        command=(
            f"python {quote(f'{name}.py')}"
            " --from ${{inputs.data}} --to ${{outputs.result}}"
        ),
        inputs={"data": Input(type="uri_folder")},
        outputs={"result": Output(type="uri_folder")},
        environment="azureml:sales:4",
    )
    step = step_component(data=data)
    step.name = re.sub("[^a-z0-9_]+", "_", f"step_{name}".lower())
    result = step.outputs.result
    return step, result


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    load_component = command(
        display_name="load.py",
        code="src",
        command="python load.py --to ${{outputs.loaded}}",
        outputs={"loaded": Output(type="uri_folder")},
        environment="azureml:sales:4",
    )
    load_step = load_component()
    data = load_step.outputs.loaded
    for name in ["prep", "merge", "train"]:
        step, data = stage(name, data)
    if data is not None:
        report_component = command(
            display_name="report.py",
            code="src",
            command="python report.py --from ${{inputs.data}}",
            inputs={"data": Input(type="uri_folder")},
            environment="azureml:sales:4",
        )
        report_step = report_component(data=data)


pipeline = pipeline_definition()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
