import click
import yaml
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


@click.command()
@click.option("--config", default="config.yml")
@click.option("--compute", default="cpu", help="where to train")
@click.option("--wait/--no-wait", default=False)
def main(config, compute, wait):
    with open(config) as f:
        settings = yaml.safe_load(f)
    ws = Workspace.get(**settings["workspace"])
    train = PythonScriptStep(name="train", script_name="train.py", source_directory="src", compute_target=compute)
    pipeline = Pipeline(ws, steps=[train])
    run = Experiment(ws, "sales").submit(pipeline)
    if wait:
        run.wait_for_completion()


if __name__ == "__main__":
    main()
