"""What the sales team runs its jobs with."""

from azureml.core import Environment, Workspace

COMPUTE = "sales-cpu"


def workspace() -> Workspace:
    return Workspace.from_config()


def environment(ws: Workspace):
    return Environment.get(ws, "sales", version="4")
