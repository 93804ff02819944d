from shlex import quote

from azure.ai.ml import Input, Output, command
from azure.ai.ml.entities import Environment


def fit_step(compute, environment: Environment, rounds):
    step_component = command(
        display_name="fit",
        code="training",
        command=(
            f"python fit.py --rounds {quote(str(rounds))}"
            " --model ${{outputs.model}}"
        ),
        outputs={"model": Output(type="uri_folder")},
        environment=environment,
        compute=compute.name,
    )
    step = step_component()
    model = step.outputs.model
    return step, model


def score_step(model, compute, environment: Environment):
    score_component = command(
        display_name="score",
        code="training",
        command="python score.py --model ${{inputs.model}}",
        inputs={"model": Input(type="uri_folder")},
        environment=environment,
        compute=compute.name,
    )
    return score_component(model=model)
