"""Publish the scoring pipeline."""

from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.steps import PythonScriptStep
from shared.publishing import connect, publish


def main():
    ws = connect()
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "sales", version="3")
    score_step = PythonScriptStep(
        name="score", script_name="score.py", source_directory="src", compute_target="gpu-cluster", runconfig=run_config
    )
    published = publish(steps=[score_step], ws=ws, name="sales-scoring")
    print(published.id)


if __name__ == "__main__":
    main()
