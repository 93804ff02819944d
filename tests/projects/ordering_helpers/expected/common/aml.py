from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential


def get_workspace():
    return MLClient.from_config(DefaultAzureCredential())


def get_compute(workspace, name, vm_size="STANDARD_DS3_V2", max_nodes=4):
    try:
        target = workspace.compute.get(name)
        print("Found existing compute target")
    except ResourceNotFoundError:
        config = AmlCompute(
            name=name,
            size=vm_size,
            min_instances=0,
            max_instances=max_nodes,
            idle_time_before_scale_down=1200,
        )
        target = workspace.compute.begin_create_or_update(config).result()
    return target


def get_environment(workspace, name):
    return f"azureml:{name}@latest"


def get_run_config(workspace, environment_name, compute=None):
    environment = get_environment(workspace, environment_name)
    return environment
