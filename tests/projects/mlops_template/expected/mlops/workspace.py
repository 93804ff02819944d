from azure.ai.ml import MLClient
from azure.identity import ClientSecretCredential

from mlops.config import config


def get_workspace() -> MLClient:
    auth = ClientSecretCredential(
        tenant_id=config.TENANT_ID,
        client_id=config.SP_ID,
        client_secret=config.SP_SECRET,
    )
    return MLClient(
        auth,
        subscription_id=config.SUBSCRIPTION_ID,
        resource_group_name=config.RESOURCE_GROUP,
        workspace_name=config.WORKSPACE,
    )
