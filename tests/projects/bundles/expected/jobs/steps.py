from typing import NamedTuple

from azure.ai.ml import Input, Output, command
from azure.ai.ml.entities import Command

from jobs.context import JobContext


class Made(NamedTuple):
    step: Command
    output: Output


def clean(context: JobContext) -> Made:
    clean_component = command(
        display_name="clean",
        code="src",
        command="python clean.py --output ${{outputs.clean}}",
        outputs={
            "clean": Output(
                type="uri_folder",
                path="azureml://datastores/lake/paths/azureml/${{name}}/${{output_name}}",
            ),
        },
        environment=context.environment,
        compute=context.compute.cpu.name,
    )
    step = clean_component()
    step.name = "clean"
    output = step.outputs.clean
    return Made(step, output)


def train(context: JobContext, cleaned: Made) -> Made:
    train_component = command(
        display_name="train",
        code="src",
        command=(
            "python train.py --input ${{inputs.clean}}"
            f" --rounds {context.rounds}"
            " --output ${{outputs.model}}"
        ),
        inputs={"clean": Input(type="uri_folder")},
        outputs={
            "model": Output(
                type="uri_folder",
                path="azureml://datastores/lake/paths/azureml/${{name}}/${{output_name}}",
            ),
        },
        environment=context.environment,
        compute=context.compute.gpu.name,
    )
    step = train_component(clean=cleaned.output)
    step.name = "train"
    output = step.outputs.model
    return Made(step=step, output=output)
