from aml_tools import Connection
from azureml.core import Experiment
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from stats import ROUNDS

connection = Connection()
train_step = PythonScriptStep(
    name="train",
    script_name="train.py",
    source_directory="src",
    arguments=["--rounds", ROUNDS],
    compute_target="cpu",
    runconfig=connection.run_config("sales", "4"),
)
pipeline = Pipeline(connection.ws, steps=[train_step])
Experiment(connection.ws, "sales").submit(pipeline)
