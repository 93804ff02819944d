"""What runs without a pipeline."""

from azure.ai.ml import command


def training(ws, rides, rounds=3):
    job = command(
        code="src",
        command=f"python train.py --rides ${{{{inputs.rides}}}} --rounds {rounds}",
        inputs={"rides": rides},
        environment="azureml:training@latest",
        compute="gpu",
    )
    return job


def score(ws, rides):
    config = command(
        code="src",
        command="python train.py --rides ${{inputs.rides}}",
        inputs={"rides": rides},
        environment="azureml:scoring@latest",
        compute="cpu",
    )
    return ws.jobs.create_or_update(config, experiment_name="scoring")
