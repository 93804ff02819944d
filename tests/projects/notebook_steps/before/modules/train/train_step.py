import os

from azureml.pipeline.core import PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


def train_step(train_dir, compute_target, run_config):
    rounds = PipelineParameter(name="rounds", default_value=20)
    model_dir = PipelineData(name="model_dir", datastore=train_dir.datastore, output_mode="mount", is_directory=True)
    outputs_map = {"model_dir": model_dir}

    step = PythonScriptStep(
        name="train",
        script_name="train.py",
        arguments=["--train", train_dir, "--rounds", rounds, "--model", model_dir],
        inputs=[train_dir],
        outputs=[model_dir],
        compute_target=compute_target,
        runconfig=run_config,
        source_directory=os.path.dirname(os.path.abspath(__file__)),
    )

    return step, outputs_map
