"""What the stock team runs its jobs with."""

from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

COMPUTE = "stock-gpu"


def workspace() -> MLClient:
    return MLClient.from_config(DefaultAzureCredential(), path="stock.json")


def environment(ws: MLClient):
    return Environment(
        name="stock",
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file="stock/conda.yml",
    )
