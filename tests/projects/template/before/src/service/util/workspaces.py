from azureml.core import Workspace

from service.util.settings import Settings


def get_workspace(settings: Settings) -> Workspace:
    return Workspace.get(
        name=settings.workspace_name,
        subscription_id=settings.subscription_id,
        resource_group=settings.resource_group,
    )
