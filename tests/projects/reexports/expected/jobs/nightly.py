from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
from tools import find

ws = MLClient.from_config(DefaultAzureCredential())
print(ws.compute.get("gpu").name, find(ws, "cpu").name)
