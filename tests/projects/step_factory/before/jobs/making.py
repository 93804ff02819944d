from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep


def clean_step(region, run_config):
    return PythonScriptStep(
        name=f"clean {region}",
        script_name="clean.py",
        source_directory="src",
        arguments=["--region", region],
        compute_target="cpu",
        runconfig=run_config,
    )


def train_step(region, run_config):
    return PythonScriptStep(
        name=f"train {region}",
        script_name="train.py",
        source_directory="src",
        arguments=["--region", region],
        compute_target="gpu",
        runconfig=run_config,
    )


FACTORIES = {"clean": clean_step, "train": train_step}


def make_step(kind, region, run_config):
    return FACTORIES[kind](region, run_config)
