from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline


def get_workspace():
    return Workspace.from_config()


def get_run_config(ws, name):
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, name)
    return run_config


def submit(ws, steps, experiment, wait=False):
    pipeline = Pipeline(ws, steps=steps)
    run = Experiment(ws, experiment).submit(pipeline)
    if wait:
        run.wait_for_completion(show_output=True)
    return run
