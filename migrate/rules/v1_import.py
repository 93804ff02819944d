"""The imports of v1, which go with the code that needs them; the engine sees to that."""

from __future__ import annotations

from migrate.decisions.decided import IMPORTS
from migrate.decisions.rule import Example, Rule, learn

RULE = Rule(
    code=IMPORTS,
    name="v1-import",
    summary=(
        "Imports of v1 go when nothing in the file needs them any more; one that code of v1 still needs stays, with a "
        "TODO, until that code is converted."
    ),
    url=learn("how-to-migrate-from-v1"),
    examples=(
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.core.webservice import Webservice

ws = Workspace.from_config()
service = Webservice(ws, "churn")
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this — https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2
from azureml.core.webservice import Webservice

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML003): ml_client.online_endpoints.get(name): A web service is an endpoint with one deployment. — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-deploy-endpoints?view=azureml-api-2
service = Webservice(ws, "churn")
""",  # noqa: E501
        ),
    ),
)
