from azure.ai.ml.entities import Environment


class Environments:
    """Makes each environment of the project."""

    def __init__(self, folder="training"):
        self.folder = folder

    def make(self, name):
        return Environment(
            name=name,
            image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
            conda_file=f"{self.folder}/conda.yml",
        )
