import hydra
from omegaconf import DictConfig
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential


@hydra.main(config_path="conf", config_name="config")
def main(cfg: DictConfig) -> None:
    ws = MLClient(
        DefaultAzureCredential(),
        subscription_id=cfg.workspace.subscription_id,
        resource_group_name=cfg.workspace.resource_group,
        workspace_name=cfg.workspace.name,
    )
    environment = Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
        },
    )
    train_component = command(display_name="train", code="src", command="python train.py", environment=environment)

    @dsl.pipeline(default_compute=cfg.compute, continue_on_step_failure=False)
    def sales_pipeline():
        train = train_component()

    pipeline = sales_pipeline()
    ws.jobs.create_or_update(pipeline, experiment_name="sales")


if __name__ == "__main__":
    main()
