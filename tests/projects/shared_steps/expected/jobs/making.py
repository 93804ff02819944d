from shlex import quote

from azure.ai.ml import Input, Output, command
from azure.ai.ml.entities import Environment

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)


def train_step(clean, region, rounds):
    step_component = command(
        display_name=f"train {region}",
        code="src",
        command=(
            "python train.py --clean ${{inputs.clean}} --model ${{outputs.model}}"
            " --rounds ${{inputs.rounds}}"
            f" --region {quote(region)}"
        ),
        inputs={"clean": Input(type="uri_folder"), "rounds": Input(type="integer")},
        outputs={"model": Output(type="uri_folder")},
        environment=environment,
    )
    step = step_component(clean=clean, rounds=rounds)
    step.name = f"train_{region}"
    model = step.outputs.model
    outputs = {"model": model}
    return step, outputs


def scored(clean, region, rounds):
    train, trained = train_step(clean, region, rounds=rounds)
    model = trained["model"]
    score_component = command(
        display_name="score",
        code="src",
        command="python score.py --model ${{inputs.model}}",
        inputs={"model": Input(type="uri_folder")},
        environment=environment,
    )
    return score_component(model=model)
