from azureml.pipeline.core import PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


def train_step(clean, region):
    rounds = PipelineParameter("rounds", 10)
    model = PipelineData("model", datastore=clean.datastore)
    outputs = {"model": model}
    step = PythonScriptStep(
        name=f"train {region}",
        script_name="train.py",
        source_directory="src",
        arguments=["--clean", clean, "--model", model, "--rounds", rounds, "--region", region],
        inputs=[clean],
        outputs=[model],
        compute_target="cpu",
    )
    return step, outputs


def scored(clean, region):
    train, trained = train_step(clean, region)
    model = trained["model"]
    return PythonScriptStep(
        name="score",
        script_name="score.py",
        source_directory="src",
        arguments=["--model", model],
        inputs=[model],
        compute_target="cpu",
    )
