from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment


def get_environment(workspace: MLClient, name: str, file: str) -> Environment:
    environment = Environment(
        name=name,
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file=file,
    )
    workspace.environments.create_or_update(environment)
    return environment
