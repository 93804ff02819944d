from azureml.core import Environment, Workspace


def get_environment(workspace: Workspace, name: str, file: str) -> Environment:
    environment = Environment.from_conda_specification(name=name, file_path=file)
    environment.register(workspace=workspace)
    return environment
