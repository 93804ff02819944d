"""What the notebooks need of Azure."""

from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget


def connect():
    return Workspace.from_config()


def get_compute(workspace, name):
    if name in workspace.compute_targets:
        return workspace.compute_targets[name]
    settings = AmlCompute.provisioning_configuration(vm_size="STANDARD_DS3_V2", max_nodes=2)
    return ComputeTarget.create(workspace, name, settings)
