from azureml.core import Experiment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

from jobs import settings
from jobs.steps import train_step

ws = settings.workspace()
run_config = RunConfiguration()
run_config.environment = settings.environment(ws)
train, model = train_step(ws.get_default_datastore(), run_config)
check = PythonScriptStep(
    name="check",
    script_name="check.py",
    source_directory="stock/src",
    arguments=["--model", model],
    inputs=[model],
    compute_target=settings.COMPUTE,
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[train, check])
Experiment(ws, "stock").submit(pipeline)
