"""What all pipelines of this project share."""
from azureml.core import Dataset, Environment, Experiment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration

ws = Workspace.from_config()
cluster = ws.compute_targets["cpu"]
store = ws.get_default_datastore()
sales = Dataset.get_by_name(ws, "sales")
environment = Environment("sales")
environment.python.conda_dependencies = CondaDependencies.create(conda_packages=["pandas"])
environment.environment_variables = {"LOG_LEVEL": "INFO"}
run_config = RunConfiguration()
run_config.environment = environment
experiment = Experiment(ws, "sales")
