from azureml.core import Dataset, Experiment, Workspace
from azureml.core.compute import ComputeTarget
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunStep, PythonScriptStep
from helper import build_config, get_environment
from watching import watch

ws = Workspace.from_config()
compute = ComputeTarget(ws, "cpu")
sales = Dataset.get_by_name(ws, "sales")
environment = get_environment()
config = build_config(environment, compute, 2)
scores = PipelineData("scores", datastore=ws.get_default_datastore())
score = ParallelRunStep(
    name="score", parallel_run_config=config, inputs=[sales.as_named_input("sales")], output=scores, allow_reuse=False
)
run_config = RunConfiguration()
run_config.environment = environment
report = PythonScriptStep(
    name="report", script_name="report.py", arguments=["--scores", scores], inputs=[scores],
    compute_target=compute, runconfig=run_config, source_directory="scripts",
)
pipeline = Pipeline(ws, steps=[score, report])
run = Experiment(ws, "sales").submit(pipeline)
print(watch(ws, run))
