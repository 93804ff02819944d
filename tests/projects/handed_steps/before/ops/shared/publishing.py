"""Publish pipelines."""

from azureml.core import Workspace
from azureml.pipeline.core import Pipeline


def connect():
    return Workspace.from_config()


def publish(ws, name, steps, description=None):
    """Make a pipeline of the steps, and publish it."""
    pipeline = Pipeline(workspace=ws, steps=steps)
    pipeline.validate()
    published = pipeline.publish(name=name, description=description, continue_on_step_failure=False)
    print(published.name, published.endpoint)
    return published
