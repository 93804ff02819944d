import settings
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(
    name="train", script_name="a.py", source_directory="src", compute_target=settings.COMPUTE, runconfig=settings.run_config
)
pipeline = Pipeline(ws, steps=[train])
Experiment(ws, "sales").submit(pipeline)
