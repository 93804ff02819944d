import os

from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration

COMPUTE = os.environ.get("COMPUTE", "cpu")
run_config = RunConfiguration()
run_config.environment = Environment("sales")
run_config.environment.python.conda_dependencies.add_pip_package("pandas")
__all__ = ["COMPUTE", "run_config"]
