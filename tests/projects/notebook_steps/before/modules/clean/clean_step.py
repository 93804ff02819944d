import os

from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


def clean_step(raw, compute_target):
    """The step that cleans the images, and what it writes."""
    run_config = RunConfiguration()
    run_config.environment.docker.base_image = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04"

    size = PipelineParameter(name="size", default_value=64)
    train_dir = PipelineData(name="train_dir", datastore=raw.datastore, output_mode="mount", is_directory=True)
    test_dir = PipelineData(name="test_dir", datastore=raw.datastore, output_mode="mount", is_directory=True)
    outputs = [train_dir, test_dir]
    outputs_map = {"train_dir": train_dir, "test_dir": test_dir}

    step = PythonScriptStep(
        name="clean",
        script_name="clean.py",
        arguments=["--raw", raw, "--size", size, "--train", train_dir, "--test", test_dir],
        inputs=[raw],
        outputs=outputs,
        compute_target=compute_target,
        runconfig=run_config,
        source_directory=os.path.dirname(os.path.abspath(__file__)),
        allow_reuse=True,
    )

    return step, outputs_map
