from azureml.core import Experiment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline

from jobs.settings import environment, workspace
from jobs.steps import train_step

ws = workspace()
run_config = RunConfiguration()
run_config.environment = environment(ws)
train = train_step("north", run_config)
pipeline = Pipeline(ws, steps=[train])
Experiment(ws, "sales").submit(pipeline)
