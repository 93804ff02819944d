from azure.ai.ml import Input, MLClient, dsl
from azure.identity import DefaultAzureCredential

from jobs.making import train_step

ws = MLClient.from_config(DefaultAzureCredential())
clean = Input(
    type="uri_folder",
    path=f"azureml://datastores/{ws.datastores.get_default().name}/paths/sales/north",
    mode="ro_mount",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def north_pipeline(rounds: int = 10):
    step, outputs = train_step(clean, "north", rounds=rounds)


pipeline = north_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="north")
