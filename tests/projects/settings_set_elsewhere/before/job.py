from azureml.core import Experiment
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

import config


def run():
    compute = config.workspace.compute_targets[config.compute]
    clean = PipelineData("clean", datastore=config.store)
    prep_step = PythonScriptStep(
        name="prep",
        script_name="prep.py",
        source_directory="src",
        arguments=["--to", clean],
        outputs=[clean],
        compute_target=compute,
        runconfig=config.run_config,
    )
    train_step = PythonScriptStep(
        name="train",
        script_name="train.py",
        source_directory="src",
        arguments=["--from", clean],
        inputs=[clean],
        compute_target=compute,
        runconfig=config.run_config,
    )
    pipeline = Pipeline(config.workspace, steps=[train_step, prep_step])
    Experiment(config.workspace, "sales").submit(pipeline)
