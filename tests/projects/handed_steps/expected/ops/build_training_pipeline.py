"""Publish the training pipeline."""

from azure.ai.ml import Input, Output, command, dsl
from shared import publishing

COMPUTE = "cpu-cluster"


def main(name="sales-training"):
    ws = publishing.connect()

    train_component = command(
        display_name="train",
        code="src",
        command="python train.py --model ${{outputs.model}}",
        outputs={"model": Output(type="uri_folder")},
        environment="azureml:sales:3",
    )
    register_component = command(
        display_name="register",
        code="src",
        command="python register.py --model ${{inputs.model}}",
        inputs={"model": Input(type="uri_folder")},
        environment="azureml:sales:3",
    )

    @dsl.pipeline(default_compute=COMPUTE, continue_on_step_failure=False)
    def training_pipeline_definition():
        train_step = train_component()
        register_step = register_component(model=train_step.outputs.model)

    training_pipeline = training_pipeline_definition()

    # Publish it under its name
    publishing.publish(ws, name, training_pipeline, description="Trains every week")


if __name__ == "__main__":
    main()
