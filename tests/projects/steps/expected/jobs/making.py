"""The steps that all pipelines of the team are made of."""
from shlex import quote

from azure.ai.ml import Input, Output, command
from azure.ai.ml.entities import Environment

SOURCES = "src"

default_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)


def clean_step(sales, compute):
    clean_component = command(
        display_name="clean",
        code=SOURCES,
        command="python clean.py --raw ${{inputs.raw}} --clean ${{outputs.clean}}",
        inputs={"raw": Input(type="uri_folder")},
        outputs={"clean": Output(type="uri_folder")},
        environment=default_environment,
        compute=compute,
    )
    step = clean_component(raw=sales)
    clean = step.outputs.clean
    return step, clean


def region_step(region, clean, rounds, environment):
    """The training step of one region and the score that it writes."""
    step_component = command(
        display_name=f"train-{region}",
        code=SOURCES,
        command=(
            f"python train.py --region {quote(region)}"
            " --clean ${{inputs.clean}} --rounds ${{inputs.rounds}} --score ${{outputs.score}}"
        ),
        inputs={"clean": Input(type="uri_folder"), "rounds": Input(type="integer")},
        outputs={"score": Output(type="uri_folder")},
        environment=environment,
        compute="gpu" if region == "north" else "cpu",
    )
    step = step_component(clean=clean, rounds=rounds)
    step.name = f"train_{region}"
    score = step.outputs.score
    return step, score
