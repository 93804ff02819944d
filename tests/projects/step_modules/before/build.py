from azureml.core import Experiment, Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline

from modules.clean.clean_step import clean_step
from modules.report.report_step import report_step
from modules.train.train_step import train_step

ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = DataReference(store, data_reference_name="raw", path_on_datastore="sales", mode="mount")

# Clean the sales
clean_step, clean_outputs = clean_step(raw, "cpu")

# Train on them
train_step, train_outputs = train_step(clean_outputs["clean"], "gpu")

# Say how good the model is
report_step, report_outputs = report_step(train_outputs["model"], clean_outputs["held_back"], "cpu")

print("Submitting")
pipeline = Pipeline(workspace=ws, steps=[clean_step, train_step, report_step])
run = Experiment(ws, "sales").submit(pipeline, pipeline_parameters={"rounds": 20})
run.wait_for_completion()
