from azureml.core import Environment


class Environments:
    """Makes each environment of the project."""

    def __init__(self, folder="training"):
        self.folder = folder

    def make(self, name):
        return Environment.from_conda_specification(name=name, file_path=f"{self.folder}/conda.yml")
