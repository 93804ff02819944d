from dataclasses import dataclass
from typing import NamedTuple

from azure.ai.ml import MLClient
from azure.ai.ml.entities import Compute as ComputeV2, Datastore
from azure.identity import DefaultAzureCredential


class Compute(NamedTuple):
    cpu: ComputeV2
    gpu: ComputeV2


@dataclass
class JobContext:
    ws: MLClient
    compute: Compute
    environment: str
    store: Datastore
    rounds: int = 20


def make_context() -> JobContext:
    ws = MLClient.from_config(DefaultAzureCredential())
    return JobContext(
        ws=ws,
        compute=Compute(cpu=ws.compute.get("cpu"), gpu=ws.compute.get("gpu")),
        environment="azureml:jobs:3",
        store=ws.datastores.get("lake"),
    )
