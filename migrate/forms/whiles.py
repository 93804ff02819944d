"""Pipelines whose steps ``while`` loops make, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "steps_of_a_queue": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

queue = ["load", "clean", "train"]
steps = []
data = None
while queue:
    name = queue.pop(0)
    result = PipelineData(name)
    step = PythonScriptStep(
        name=name,
        script_name=f"{name}.py",
        source_directory="src",
        arguments=["--to", result] + (["--from", data] if data else []),
        inputs=[data] if data else [],
        outputs=[result],
        compute_target="cpu",
        runconfig=run_config,
    )
    steps.append(step)
    data = result
number, previous = 0, None
while number < 3:
    check_step = PythonScriptStep(
        name=f"check_{number}",
        script_name="check.py",
        source_directory="src",
        arguments=["--number", number],
        compute_target="cpu",
        runconfig=run_config,
    )
    if previous is not None:
        check_step.run_after(previous)
    previous = check_step
    steps.append(check_step)
    number += 1
pipeline = Pipeline(ws, steps=steps)
""",
        """\
import re
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    queue = ["load", "clean", "train"]
    data = None
    while queue:
        name = queue.pop(0)
        step_component = command(
            display_name=name,
            code="src",
            command=(
                f"python {quote(f'{name}.py')}"
                " --to ${{outputs.result}} $[[--from ${{inputs.data}}]]"
            ),
            inputs={"data": Input(type="uri_folder", optional=True)},
            outputs={"result": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        step = step_component()
        if data is not None:
            step.inputs.data = data
        step.name = re.sub("[^a-z0-9_]+", "_", f"step_{name}".lower())
        result = step.outputs.result
        data = result
    number, previous = 0, None
    while number < 3:
        check_component = command(
            display_name=f"check_{number}",
            code="src",
            command=(
                f"python check.py --number {number}"
                " && echo done > ${{outputs.done}}/done.txt"
            ),
            inputs={"after_previous": Input(type="uri_folder", optional=True)},
            outputs={"done": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        check_step = check_component()
        check_step.name = f"check_{number}"
        if previous is not None:
            check_step.inputs.after_previous = previous.outputs.done
        previous = check_step
        number += 1


pipeline = pipeline_definition()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
