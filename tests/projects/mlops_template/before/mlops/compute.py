from azureml.core.compute import AmlCompute, ComputeTarget
from azureml.core.compute_target import ComputeTargetException


def get_or_create(ws, name, vm_size="STANDARD_DS3_V2", max_nodes=4):
    try:
        target = ComputeTarget(workspace=ws, name=name)
        print("Found existing cluster")
    except ComputeTargetException:
        config = AmlCompute.provisioning_configuration(vm_size=vm_size, max_nodes=max_nodes)
        target = ComputeTarget.create(ws, name, config)
        target.wait_for_completion(show_output=True)
    return target
