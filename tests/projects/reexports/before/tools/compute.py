from azureml.core.compute import ComputeTarget


def find(workspace, name):
    return ComputeTarget(workspace=workspace, name=name)
