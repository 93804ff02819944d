from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

from data import Tables, registered

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "scoring")
score = PythonScriptStep(
    name="score",
    script_name="train.py",
    source_directory="src",
    arguments=["--images", registered(ws, "new-images").as_named_input("images").as_download()],
    compute_target="cpu",
    runconfig=run_config,
)
Experiment(ws, "scoring").submit(Pipeline(ws, steps=[score]))

sales = Tables(ws).load("sales")
config = ScriptRunConfig(
    source_directory="src",
    script="train.py",
    arguments=["--sales", sales.as_named_input("sales")],
    compute_target="cpu",
    environment=Environment.get(ws, "scoring"),
)
Experiment(ws, "sales").submit(config)
