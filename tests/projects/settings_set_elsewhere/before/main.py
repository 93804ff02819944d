from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration

import config
from job import run


def setup():
    config.workspace = Workspace.from_config()
    config.run_config = RunConfiguration()
    config.run_config.environment = Environment.get(config.workspace, "sales", version="4")
    config.store = config.workspace.get_default_datastore()


setup()
run()
