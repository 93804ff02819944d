from acme.azure.compute import get_compute
from acme.azure.environments import get_environment
from azureml.core import Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline

from acme.pipelines.settings import Settings
from acme.pipelines.steps import fit_step, score_step


def build():
    settings = Settings.load()
    ws = Workspace.from_config()
    compute = get_compute(ws, settings.cluster)
    run_config = RunConfiguration()
    run_config.environment = get_environment(ws, "acme", "conda.yml")
    fit, model = fit_step(compute, run_config, settings.rounds)
    score = score_step(model, compute, run_config)
    pipeline = Pipeline(ws, steps=[fit, score])
    return Experiment(ws, "acme").submit(pipeline)


if __name__ == "__main__":
    build()
