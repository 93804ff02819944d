"""Builds the sales pipeline: what one step writes is handed to the next before the steps are made."""

from azure.ai.ml import MLClient, dsl
from azure.identity import DefaultAzureCredential

from sales.prepare import Prepare
from sales.report import Report
from sales.train import Train

ws = MLClient.from_config(DefaultAzureCredential())

prepare = Prepare("azureml:sales:4", 3)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def sales_pipeline():
    prepare_step = prepare.step()
    # Trains on what was prepared
    train = Train("azureml:sales:4", prepare.clean)
    # The training comes first in the list
    train_step = train.step(epochs=5)
    report = Report("azureml:sales:4", train.model)
    report.step()


pipeline = sales_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="sales")
