"""Builds and submits the sales pipeline out of its steps."""

from azure.ai.ml import MLClient, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

from steps import CleanStep, ReportStep, TrainStep


class SalesPipeline:
    def __init__(self, workspace):
        self.workspace = workspace
        environment = Environment(
            name="sales",
            image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
            conda_file="conda.yml",
        )
        self.environment = environment

    def build(self):
        cleaning = CleanStep("cpu", self.environment)
        training = TrainStep(self.environment, 20)

        @dsl.pipeline(continue_on_step_failure=False)
        def sales_pipeline():
            clean_step, clean = cleaning.make("north")
            train_step, model = training.make(clean)
            report_step = ReportStep.execute(model, self.environment)

        return sales_pipeline()


if __name__ == "__main__":
    ws = MLClient.from_config(DefaultAzureCredential())
    pipeline = SalesPipeline(ws).build()
    ws.jobs.create_or_update(pipeline, experiment_name="sales")
