from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute
from azure.core.exceptions import ResourceNotFoundError


def get_compute(workspace: MLClient, name: str, size: str = "STANDARD_DS3_V2"):
    try:
        return workspace.compute.get(name)
    except ResourceNotFoundError:
        config = AmlCompute(
            name=name,
            size=size,
            min_instances=0,
            max_instances=4,
            idle_time_before_scale_down=1800,
        )
        target = workspace.compute.begin_create_or_update(config).result()
        return target
