"""Train a churn model: clean and split the customer data, then fit and measure a model.

Run it from this folder, with the config.json of a workspace beside it.
"""

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import AmlCompute, Environment
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
print(ws.workspace_name, ws.resource_group_name, ws.workspaces.get(ws.workspace_name).location, sep="\n")

# The customer data lies in the workspace's own blob storage
def_blob_store = ws.datastores.get_default()

# One small machine is enough for both steps
aml_compute_target = "cpu-cluster"
try:
    aml_compute = ws.compute.get(aml_compute_target)
    print("found existing compute target")
except ResourceNotFoundError:
    print("creating new compute target")
    provisioning_config = AmlCompute(
        name=aml_compute_target,
        size="STANDARD_D2_V2",
        min_instances=0,
        max_instances=1,
        idle_time_before_scale_down=1800,
    )
    aml_compute = ws.compute.begin_create_or_update(provisioning_config).result()

# Both steps run in the same environment
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", {"pip": ["numpy", "pandas", "scikit-learn", "sklearn_pandas"]}],
    },
)

# What goes in, what goes from step to step, what comes out
raw_data = Input(type="uri_folder", path=f"azureml://datastores/{def_blob_store.name}/paths/churn/raw", mode="ro_mount")

process_component = command(
    display_name="Prepare data",
    code="src",
    command="python process.py --process_mode train --input ${{inputs.raw_data}} --output ${{outputs.processed_data}}",
    inputs={"raw_data": Input(type="uri_folder")},
    outputs={"processed_data": Output(type="uri_folder")},
    environment=environment,
)

# Regularize a little more than by default: there are few rows
train_component = command(
    display_name="Train model",
    code="src",
    command="python train.py --input ${{inputs.processed_data}} --output ${{outputs.model}} --regularization 0.5",
    inputs={"processed_data": Input(type="uri_folder")},
    outputs={"model": Output(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute=aml_compute.name, continue_on_step_failure=False)
def churn_training_pipeline(raw_data: Input(type="uri_folder")):
    process_step = process_component(raw_data=raw_data)
    train_step = train_component(processed_data=process_step.outputs.processed_data)


pipeline = churn_training_pipeline(raw_data=raw_data)
pipeline_run = ws.jobs.create_or_update(pipeline, experiment_name="churn-training")
ws.jobs.stream(pipeline_run.name)
