import os

from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


def clean_step(raw, compute_target):
    """Take out what is not a sale, and hold some of the sales back.

    :return: The step, and what it writes (keys: clean, held_back)
    """
    run_config = RunConfiguration()
    run_config.environment.python.conda_dependencies = CondaDependencies.create(pip_packages=["pandas==1.5.3"])

    share = PipelineParameter(name="share", default_value=0.2)

    clean = PipelineData(name="clean", datastore=raw.datastore, output_mode="mount", is_directory=True)
    held_back = PipelineData(name="held_back", datastore=raw.datastore, output_mode="mount", is_directory=True)

    outputs = [clean, held_back]
    outputs_map = {
        "clean": clean,
        "held_back": held_back,
    }

    step = PythonScriptStep(
        script_name="clean.py",
        arguments=["--raw", raw, "--clean", clean, "--held-back", held_back, "--share", share],
        inputs=[raw],
        outputs=outputs,
        compute_target=compute_target,
        source_directory=os.path.dirname(os.path.abspath(__file__)),
        runconfig=run_config,
        allow_reuse=True,
    )

    return step, outputs_map
