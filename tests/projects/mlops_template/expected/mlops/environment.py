from azure.ai.ml.entities import Environment

PACKAGES = ["pandas==1.3.5", "scikit-learn==1.0.2"]


def training_environment(name):
    env = Environment(
        name=name,
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.8", {"pip": PACKAGES + ["azureml-defaults"]}, "pip"],
        },
    )
    return env


def run_config(ws, name):
    environment = training_environment(name)
    environment_variables = {"LEVEL": "INFO"}
    config = {"environment": environment, "environment_variables": environment_variables}
    return config
