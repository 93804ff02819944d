import argparse

from azure.ai.ml import Input, dsl
from azure.ai.ml.entities import BatchEndpoint, PipelineComponentBatchDeployment

from mlops.compute import get_or_create
from mlops.config.config import CPU_CLUSTER, ENV_NAME, EXPERIMENT, GPU_CLUSTER
from mlops.environment import run_config
from mlops.training.steps import prep_step, train_step
from mlops.workspace import get_workspace


def build(ws, dataset_name):
    cpu, gpu = get_or_create(ws, CPU_CLUSTER), get_or_create(ws, GPU_CLUSTER, "STANDARD_NC6", 2)
    config = run_config(ws, ENV_NAME)
    dataset = Input(type="uri_folder", path=f"azureml:{dataset_name}@latest", mode="ro_mount")

    @dsl.pipeline(description="Sales training", continue_on_step_failure=False)
    def sales_pipeline(rate: float = 0.1):
        prep, prepared = prep_step(ws.datastores.get_default(), dataset, cpu, config)
        train, model = train_step(prepared, gpu, config, rate=rate)

    return sales_pipeline()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", default="sales")
    parser.add_argument("--publish", action="store_true")
    args = parser.parse_args()
    ws = get_workspace()
    pipeline = build(ws, args.dataset)
    ws.jobs.validate(pipeline)
    if args.publish:
        published = ws.batch_endpoints.begin_create_or_update(
            BatchEndpoint(name="sales-training", description="Sales training"),
        ).result()
        ws.batch_deployments.begin_create_or_update(
            PipelineComponentBatchDeployment(
                name="version-0",
                endpoint_name=published.name,
                component=ws.components.create_or_update(pipeline.component),
                settings={"continue_on_step_failure": False},
            ),
        ).result()
        published.defaults = {"deployment_name": "version-0"}
        published = ws.batch_endpoints.begin_create_or_update(published).result()
        print(f"##vso[task.setvariable variable=PIPELINE_ID]{published.name}")
    else:
        pipeline.inputs.rate = 0.2
        run = ws.jobs.create_or_update(pipeline, experiment_name=EXPERIMENT, tags={"by": "ci"})
        ws.jobs.stream(run.name)


if __name__ == "__main__":
    main()
