import common
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

workspace = MLClient.from_config(DefaultAzureCredential())
print(workspace.datastores.get_default().name)
