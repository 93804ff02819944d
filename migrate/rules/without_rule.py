"""What no other rule answers for, which stays as it is."""

from __future__ import annotations

from migrate.decisions.decided import NO_RULE
from migrate.decisions.rule import Example, Rule, learn

RULE = Rule(
    code=NO_RULE,
    name="without-rule",
    summary=(
        "What no other rule answers for stays v1: its TODO names the counterpart in v2, or says that there is none."
    ),
    url=learn("how-to-migrate-from-v1"),
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.webservice import Webservice

ws = Workspace.from_config()
print(Webservice(ws, "churn").scoring_uri)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this — https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2
from azureml.core.webservice import Webservice

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML003): ml_client.online_endpoints.get(name): A web service is an endpoint with one deployment. — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-deploy-endpoints?view=azureml-api-2
# TODO(azureml-migrate AML003): ml_client.online_endpoints.get(name).scoring_uri: Another address than in v1: tell the callers. — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-deploy-endpoints?view=azureml-api-2
print(Webservice(ws, "churn").scoring_uri)
""",  # noqa: E501
        ),
    ),
)
