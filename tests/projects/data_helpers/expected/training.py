from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

import data

ws = MLClient.from_config(DefaultAzureCredential())
images = data.get_files(ws, "images", "raw/images", ws.datastores.get_default())
default_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
train_component = command(
    display_name="train",
    code="src",
    command="python train.py --images ${{inputs.images}}",
    inputs={"images": Input(type="uri_folder")},
    environment=default_environment,
)


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def training_pipeline(files: Input(type="uri_folder")):
    train = train_component(images=files)


ws.jobs.create_or_update(
    training_pipeline(
        files=Input(type="uri_folder", path=images.id, mode="ro_mount"),
    ),
    experiment_name="training",
)
