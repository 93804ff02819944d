from azureml.core import Environment, Workspace
from azureml.core.compute import AmlCompute, ComputeTarget
from azureml.core.compute_target import ComputeTargetException
from azureml.core.runconfig import RunConfiguration


def get_workspace():
    return Workspace.from_config()


def get_compute(workspace, name, vm_size="STANDARD_DS3_V2", max_nodes=4):
    try:
        target = ComputeTarget(workspace=workspace, name=name)
        print("Found existing compute target")
    except ComputeTargetException:
        config = AmlCompute.provisioning_configuration(
            vm_size=vm_size, min_nodes=0, max_nodes=max_nodes, idle_seconds_before_scaledown=1200
        )
        target = ComputeTarget.create(workspace, name, config)
        target.wait_for_completion(show_output=True)
    return target


def get_environment(workspace, name):
    return Environment.get(workspace=workspace, name=name)


def get_run_config(workspace, environment_name, compute=None):
    run_config = RunConfiguration()
    run_config.environment = get_environment(workspace, environment_name)
    if compute is not None:
        run_config.target = compute
    return run_config
