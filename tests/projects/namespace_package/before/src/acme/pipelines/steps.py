from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep


def fit_step(compute, run_config: RunConfiguration, rounds):
    model = PipelineData("model")
    step = PythonScriptStep(
        name="fit",
        script_name="fit.py",
        source_directory="training",
        arguments=["--rounds", rounds, "--model", model],
        outputs=[model],
        compute_target=compute,
        runconfig=run_config,
    )
    return step, model


def score_step(model, compute, run_config: RunConfiguration):
    return PythonScriptStep(
        name="score",
        script_name="score.py",
        source_directory="training",
        arguments=["--model", model],
        inputs=[model],
        compute_target=compute,
        runconfig=run_config,
    )
