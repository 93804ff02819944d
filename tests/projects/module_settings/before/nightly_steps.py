from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep

from settings import cluster, run_config, store

clean = PipelineData("clean", datastore=store)
clean_step = PythonScriptStep(
    name="clean",
    script_name="clean.py",
    source_directory="src",
    arguments=["--clean", clean],
    outputs=[clean],
    compute_target=cluster,
    runconfig=run_config,
)
train_step = PythonScriptStep(
    name="train",
    script_name="train.py",
    source_directory="src",
    arguments=["--clean", clean],
    inputs=[clean],
    compute_target=cluster,
    runconfig=run_config,
)
