"""Literal secrets of v1 code are in no output: not in the code, the reports, the diff or on the terminal.

A patch must hold the lines that it removes, or it would not apply: such a file is in it as a binary delta.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from migrate.cli import invoke
from migrate.report.secrets import mask
from tests.conversion import assert_converts, convert

KEY = "c2VjcmV0LWtleS1vZi1hbi1hY2NvdW50"
TOKEN = "sv=2020-08-04&ss=b&sig=bm90LWEtc2lnbmF0dXJl"
PASSWORD = "Pa55word~of~the~principal"
PLAIN = "looks-like-anything-else"
"""A secret by its place alone."""

V1 = f"""\
from azureml.core import Datastore, Workspace
from azureml.core.authentication import ServicePrincipalAuthentication
from azureml.core.runconfig import RunConfiguration

principal_password = "{PASSWORD}"
auth = ServicePrincipalAuthentication("tenant", "client", principal_password)
third = ServicePrincipalAuthentication("tenant", "client", "{PLAIN}")
other = ServicePrincipalAuthentication("tenant", "client", service_principal_password="{PASSWORD}")
ws = Workspace.from_config(auth=auth)
Datastore.register_azure_blob_container(ws, "a", "c", "n", account_key="{KEY}")
Datastore.register_azure_file_share(ws, "b", "s", "n", sas_token="{TOKEN}")
Datastore.register_azure_data_lake(ws, "l", "store", "tenant", "client", client_secret="{PASSWORD}")
Datastore.register_azure_sql_database(ws, "d", "server", "base", username="me", password="{PASSWORD}")
Datastore.register_azure_file_share(find(), "f", "s", "n", account_key="{PLAIN}", of_another_version=1)
left = RunConfiguration()
left.environment.docker.base_image_registry.password = "{PLAIN}"
configurations.append(left)
"""


@pytest.mark.parametrize("report", ["json", "md"])
def test_in_no_output(report: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "v1/register.py"
    source.parent.mkdir()
    source.write_text(V1, encoding="utf-8")
    made = tmp_path / f"report.{report}"
    invoke(["convert", str(source.parent), "-o", str(tmp_path / "v2"), "--report", str(made)])
    texts = {"code": (tmp_path / "v2/register.py").read_text(), "report": made.read_text()}
    texts["terminal"] = "".join(capfd.readouterr())
    invoke(["convert", str(source.parent), "--diff"])
    texts["diff"] = "".join(capfd.readouterr())
    assert all(texts.values())
    found = [
        (name, secret) for name, text in texts.items() for secret in (KEY, TOKEN, PASSWORD, PLAIN) if secret in text
    ]
    assert found == []


def test_the_patch_applies_and_the_terminal_says_where(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "v1/sign_in.py"
    source.parent.mkdir()
    line = f'auth = ServicePrincipalAuthentication("tenant", "client", "{PLAIN}")'
    text = f"from azureml.core.authentication import ServicePrincipalAuthentication\n\n{line}\n"
    source.write_text(text, encoding="utf-8")
    patch = tmp_path / "changes.patch"
    invoke(["convert", str(source.parent), "-o", str(tmp_path / "v2"), "--report", str(patch)])
    told = "".join(capfd.readouterr())
    assert "sign_in.py:3" in told
    assert PLAIN not in told
    assert PLAIN not in patch.read_text()
    assert "GIT binary patch" in patch.read_text()
    subprocess.run(["git", "apply", str(patch)], cwd=source.parent, check=True)
    assert source.read_text() == (tmp_path / "v2/sign_in.py").read_text()


def test_a_known_secret_is_masked_as_a_word() -> None:
    assert mask("client('ab', 'abc')", {"ab"}) == "client('***', 'abc')"


def test_the_ledger_says_so() -> None:
    converted = convert(V1)
    assert converted.outcome("azureml.core.Datastore.register_azure_blob_container", "account_key") == "changed"
    assert converted.outcome("azureml.core.Datastore.register_azure_file_share", "sas_token") == "changed"
    assert converted.outcome("azureml.core.Datastore.register_azure_data_lake", "client_secret") == "changed"
    symbol = "azureml.core.authentication.ServicePrincipalAuthentication"
    assert converted.outcome(symbol, "service_principal_password") == "changed"


def test_code_that_stays_v1_is_without_them_too() -> None:
    text = f"""\
from azureml.core import Datastore, Workspace
from azureml.core.runconfig import RunConfiguration

ws = Workspace.setup()
store = Datastore.register_azure_blob_container(ws, "raw", "c", "n", account_key="{KEY}", sas_token="")
left = RunConfiguration()
left.environment.docker.base_image_registry.password = "{PASSWORD}"
configurations.append(left)
"""
    converted = convert(text)
    assert 'Datastore.register_azure_blob_container(ws, "raw", "c", "n", account_key=os.environ["RAW_ACCOUNT_KEY"]' in (
        converted.text
    )
    assert 'base_image_registry.password = os.environ["CONTAINER_REGISTRY_PASSWORD"]' in converted.text
    assert "import os\n" in converted.text
    assert converted.outcome("azureml.core.Datastore.register_azure_blob_container", "account_key") == "changed"
    assert converted.outcome("azureml.core.Datastore.register_azure_blob_container", "sas_token") == "manual"
    assert converted.outcome("azureml.core.ContainerRegistry.password", "password") == "changed"


def test_what_is_no_literal_stays_as_it_is() -> None:
    assert_converts(
        """\
import os

from azureml.core.authentication import ServicePrincipalAuthentication

auth = ServicePrincipalAuthentication("tenant", "client", os.environ["PASSWORD"])
""",
        """\
import os

from azure.identity import ClientSecretCredential

auth = ClientSecretCredential(
    tenant_id="tenant",
    client_id="client",
    client_secret=os.environ["PASSWORD"],
)
""",
    )


def test_a_default_of_an_environment_variable() -> None:
    text = convert(f"""\
import os

from azureml.core.authentication import ServicePrincipalAuthentication

auth = ServicePrincipalAuthentication("tenant", "client", os.getenv("PASSWORD", "{PASSWORD}"))
""").text
    assert 'client_secret=os.environ["PASSWORD"]' in text
    assert PASSWORD not in text


def test_a_variable_with_such_a_default() -> None:
    """The name that the user gave the environment variable stays."""
    text = convert(f"""\
import os

from azureml.core.authentication import ServicePrincipalAuthentication

password = os.environ.get("APP_PASSWORD", "{PASSWORD}")
auth = ServicePrincipalAuthentication("tenant", "client", password)
""").text
    assert '\npassword = os.environ["APP_PASSWORD"]\n' in text
    assert PASSWORD not in text
