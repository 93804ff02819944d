"""Train a churn model: clean and split the customer data, then fit and measure a model.

Run it from this folder, with the config.json of a workspace beside it.
"""

from azureml.core import Experiment, Workspace
from azureml.core.compute import AmlCompute, ComputeTarget
from azureml.core.compute_target import ComputeTargetException
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import DEFAULT_CPU_IMAGE, RunConfiguration
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
print(ws.name, ws.resource_group, ws.location, sep="\n")

# The customer data lies in the workspace's own blob storage
def_blob_store = ws.get_default_datastore()

# One small machine is enough for both steps
aml_compute_target = "cpu-cluster"
try:
    aml_compute = AmlCompute(ws, aml_compute_target)
    print("found existing compute target")
except ComputeTargetException:
    print("creating new compute target")
    provisioning_config = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", min_nodes=0, max_nodes=1)
    aml_compute = ComputeTarget.create(ws, aml_compute_target, provisioning_config)
    aml_compute.wait_for_completion(show_output=True, min_node_count=None, timeout_in_minutes=20)

# Both steps run in the same environment
run_config = RunConfiguration()
run_config.target = aml_compute

# Use docker, with the image that Azure ML offers for CPUs
run_config.environment.docker.enabled = True
run_config.environment.docker.base_image = DEFAULT_CPU_IMAGE

# Let Azure ML make a conda environment with these packages before the first run
run_config.environment.python.user_managed_dependencies = False
run_config.auto_prepare_environment = True
run_config.environment.python.conda_dependencies = CondaDependencies.create(
    pip_packages=["numpy", "pandas", "scikit-learn", "sklearn_pandas"]
)

# What goes in, what goes from step to step, what comes out
raw_data = DataReference(
    datastore=def_blob_store,
    data_reference_name="raw_data",
    path_on_datastore="churn/raw",
)
processed_data = PipelineData("processed_data", datastore=def_blob_store)
model = PipelineData("model", datastore=def_blob_store)

process_step = PythonScriptStep(
    name="Prepare data",
    script_name="process.py",
    arguments=["--process_mode", "train", "--input", raw_data, "--output", processed_data],
    inputs=[raw_data],
    outputs=[processed_data],
    compute_target=aml_compute,
    runconfig=run_config,
    source_directory="src",
)

# Regularize a little more than by default: there are few rows
train_step = PythonScriptStep(
    name="Train model",
    script_name="train.py",
    arguments=["--input", processed_data, "--output", model, "--regularization", 0.5],
    inputs=[processed_data],
    outputs=[model],
    compute_target=aml_compute,
    runconfig=run_config,
    source_directory="src",
)

pipeline = Pipeline(workspace=ws, steps=[process_step, train_step])
pipeline_run = Experiment(ws, "churn-training").submit(pipeline)
pipeline_run.wait_for_completion(show_output=True)
