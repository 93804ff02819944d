"""What runs without a pipeline."""

from azureml.core import Environment, Experiment, ScriptRunConfig


def training(ws, rides, rounds=3):
    return ScriptRunConfig(
        source_directory="src",
        script="train.py",
        arguments=["--rides", rides.as_named_input("rides").as_mount(), "--rounds", rounds],
        compute_target="gpu",
        environment=Environment.get(ws, "training"),
    )


def score(ws, rides):
    config = ScriptRunConfig(
        source_directory="src",
        script="train.py",
        arguments=["--rides", rides.as_named_input("rides").as_download()],
        compute_target="cpu",
        environment=Environment.get(ws, "scoring"),
    )
    return Experiment(ws, "scoring").submit(config)
