from acme.azure.compute import get_compute
from acme.azure.environments import get_environment
from azure.ai.ml import MLClient, dsl
from azure.identity import DefaultAzureCredential

from acme.pipelines.settings import Settings
from acme.pipelines.steps import fit_step, score_step


def build():
    settings = Settings.load()
    ws = MLClient.from_config(DefaultAzureCredential())
    compute = get_compute(ws, settings.cluster)
    environment = get_environment(ws, "acme", "conda.yml")

    @dsl.pipeline(continue_on_step_failure=False)
    def acme_pipeline():
        fit, model = fit_step(compute, environment, settings.rounds)
        score = score_step(model, compute, environment)

    pipeline = acme_pipeline()
    return ws.jobs.create_or_update(pipeline, experiment_name="acme")


if __name__ == "__main__":
    build()
