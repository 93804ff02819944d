from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential


def get_workspace():
    return MLClient.from_config(DefaultAzureCredential())


def get_run_config(ws, name):
    return f"azureml:{name}@latest"


def submit(ws, pipeline, experiment, wait=False):
    run = ws.jobs.create_or_update(pipeline, experiment_name=experiment)
    if wait:
        ws.jobs.stream(run.name)
    return run
