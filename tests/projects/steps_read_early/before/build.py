"""Builds the sales pipeline: what one step writes is handed to the next before the steps are made."""

from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline

from sales.prepare import Prepare
from sales.report import Report
from sales.train import Train

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

prepare = Prepare(run_config, 3)
# Trains on what was prepared
train = Train(run_config, prepare.clean)
report = Report(run_config, train.model)

# The training comes first in the list
train_step = train.step(epochs=5)
pipeline = Pipeline(ws, steps=[train_step, prepare.step(), report.step()])
Experiment(ws, "sales").submit(pipeline)
