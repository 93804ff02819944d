from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute, Environment
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import ClientSecretCredential, InteractiveBrowserCredential
import os


def connect(use_sp: bool = False) -> MLClient:
    if use_sp:
        auth = ClientSecretCredential(
            tenant_id=os.environ["TENANT_ID"],
            client_id=os.environ["SP_ID"],
            client_secret=os.environ["AZURE_CLIENT_SECRET"],
        )
    else:
        auth = InteractiveBrowserCredential(tenant_id=os.getenv("TENANT_ID"))
    return MLClient(auth, subscription_id=os.environ["SUB"], resource_group_name="rg", workspace_name="ml")


class Cluster:
    def __init__(self, ws, settings):
        self.ws = ws
        self.settings = settings

    def get(self):
        try:
            target = self.ws.compute.get(self.settings.cluster)
            print("found")
        except ResourceNotFoundError:
            conf = AmlCompute(
                name=self.settings.cluster,
                size=self.settings.vm_size,
                min_instances=0,
                max_instances=self.settings.max_nodes,
                idle_time_before_scale_down=1200,
            )
            target = self.ws.compute.begin_create_or_update(conf).result()
        return target


def environment(ws, settings, register=True):
    env = Environment(
        name=settings.env_name,
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file=settings.env_file,
    )
    if register:
        ws.environments.create_or_update(env)
    return env


def run_configuration(ws, settings):
    environment_2 = environment(ws, settings)
    environment_variables = {"STAGE": "dev"}
    rc = {"environment": environment_2, "environment_variables": environment_variables, "compute": settings.cluster}
    return rc
