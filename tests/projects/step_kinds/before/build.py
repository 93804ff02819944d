from azureml.core import Dataset, Environment, Experiment, Workspace
from azureml.pipeline.core import Pipeline

from jobs.scoring import ScoreStep
from jobs.training import check_step, mpi_step, tune_step

ws = Workspace.from_config()
environment = Environment.get(ws, "sales", "4")
raw = Dataset.File.from_files((ws.get_default_datastore(), "sales"))

gpu = ws.compute_targets["gpu"]

steps = []
tune, best = tune_step(raw, environment, gpu)
steps.append(tune)
wide, model = mpi_step(raw, gpu)
steps.append(wide)
for region in ["north", "south"]:
    score, results = ScoreStep(region, environment).make(raw, model)
    check = check_step(region, results["scores"], environment)
    steps += [score, check]
pipeline = Pipeline(ws, steps=steps)
Experiment(ws, "sales").submit(pipeline)
