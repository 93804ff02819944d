from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
from common import *

workspace = MLClient.from_config(DefaultAzureCredential())
names = list({target.name: target for target in workspace.compute.list()})
print(REGION, names, workspace.workspace_name)
