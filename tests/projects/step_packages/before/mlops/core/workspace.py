from azureml.core import Workspace, Environment
from azureml.core.authentication import ServicePrincipalAuthentication, InteractiveLoginAuthentication
from azureml.core.compute import AmlCompute, ComputeTarget
from azureml.exceptions import ComputeTargetException
from azureml.core.runconfig import RunConfiguration, DEFAULT_CPU_IMAGE
import os


def connect(use_sp: bool = False) -> Workspace:
    if use_sp:
        auth = ServicePrincipalAuthentication(
            tenant_id=os.environ["TENANT_ID"],
            service_principal_id=os.environ["SP_ID"],
            service_principal_password="not-a-password",
        )
    else:
        auth = InteractiveLoginAuthentication(tenant_id=os.getenv("TENANT_ID"))
    return Workspace.get(name="ml", subscription_id=os.environ["SUB"], resource_group="rg", auth=auth)


class Cluster:
    def __init__(self, ws, settings):
        self.ws = ws
        self.settings = settings

    def get(self):
        try:
            target = ComputeTarget(workspace=self.ws, name=self.settings.cluster)
            print("found")
        except ComputeTargetException:
            conf = AmlCompute.provisioning_configuration(
                vm_size=self.settings.vm_size,
                min_nodes=0,
                max_nodes=self.settings.max_nodes,
                idle_seconds_before_scaledown=1200,
            )
            target = ComputeTarget.create(self.ws, self.settings.cluster, conf)
            target.wait_for_completion(show_output=True)
        return target


def environment(ws, settings, register=True):
    env = Environment.from_conda_specification(settings.env_name, settings.env_file)
    env.docker.base_image = DEFAULT_CPU_IMAGE
    env.environment_variables = {"STAGE": "dev"}
    if register:
        env.register(workspace=ws)
    return env


def run_configuration(ws, settings):
    rc = RunConfiguration()
    rc.environment = environment(ws, settings)
    rc.target = settings.cluster
    return rc
