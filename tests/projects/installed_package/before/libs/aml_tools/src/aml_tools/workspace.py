from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration


class Connection:
    def __init__(self):
        self.ws = Workspace.from_config()

    def run_config(self, environment, version):
        config = RunConfiguration()
        config.environment = Environment.get(self.ws, environment, version)
        return config
