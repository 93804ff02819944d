from azure.ai.ml import Input, MpiDistribution, Output, command
from azure.ai.ml.entities import Environment
from azure.ai.ml.sweep import Choice


def tune_step(raw, environment, compute, rounds):
    tune_component = command(
        display_name="tune",
        code="src",
        command=(
            "python tune.py --raw ${{inputs.raw}} --best ${{outputs.best}} --rounds ${{inputs.rounds}}"
            " --rate ${{inputs.rate}}"
        ),
        inputs={"raw": Input(type="uri_folder"), "rounds": Input(type="integer"), "rate": Input(type="number")},
        outputs={"best": Output(type="uri_folder")},
        environment=environment,
        compute=compute.name,
    )
    step = tune_component(raw=raw, rounds=rounds, rate=Choice(values=[0.1, 0.01])).sweep(
        sampling_algorithm="random",
        primary_metric="loss",
        goal="minimize",
        max_total_trials=8,
        max_concurrent_trials=4,
        timeout=604800,
    )
    best = step.outputs.best
    return step, best


def mpi_step(raw, compute, nodes):
    step_environment = Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults", "mpi4py"]}],
        },
    )
    wide_component = command(
        display_name="wide",
        code="src",
        command="python wide.py --raw ${{inputs.raw}} --model ${{outputs.model}}",
        inputs={"raw": Input(type="uri_folder")},
        outputs={"model": Output(type="uri_folder")},
        environment=step_environment,
        compute=compute.name,
        distribution=MpiDistribution(process_count_per_instance=1),
    )
    step = wide_component(raw=raw)
    step.resources = {"instance_count": nodes}
    model = step.outputs.model
    return step, model


def check_step(region, scores, environment):
    check_component = command(
        display_name=f"check {region}",
        code="src",
        command=f"bash check.sh {region} ${{{{inputs.scores}}}}",
        inputs={"scores": Input(type="uri_file")},
        environment=environment,
        compute="cpu",
    )
    check = check_component(scores=scores)
    check.name = f"check_{region}"
    return check
