from azureml.core import Workspace
from azureml.core.authentication import ServicePrincipalAuthentication

from mlops.config import config


def get_workspace() -> Workspace:
    auth = ServicePrincipalAuthentication(
        tenant_id=config.TENANT_ID,
        service_principal_id=config.SP_ID,
        service_principal_password=config.SP_SECRET,
    )
    return Workspace(
        subscription_id=config.SUBSCRIPTION_ID,
        resource_group=config.RESOURCE_GROUP,
        workspace_name=config.WORKSPACE,
        auth=auth,
    )
