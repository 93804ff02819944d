import click
import yaml
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential


@click.command()
@click.option("--config", default="config.yml")
@click.option("--compute", default="cpu", help="where to train")
@click.option("--wait/--no-wait", default=False)
def main(config, compute, wait):
    with open(config) as f:
        settings = yaml.safe_load(f)
    ws = MLClient(
        DefaultAzureCredential(),
        subscription_id=settings["workspace"]["subscription_id"],
        resource_group_name=settings["workspace"]["resource_group"],
        workspace_name=settings["workspace"]["name"],
    )
    environment = Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
        },
    )
    train_component = command(display_name="train", code="src", command="python train.py", environment=environment)

    @dsl.pipeline(default_compute=compute, continue_on_step_failure=False)
    def sales_pipeline():
        train = train_component()

    pipeline = sales_pipeline()
    run = ws.jobs.create_or_update(pipeline, experiment_name="sales")
    if wait:
        ws.jobs.stream(run.name)


if __name__ == "__main__":
    main()
