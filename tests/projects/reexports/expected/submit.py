from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential
from common import REGION

ws = MLClient.from_config(DefaultAzureCredential())
data = Input(type="uri_folder", path="azureml:sales@latest")
for run in [
    job
    for job in ws.jobs.list()
    if job.experiment_name == "training" and job.type == "command"
]:
    print(run, REGION)
