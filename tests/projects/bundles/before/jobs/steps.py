from typing import NamedTuple

from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep

from jobs.context import JobContext


class Made(NamedTuple):
    step: PythonScriptStep
    output: PipelineData


def clean(context: JobContext) -> Made:
    output = PipelineData("clean", datastore=context.store)
    step = PythonScriptStep(
        name="clean",
        script_name="clean.py",
        source_directory="src",
        arguments=["--output", output],
        outputs=[output],
        compute_target=context.compute.cpu,
        runconfig=context.run_config,
    )
    return Made(step, output)


def train(context: JobContext, cleaned: Made) -> Made:
    output = PipelineData("model", datastore=context.store)
    step = PythonScriptStep(
        name="train",
        script_name="train.py",
        source_directory="src",
        arguments=["--input", cleaned.output, "--rounds", context.rounds, "--output", output],
        inputs=[cleaned.output],
        outputs=[output],
        compute_target=context.compute.gpu,
        runconfig=context.run_config,
    )
    return Made(step=step, output=output)
