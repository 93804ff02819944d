import os

from azureml.pipeline.steps import PythonScriptStep


def check_step(model_dir, test_dir, compute_target, run_config):
    step = PythonScriptStep(
        name="check",
        script_name="check.py",
        arguments=["--model", model_dir, "--test", test_dir],
        inputs=[model_dir, test_dir],
        compute_target=compute_target,
        runconfig=run_config,
        source_directory=os.path.dirname(os.path.abspath(__file__)),
        allow_reuse=False,
    )

    return step
