from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

import config
from job import run


def setup():
    config.workspace = MLClient.from_config(DefaultAzureCredential())
    config.run_config = "azureml:sales:4"
    config.store = config.workspace.datastores.get_default()


setup()
run()
