from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

import data

ws = Workspace.from_config()
images = data.get_files(ws, "images", "raw/images", ws.get_default_datastore())
labels = data.get_files(ws, "labels", "raw/labels", ws.get_default_datastore())
train = PythonScriptStep(
    name="train",
    script_name="train.py",
    source_directory="src",
    arguments=[
        "--images",
        images.as_named_input("images").as_mount(),
        "--labels",
        labels.as_named_input("labels").as_download(),
    ],
    compute_target="gpu",
)
Experiment(ws, "training").submit(Pipeline(ws, steps=[train]))
