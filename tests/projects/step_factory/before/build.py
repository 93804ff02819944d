from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline

from jobs.making import make_step

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", "4")
steps = []
for kind in ["clean", "train"]:
    steps.append(make_step(kind, "north", run_config))
pipeline = Pipeline(ws, steps=steps)
Experiment(ws, "sales").submit(pipeline)
