from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential

import jobs

ws = MLClient.from_config(DefaultAzureCredential())
rides = Input(type="uri_folder", path="azureml:rides@latest", mode="ro_mount")
run = ws.jobs.create_or_update(
    jobs.training(ws, rides, rounds=5),
    experiment_name="training",
)
ws.jobs.stream(run.name)
print(jobs.score(ws, Input(
    type="uri_folder",
    path="azureml:new-rides@latest",
    mode="download",
)).name)
