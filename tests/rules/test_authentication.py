"""The sign-in classes of v1 become credentials of azure.identity."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts


def test_a_service_principal() -> None:
    assert_converts(
        """\
import os

from azureml.core import Workspace
from azureml.core.authentication import ServicePrincipalAuthentication

auth = ServicePrincipalAuthentication(
    tenant_id=os.environ["TENANT"],
    service_principal_id=os.environ["CLIENT"],
    service_principal_password=os.environ["SECRET"],
)
ws = Workspace.from_config(auth=auth)
""",
        """\
import os

from azure.ai.ml import MLClient
from azure.identity import ClientSecretCredential

auth = ClientSecretCredential(
    tenant_id=os.environ["TENANT"],
    client_id=os.environ["CLIENT"],
    client_secret=os.environ["SECRET"],
)
ws = MLClient.from_config(auth)
""",
    )


def test_none_is_no_credential() -> None:
    """v1 signs in interactively when it gets None; ``MLClient`` refuses it."""
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.authentication import AzureCliAuthentication


def workspace(path, cli=False):
    auth = None
    if cli:
        auth = AzureCliAuthentication()
    return Workspace.from_config(path, auth=auth)


def development(auth=None):
    return Workspace.get("development", auth, "s1", "g1")
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import AzureCliCredential, DefaultAzureCredential


def workspace(path, cli=False):
    auth = None
    if cli:
        auth = AzureCliCredential()
    return MLClient.from_config(auth or DefaultAzureCredential(), path=path)


def development(auth=None):
    return MLClient(
        auth or DefaultAzureCredential(),
        subscription_id="s1",
        resource_group_name="g1",
        workspace_name="development",
    )
""",
    )


def test_a_workspace_without_its_resource_group() -> None:
    """v1 looks for the name in the whole subscription."""
    assert_converts(
        """\
from azureml.core import Workspace

ws = Workspace.get("development", subscription_id="s1")
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

groups = [
    one.resource_group
    for one in MLClient(DefaultAzureCredential(), subscription_id="s1").workspaces.list(scope="subscription")
    if one.name == "development"
]
ws = MLClient(
    DefaultAzureCredential(),
    subscription_id="s1",
    resource_group_name=groups[0],
    workspace_name="development",
)
""",
    )


def test_arguments_by_position() -> None:
    assert_converts(
        """\
from azureml.core.authentication import ServicePrincipalAuthentication as Principal

auth = Principal(tenant, client, secret, "AzureCloud")
""",
        """\
from azure.identity import ClientSecretCredential

auth = ClientSecretCredential(tenant_id=tenant, client_id=client, client_secret=secret)
""",
    )


def test_a_secret_in_the_code_is_not_copied() -> None:
    assert_converts(
        """\
from azureml.core.authentication import ServicePrincipalAuthentication

auth = ServicePrincipalAuthentication("my-tenant", "my-client", "my-secret")
""",
        """\
import os

from azure.identity import ClientSecretCredential

auth = ClientSecretCredential(
    tenant_id="my-tenant",
    client_id="my-client",
    client_secret=os.environ["AZURE_CLIENT_SECRET"],
)
""",
    )


def test_a_credential_made_where_it_is_used() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.authentication import AzureCliAuthentication

ws = Workspace.get("w", auth=AzureCliAuthentication(), subscription_id="s", resource_group="g")
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import AzureCliCredential

ws = MLClient(
    AzureCliCredential(),
    subscription_id="s",
    resource_group_name="g",
    workspace_name="w",
)
""",
    )


def test_a_managed_identity() -> None:
    assert_converts(
        """\
import azureml.core.authentication as sign_in

auth = sign_in.MsiAuthentication()
""",
        """\
from azure.identity import ManagedIdentityCredential

auth = ManagedIdentityCredential()
""",
    )


def test_interactive_login_without_a_tenant() -> None:
    assert_converts(
        """\
from azureml.core.authentication import InteractiveLoginAuthentication

auth = InteractiveLoginAuthentication(force=True, tenant_id=None)
""",
        """\
from azure.identity import InteractiveBrowserCredential

auth = InteractiveBrowserCredential()
""",
    )


def test_chosen_at_run_time() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.authentication import AzureCliAuthentication, MsiAuthentication

auth = MsiAuthentication() if on_azure else AzureCliAuthentication()
ws = Workspace.from_config(auth=auth)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import AzureCliCredential, ManagedIdentityCredential

auth = ManagedIdentityCredential() if on_azure else AzureCliCredential()
ws = MLClient.from_config(auth)
""",
    )


def test_a_token_is_left_to_a_person() -> None:
    assert_becomes(
        """\
from azureml.core.authentication import TokenAuthentication

auth = TokenAuthentication(get_token)
""",
        """\
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core.authentication import TokenAuthentication

# TODO(azureml-migrate AML003): azure-identity has no credential from a ready token: write a class…
auth = TokenAuthentication(get_token)
""",
    )
