import argparse

from azureml.core import Dataset, Experiment
from azureml.pipeline.core import Pipeline

from mlops.compute import get_or_create
from mlops.config.config import CPU_CLUSTER, ENV_NAME, EXPERIMENT, GPU_CLUSTER
from mlops.environment import run_config
from mlops.training.steps import prep_step, train_step
from mlops.workspace import get_workspace


def build(ws, dataset_name):
    cpu, gpu = get_or_create(ws, CPU_CLUSTER), get_or_create(ws, GPU_CLUSTER, "STANDARD_NC6", 2)
    config = run_config(ws, ENV_NAME)
    dataset = Dataset.get_by_name(ws, dataset_name)
    prep, prepared = prep_step(ws.get_default_datastore(), dataset, cpu, config)
    train, model = train_step(prepared, gpu, config)
    return Pipeline(workspace=ws, steps=[prep, train], description="Sales training")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", default="sales")
    parser.add_argument("--publish", action="store_true")
    args = parser.parse_args()
    ws = get_workspace()
    pipeline = build(ws, args.dataset)
    pipeline.validate()
    if args.publish:
        published = pipeline.publish(name="sales-training", description="Sales training")
        print(f"##vso[task.setvariable variable=PIPELINE_ID]{published.id}")
    else:
        run = Experiment(ws, EXPERIMENT).submit(pipeline, pipeline_parameters={"rate": 0.2}, tags={"by": "ci"})
        run.wait_for_completion(show_output=False, raise_on_error=True)


if __name__ == "__main__":
    main()
