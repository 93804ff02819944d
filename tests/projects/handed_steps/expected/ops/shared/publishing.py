"""Publish pipelines."""

from azure.ai.ml import MLClient
from azure.ai.ml.entities import BatchEndpoint, PipelineComponentBatchDeployment
from azure.identity import DefaultAzureCredential


def connect():
    return MLClient.from_config(DefaultAzureCredential())


def publish(ws, name, pipeline, description=None):
    """Make a pipeline of the steps, and publish it."""
    ws.jobs.validate(pipeline)
    published = ws.batch_endpoints.begin_create_or_update(
        BatchEndpoint(name=name, description=description),
    ).result()
    ws.batch_deployments.begin_create_or_update(
        PipelineComponentBatchDeployment(
            name="version-0",
            endpoint_name=published.name,
            component=ws.components.create_or_update(pipeline.component),
            settings={
                "default_compute": pipeline.settings.default_compute,
                "continue_on_step_failure": False,
            },
        ),
    ).result()
    published.defaults = {"deployment_name": "version-0"}
    published = ws.batch_endpoints.begin_create_or_update(published).result()
    print(published.name, published.scoring_uri)
    return published
