from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def main():
    from settings import COMPUTE, run_config

    ws = Workspace.from_config()
    train = PythonScriptStep(
        name="train", script_name="a.py", source_directory="src", compute_target=COMPUTE, runconfig=run_config
    )
    pipeline = Pipeline(ws, steps=[train])
    Experiment(ws, "sales").submit(pipeline)


if __name__ == "__main__":
    main()
