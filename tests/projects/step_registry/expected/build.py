from azure.ai.ml import MLClient, dsl
from azure.identity import DefaultAzureCredential

from jobs import registry
from jobs.registry import STEPS
from jobs.report import report_steps

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(continue_on_step_failure=False)
def sales_pipeline():
    steps = []
    for name, make in STEPS.items():
        print("adding", name)
        steps.append(make(ws, "azureml:sales:4", "cpu"))
    for check in registry.CHECKS:
        steps.append(check(ws, "azureml:sales:4", "cpu").build())
    steps += report_steps("azureml:sales:4", "cpu", ["north", "south"])


pipeline = sales_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="sales")
