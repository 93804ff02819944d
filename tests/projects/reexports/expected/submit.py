from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential
from common import REGION
# TODO(azureml-migrate AML001): the v1 code below still needs this — https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2
from azureml.core import Experiment

ws = MLClient.from_config(DefaultAzureCredential())
data = Input(type="uri_folder", path="azureml:sales@latest")
# TODO(azureml-migrate AML604): v2 has no experiment object: jobs name their experiment (experiment_name=…) — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-execution-pipeline?view=azureml-api-2
# TODO(azureml-migrate AML615): mlflow.search_runs(experiment_names=[...]): Gives a table of runs; ml_client.jobs.list() gives the jobs. — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-execution-pipeline?view=azureml-api-2
for run in Experiment(ws, "training").get_runs(include_children=True):
    print(run, REGION)
