from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

from pipelines.sales import SalesPipeline
from submit import submit

if __name__ == "__main__":
    ws = MLClient.from_config(DefaultAzureCredential())
    run = submit(SalesPipeline(ws), 10)
    ws.jobs.stream(run.name)
