import argparse

from azureml.core import Experiment
from azureml.pipeline.core import Pipeline, PipelineParameter, Schedule, ScheduleRecurrence, PipelineEndpoint

from .core import ROOT, Settings, connect
from .core.workspace import Cluster, run_configuration
from .steps import Prepare, Train


def build(ws, settings):
    Cluster(ws, settings).get()
    rc = run_configuration(ws, settings)
    season = PipelineParameter("season", default_value="summer")
    steps = []
    prepare = Prepare(ws, settings, rc)
    steps.append(prepare.build(season))
    train = Train(ws, settings, rc)
    steps.append(train.build(prepare.out, alpha=0.5))
    pipeline = Pipeline(workspace=ws, steps=steps)
    pipeline.validate()
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
        published = pipeline.publish(name="forecast", description="Nightly", version="1.0")
        recurrence = ScheduleRecurrence(frequency="Day", interval=1, hours=[3], minutes=[0])
        Schedule.create(ws, name="nightly", pipeline_id=published.id, experiment_name=args.experiment, recurrence=recurrence)
    else:
        run = Experiment(ws, args.experiment).submit(pipeline, pipeline_parameters={"season": "winter"}, regenerate_outputs=True)
        run.wait_for_completion(show_output=True)


if __name__ == "__main__":
    main()
