from azureml.core import Environment
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration

PACKAGES = ["pandas==1.3.5", "scikit-learn==1.0.2"]


def training_environment(name):
    env = Environment(name=name)
    env.python.conda_dependencies = CondaDependencies.create(
        python_version="3.8", conda_packages=["pip"], pip_packages=PACKAGES + ["azureml-defaults"]
    )
    env.docker.base_image = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04"
    return env


def run_config(ws, name):
    config = RunConfiguration()
    config.environment = training_environment(name)
    config.environment_variables = {"LEVEL": "INFO"}
    return config
