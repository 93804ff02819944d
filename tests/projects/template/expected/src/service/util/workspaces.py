from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

from service.util.settings import Settings


def get_workspace(settings: Settings) -> MLClient:
    return MLClient(
        DefaultAzureCredential(),
        subscription_id=settings.subscription_id,
        resource_group_name=settings.resource_group,
        workspace_name=settings.workspace_name,
    )
