from dataclasses import dataclass
from typing import NamedTuple

from azureml.core import Datastore, Environment, Workspace
from azureml.core.compute import ComputeTarget
from azureml.core.runconfig import RunConfiguration
from azureml.data.abstract_datastore import AbstractDatastore


class Compute(NamedTuple):
    cpu: ComputeTarget
    gpu: ComputeTarget


@dataclass
class JobContext:
    ws: Workspace
    compute: Compute
    run_config: RunConfiguration
    store: AbstractDatastore
    rounds: int = 20


def make_context() -> JobContext:
    ws = Workspace.from_config()
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "jobs", version="3")
    return JobContext(
        ws=ws,
        compute=Compute(cpu=ComputeTarget(ws, "cpu"), gpu=ComputeTarget(ws, "gpu")),
        run_config=run_config,
        store=Datastore.get(ws, "lake"),
    )
