import argparse

from azure.ai.ml import dsl
from azure.ai.ml.entities import (
    BatchEndpoint,
    JobSchedule,
    PipelineComponentBatchDeployment,
    RecurrencePattern,
    RecurrenceTrigger,
)

from .core import ROOT, Settings, connect
from .core.workspace import Cluster, run_configuration
from .steps import Prepare, Train


def build(ws, settings):
    Cluster(ws, settings).get()
    rc = run_configuration(ws, settings)
    prepare = Prepare(ws, settings, rc)
    train = Train(ws, settings, rc)

    @dsl.pipeline(continue_on_step_failure=False)
    def pipeline_definition(season: str = "summer"):
        prepare.build(season)
        train.build(prepare.out, alpha=0.5)

    pipeline = pipeline_definition()
    ws.jobs.validate(pipeline)
    return pipeline


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--experiment", default="nightly")
    parser.add_argument("--publish", action="store_true")
    args = parser.parse_args()
    settings = Settings.from_yaml(ROOT / "conf" / "settings.yaml")
    ws = connect()
    pipeline = build(ws, settings)
    if args.publish:
        published = ws.batch_endpoints.begin_create_or_update(
            BatchEndpoint(name="forecast", description="Nightly", tags={"version": "1.0"}),
        ).result()
        ws.batch_deployments.begin_create_or_update(
            PipelineComponentBatchDeployment(
                name="version-1-0",
                endpoint_name=published.name,
                component=ws.components.create_or_update(pipeline.component),
                settings={"continue_on_step_failure": False},
            ),
        ).result()
        published.defaults = {"deployment_name": "version-1-0"}
        published = ws.batch_endpoints.begin_create_or_update(published).result()
        recurrence = RecurrenceTrigger(frequency="day", interval=1, schedule=RecurrencePattern(hours=[3], minutes=[0]))
        pipeline.experiment_name = args.experiment
        ws.schedules.begin_create_or_update(
            JobSchedule(name="nightly", trigger=recurrence, create_job=pipeline),
        ).result()
    else:
        pipeline.inputs.season = "winter"
        pipeline.settings.force_rerun = True
        run = ws.jobs.create_or_update(pipeline, experiment_name=args.experiment)
        ws.jobs.stream(run.name)


if __name__ == "__main__":
    main()
