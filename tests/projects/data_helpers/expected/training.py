from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

import data

ws = MLClient.from_config(DefaultAzureCredential())
images = data.get_files(ws, "images", "raw/images", ws.datastores.get_default())
labels = data.get_files(ws, "labels", "raw/labels", ws.datastores.get_default())
default_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def training_pipeline():
    train_component = command(
        display_name="train",
        code="src",
        command=(
            "python train.py --images ${{inputs.images}} --labels ${{inputs.labels}}"
        ),
        inputs={"images": Input(type="uri_folder"), "labels": Input(type="uri_folder")},
        environment=default_environment,
    )
    train = train_component(
        images=Input(type="uri_folder", path=images.id, mode="ro_mount"),
        labels=Input(type="uri_folder", path=labels.id, mode="download"),
    )
    train.inputs.labels.mode = "download"


ws.jobs.create_or_update(training_pipeline(), experiment_name="training")
