"""Publish the training pipeline."""

from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep
from shared import publishing

COMPUTE = "cpu-cluster"


def main(name="sales-training"):
    ws = publishing.connect()
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "sales", version="3")

    model = PipelineData("model", datastore=ws.get_default_datastore())
    train_step = PythonScriptStep(
        name="train",
        script_name="train.py",
        source_directory="src",
        compute_target=COMPUTE,
        arguments=["--model", model],
        outputs=[model],
        runconfig=run_config,
    )
    register_step = PythonScriptStep(
        name="register",
        script_name="register.py",
        source_directory="src",
        compute_target=COMPUTE,
        arguments=["--model", model],
        inputs=[model],
        runconfig=run_config,
    )

    # Publish it under its name
    publishing.publish(ws, name, [train_step, register_step], description="Trains every week")


if __name__ == "__main__":
    main()
