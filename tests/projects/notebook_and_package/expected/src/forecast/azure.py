"""What the notebooks need of Azure."""

from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute
from azure.identity import DefaultAzureCredential


def connect():
    return MLClient.from_config(DefaultAzureCredential())


def get_compute(workspace, name):
    if name in [target.name for target in workspace.compute.list()]:
        return workspace.compute.get(name)
    settings = AmlCompute(
        name=name,
        size="STANDARD_DS3_V2",
        max_instances=2,
        idle_time_before_scale_down=1800,
    )
    return workspace.compute.begin_create_or_update(settings).result()
