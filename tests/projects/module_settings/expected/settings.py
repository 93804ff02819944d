"""What all pipelines of this project share."""
from azure.ai.ml import Input, MLClient
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cluster = ws.compute.get("cpu")
store = ws.datastores.get_default()
sales = Input(type="mltable", path="azureml:sales@latest", mode="direct")
environment = Environment(
    name="sales",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", "pandas"],
    },
)
environment_variables = {"LOG_LEVEL": "INFO"}
experiment = "sales"
