from azure.ai.ml.entities import AmlCompute
from azure.core.exceptions import ResourceNotFoundError


def get_or_create(ws, name, vm_size="STANDARD_DS3_V2", max_nodes=4):
    try:
        target = ws.compute.get(name)
        print("Found existing cluster")
    except ResourceNotFoundError:
        config = AmlCompute(
            name=name,
            size=vm_size,
            max_instances=max_nodes,
            idle_time_before_scale_down=1800,
        )
        target = ws.compute.begin_create_or_update(config).result()
    return target
