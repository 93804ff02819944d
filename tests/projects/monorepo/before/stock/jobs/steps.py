from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep


def train_step(store, run_config):
    model = PipelineData("model", datastore=store)
    step = PythonScriptStep(
        name="train stock",
        script_name="train.py",
        source_directory="stock/src",
        arguments=["--model", model],
        outputs=[model],
        compute_target="stock-gpu",
        runconfig=run_config,
    )
    return step, model
