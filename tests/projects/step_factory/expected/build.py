from azure.ai.ml import MLClient, dsl
from azure.identity import DefaultAzureCredential

from jobs.making import make_step

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(continue_on_step_failure=False)
def sales_pipeline():
    for kind in ["clean", "train"]:
        make_step(kind, "north", "azureml:sales:4")


pipeline = sales_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="sales")
