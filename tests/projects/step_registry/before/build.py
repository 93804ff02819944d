from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline

from jobs import registry
from jobs.registry import STEPS
from jobs.report import report_steps

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", "4")

steps = []
for name, make in STEPS.items():
    print("adding", name)
    steps.append(make(ws, run_config, "cpu"))
for check in registry.CHECKS:
    steps.append(check(ws, run_config, "cpu").build())
steps += report_steps(run_config, "cpu", ["north", "south"])
pipeline = Pipeline(ws, steps=steps)
Experiment(ws, "sales").submit(pipeline)
