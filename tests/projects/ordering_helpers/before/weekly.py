from azureml.core import Experiment
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

from common import chain, get_compute, get_run_config, get_workspace

ws = get_workspace()
compute = get_compute(ws, "cpu")
run_config = get_run_config(ws, "weekly")

load = PythonScriptStep("load.py", name="load", source_directory="src", compute_target=compute, runconfig=run_config)
retrain = PythonScriptStep(
    "retrain.py", name="retrain", source_directory="src", compute_target=compute, runconfig=run_config
)
report = PythonScriptStep(
    "report.py", name="report", source_directory="src", compute_target=compute, runconfig=run_config
)
pipeline = Pipeline(ws, steps=chain([load, retrain, report]))
run = Experiment(ws, "weekly").submit(pipeline)
