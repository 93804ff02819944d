"""What the sales team runs its jobs with."""

from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

COMPUTE = "sales-cpu"


def workspace() -> MLClient:
    return MLClient.from_config(DefaultAzureCredential())


def environment(ws: MLClient):
    return "azureml:sales:4"
