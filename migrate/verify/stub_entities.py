"""The entities that an offline client answers with. Imported in the isolated process only."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from azure.ai.ml.entities import (
    AmlCompute,
    AzureBlobDatastore,
    BatchEndpoint,
    Data,
    Environment,
    JobSchedule,
    JobService,
    ManagedOnlineEndpoint,
    Model,
    PipelineJob,
    RecurrenceTrigger,
    SystemData,
    Workspace,
)

from migrate.verify.remarks import OFFLINE_IMAGE, PACKAGES_OF_REGISTERED

OFFLINE = "offline"
_PROVIDERS = f"/subscriptions/{OFFLINE}/resourceGroups/{OFFLINE}/providers"


class AnyName(str):
    """The name of something that only the service knows."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str)

    __hash__ = str.__hash__


def model(name: str, version: str) -> Model:
    """A registered model, with what the service tells of its making."""
    context = SystemData(created_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc))
    path = f"azureml://datastores/workspaceblobstore/paths/{name}"
    return Model(name=name, version=version, path=path, creation_context=context)


def job(name: str) -> PipelineJob:
    """A job that has ended, with what the service tells of every one."""
    studio = JobService(endpoint="https://offline.invalid")
    return PipelineJob(name=name, status="Completed", services={"Studio": studio})


def schedule(name: str) -> JobSchedule:
    """A schedule that is on; what it runs, only the service knows."""
    trigger = RecurrenceTrigger(frequency="day", interval=1)
    return JobSchedule(name=name, trigger=trigger, create_job=OFFLINE, is_enabled=True)


def versioned(entity: Any) -> Any:
    """What the service does to an asset without a version."""
    if hasattr(entity, "version") and entity.version is None:
        entity.version = "1"
    if isinstance(entity, Data) and entity.id is None:
        entity._id = f"azureml:{entity.name}:{entity.version}"
    return entity


MAKERS: dict[str, Callable[[str, str], Any]] = {
    "compute": lambda name, _: AmlCompute(
        name=name, size="STANDARD_DS3_V2", location="westeurope", provisioning_state="Succeeded"
    ),
    "datastores": lambda name, _: AzureBlobDatastore(name=name, account_name=OFFLINE, container_name=OFFLINE),
    "environments": lambda name, version: Environment(
        name=name, version=version, image=f"{OFFLINE_IMAGE}{name}:{version}", conda_file=PACKAGES_OF_REGISTERED
    ),
    "data": lambda name, version: versioned(
        Data(
            name=name, version=version, type="uri_folder", path=f"azureml://datastores/workspaceblobstore/paths/{name}"
        )
    ),
    "models": model,
    "workspaces": lambda name, _: Workspace(
        name=name,
        location="westeurope",
        resource_group=OFFLINE,
        key_vault=f"{_PROVIDERS}/Microsoft.KeyVault/vaults/kv",
    ),
    "batch_endpoints": lambda name, _: BatchEndpoint(name=name, tags={"version": "1"}, defaults={}),
    "online_endpoints": lambda name, _: ManagedOnlineEndpoint(name=name),
}
"""How the answer of ``get`` is made from a name and a version, by resource of the client."""
