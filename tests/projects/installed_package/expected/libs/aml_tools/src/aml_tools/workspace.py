from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential


class Connection:
    def __init__(self):
        self.ws = MLClient.from_config(DefaultAzureCredential())

    def run_config(self, environment, version):
        return f"azureml:{environment}:{version}"
