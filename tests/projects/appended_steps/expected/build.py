import os

from azure.ai.ml import MLClient, dsl
from azure.identity import DefaultAzureCredential

from steps.evaluate import EvaluateStep
from steps.register import RegisterStep
from steps.train import TrainStep


def main():
    ws = MLClient.from_config(DefaultAzureCredential())

    @dsl.pipeline(continue_on_step_failure=False)
    def sales_pipeline(model_name: str = "sales"):
        parameters = {"model_name": model_name}
        steps = []

        TrainStep("cpu", "azureml:sales@latest", model_name).append_step(steps)
        if os.environ.get("EVALUATE", "true") == "true":
            evaluate_step = EvaluateStep("cpu", "azureml:sales@latest", parameters)
            evaluate_step.append_step(steps)
        RegisterStep("cpu", "azureml:sales@latest").append_step(steps)

    pipeline = sales_pipeline()
    ws.jobs.create_or_update(pipeline, experiment_name="sales")


if __name__ == "__main__":
    main()
