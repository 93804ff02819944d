from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget
from azureml.core.compute_target import ComputeTargetException


def get_compute(workspace: Workspace, name: str, size: str = "STANDARD_DS3_V2"):
    try:
        return ComputeTarget(workspace=workspace, name=name)
    except ComputeTargetException:
        config = AmlCompute.provisioning_configuration(vm_size=size, min_nodes=0, max_nodes=4)
        target = ComputeTarget.create(workspace, name, config)
        target.wait_for_completion(show_output=True)
        return target
