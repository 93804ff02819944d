from azureml.core.compute import ComputeTarget


def get_compute(workspace, name):
    return ComputeTarget(workspace=workspace, name=name)
