from azureml.core import Experiment, Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline

from jobs.making import train_step

ws = Workspace.from_config()
clean = DataReference(ws.get_default_datastore(), "clean", "sales/north", mode="mount")
step, outputs = train_step(clean, "north")
pipeline = Pipeline(ws, steps=[step])
Experiment(ws, "north").submit(pipeline)
