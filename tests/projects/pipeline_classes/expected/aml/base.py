"""Base class of all pipelines."""
import logging
import os
from abc import ABC, abstractmethod
from functools import cached_property
from typing import List, Optional

from azure.ai.ml import MLClient, dsl
from azure.ai.ml.entities import (
    AmlCompute,
    BatchEndpoint,
    Command,
    Compute,
    Datastore,
    Environment,
    Job,
    PipelineComponentBatchDeployment,
    PipelineJob,
)
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential

logger = logging.getLogger(__name__)


class BasePipeline(ABC):
    experiment_name: str = ""
    packages = ["pandas==1.3.5", "scikit-learn"]

    def __init__(self, cluster: str = "cpu-cluster", workspace: Optional[MLClient] = None):
        self._ws = workspace
        self.cluster = cluster

    @property
    def ws(self) -> MLClient:
        if self._ws is None:
            self._ws = MLClient.from_config(DefaultAzureCredential())
        return self._ws

    @cached_property
    def compute(self) -> Compute:
        try:
            compute = self.ws.compute.get(self.cluster)
            logger.info("using %s", self.cluster)
        except ResourceNotFoundError:
            config = AmlCompute(
                name=self.cluster,
                size="STANDARD_DS3_V2",
                max_instances=4,
                idle_time_before_scale_down=1800,
            )
            compute = self.ws.compute.begin_create_or_update(config).result()
        return compute

    @cached_property
    def datastore(self) -> Datastore:
        return self.ws.datastores.get_default()

    @cached_property
    def run_config(self) -> dict:
        env = Environment(
            name=f"{self.experiment_name}-env",
            image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
            conda_file={
                "channels": ["anaconda", "conda-forge"],
                "dependencies": ["python=3.8", {"pip": self.packages + ["azureml-defaults"]}],
            },
        )
        config = {"environment": env, "compute": self.compute.name}
        return config

    @abstractmethod
    def steps(self) -> List[Command]:
        """The steps."""

    def build(self) -> PipelineJob:
        @dsl.pipeline(continue_on_step_failure=False)
        def pipeline_definition():
            self.steps()

        return pipeline_definition()

    def run(self, wait: bool = True) -> Job:
        experiment = self.experiment_name
        run = self.ws.jobs.create_or_update(self.build(), experiment_name=experiment)
        logger.info("see %s", run.studio_url)
        if wait:
            self.ws.jobs.stream(run.name)
        return run

    def publish(self, version: str) -> BatchEndpoint:
        published = self.ws.batch_endpoints.begin_create_or_update(
            BatchEndpoint(
                name=self.experiment_name,
                description="published by CI",
                tags={"version": version},
            ),
        ).result()
        deployment = self.ws.batch_deployments.begin_create_or_update(
            PipelineComponentBatchDeployment(
                name=f"version-{version}".replace(".", "-"),
                endpoint_name=published.name,
                component=self.ws.components.create_or_update(self.build().component),
                settings={"continue_on_step_failure": False},
            ),
        ).result()
        published.defaults = {"deployment_name": deployment.name}
        published = self.ws.batch_endpoints.begin_create_or_update(published).result()
        print(f"##vso[task.setvariable variable=PIPELINE_ID]{published.name}")
        return published
