import hydra
from omegaconf import DictConfig
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


@hydra.main(config_path="conf", config_name="config")
def main(cfg: DictConfig) -> None:
    ws = Workspace.get(
        name=cfg.workspace.name,
        subscription_id=cfg.workspace.subscription_id,
        resource_group=cfg.workspace.resource_group,
    )
    train = PythonScriptStep(name="train", script_name="train.py", source_directory="src", compute_target=cfg.compute)
    pipeline = Pipeline(ws, steps=[train])
    Experiment(ws, "sales").submit(pipeline)


if __name__ == "__main__":
    main()
