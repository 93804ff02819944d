import argparse
# TODO(azureml-migrate AML001): the v1 code below still needs this — https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2
from azureml.core import Run
parser = argparse.ArgumentParser()
parser.add_argument("--prepared"); parser.add_argument("--model"); parser.add_argument("--rate", type=float); parser.add_argument("--register")
args = parser.parse_args()
# TODO(azureml-migrate AML003): mlflow.active_run(): v2 has no run context: log with mlflow, read inputs from arguments, the identifiers from environment variables. — https://learn.microsoft.com/azure/machine-learning/reference-migrate-sdk-v1-mlflow-tracking?view=azureml-api-2
run = Run.get_context()
# TODO(azureml-migrate AML003): mlflow.log_metric(key, value, step=...): Numbers only: log text with mlflow.log_param or mlflow.log_text. — https://learn.microsoft.com/azure/machine-learning/reference-migrate-sdk-v1-mlflow-tracking?view=azureml-api-2
run.log("rate", args.rate)
