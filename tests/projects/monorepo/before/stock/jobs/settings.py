"""What the stock team runs its jobs with."""

from azureml.core import Environment, Workspace

COMPUTE = "stock-gpu"


def workspace() -> Workspace:
    return Workspace.from_config(path="stock.json")


def environment(ws: Workspace):
    return Environment.from_conda_specification("stock", "stock/conda.yml")
