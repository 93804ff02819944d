"""Steps of which one or another is made, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "alternatives_that_write_the_same_data": (
        """\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
mode = os.environ.get("MODE", "full")

# What the preparation leaves for the training
clean = PipelineData("clean")
if mode == "full":
    # Takes an hour
    prep_step = PythonScriptStep(
        name="prep",
        script_name="prep.py",
        arguments=["--to", clean],
        outputs=[clean],
        source_directory="src",
        compute_target="cpu",
        runconfig=run_config,
    )
elif mode == "sample":
    prep_step = PythonScriptStep(
        name="sample",
        script_name="sample.py",
        arguments=["--rows", 1000, "--to", clean],
        outputs=[clean],
        source_directory="src",
        compute_target="cpu",
        runconfig=run_config,
    )
else:
    raise ValueError(f"unknown mode {mode}")
train_step = PythonScriptStep(
    name="train",
    script_name="train.py",
    arguments=["--from", clean],
    inputs=[clean],
    source_directory="src",
    compute_target="cpu",
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[prep_step, train_step])
""",
        """\
import os

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
mode = os.environ.get("MODE", "full")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    if mode == "full":
        # Takes an hour
        prep_component = command(
            display_name="prep",
            code="src",
            command="python prep.py --to ${{outputs.clean}}",
            outputs={"clean": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        prep_step = prep_component()
        prep_step.name = "prep"
        clean = prep_step.outputs.clean
    elif mode == "sample":
        sample_component = command(
            display_name="sample",
            code="src",
            command="python sample.py --rows 1000 --to ${{outputs.clean}}",
            outputs={"clean": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        prep_step = sample_component()
        prep_step.name = "sample"
        clean = prep_step.outputs.clean
    else:
        raise ValueError(f"unknown mode {mode}")
    train_component = command(
        display_name="train",
        code="src",
        command="python train.py --from ${{inputs.clean}}",
        inputs={"clean": Input(type="uri_folder")},
        environment="azureml:sales:4",
    )
    train_step = train_component(clean=clean)


pipeline = pipeline_definition()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
