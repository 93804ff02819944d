"""Base class of all pipelines."""
import logging
import os
from abc import ABC, abstractmethod
from functools import cached_property
from typing import List, Optional

from azureml.core import Environment, Experiment, Workspace
from azureml.core.compute import AmlCompute, ComputeTarget
from azureml.core.compute_target import ComputeTargetException
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.datastore import Datastore
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineRun, PublishedPipeline
from azureml.pipeline.core.builder import PipelineStep

logger = logging.getLogger(__name__)


class BasePipeline(ABC):
    experiment_name: str = ""
    packages = ["pandas==1.3.5", "scikit-learn"]

    def __init__(self, cluster: str = "cpu-cluster", workspace: Optional[Workspace] = None):
        self._ws = workspace
        self.cluster = cluster

    @property
    def ws(self) -> Workspace:
        if self._ws is None:
            self._ws = Workspace.from_config()
        return self._ws

    @cached_property
    def compute(self) -> ComputeTarget:
        try:
            compute = ComputeTarget(workspace=self.ws, name=self.cluster)
            logger.info("using %s", self.cluster)
        except ComputeTargetException:
            config = AmlCompute.provisioning_configuration(vm_size="STANDARD_DS3_V2", max_nodes=4)
            compute = ComputeTarget.create(self.ws, self.cluster, config)
            compute.wait_for_completion(show_output=True)
        return compute

    @cached_property
    def datastore(self) -> Datastore:
        return self.ws.get_default_datastore()

    @cached_property
    def run_config(self) -> RunConfiguration:
        env = Environment(name=f"{self.experiment_name}-env")
        env.docker.enabled = True
        env.python.conda_dependencies = CondaDependencies.create(
            python_version="3.8", pip_packages=self.packages + ["azureml-defaults"]
        )
        config = RunConfiguration()
        config.environment = env
        config.target = self.compute
        return config

    @abstractmethod
    def steps(self) -> List[PipelineStep]:
        """The steps."""

    def build(self) -> Pipeline:
        return Pipeline(workspace=self.ws, steps=self.steps())

    def run(self, wait: bool = True) -> PipelineRun:
        experiment = Experiment(self.ws, self.experiment_name)
        run = experiment.submit(self.build())
        logger.info("see %s", run.get_portal_url())
        if wait:
            run.wait_for_completion(show_output=True)
        return run

    def publish(self, version: str) -> PublishedPipeline:
        published = self.build().publish(
            name=self.experiment_name, description="published by CI", version=version
        )
        print(f"##vso[task.setvariable variable=PIPELINE_ID]{published.id}")
        return published
