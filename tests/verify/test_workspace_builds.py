"""The examples about workspaces, vaults, datastores and compute run against the real entities of the SDK."""

from __future__ import annotations

import pytest

from migrate.rules import all_rules
from tests.verify.conftest import Build, all_findings

_ABOUT = (
    "authentication",
    "compute-attaching",
    "compute-creation",
    "compute-instance",
    "compute-life",
    "compute-target",
    "datastore",
    "datastore-files",
    "datastore-registration",
    "keyvault",
    "workspace",
    "workspace-creation",
)
_VARIABLES = """\
import os
for name in ("ARCHIVE_ACCOUNT_KEY", "TENANT_ID", "CLIENT_ID", "LAKE_CLIENT_SECRET", "AZURE_CLIENT_SECRET"):
    os.environ[name] = name
for name in ("SALES_PASSWORD_VALUE", "ADMIN_PASSWORD", "SSH_PASSWORD"):
    os.environ[name] = name
subscription = "subscription"
token = key = vault = "value"
"""
EXAMPLES = [
    pytest.param(example.after, id=f"{rule.name}-{number}")
    for rule in all_rules()
    for number, example in enumerate(rule.examples, 1)
    if rule.name in _ABOUT
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_build(build: Build, text: str) -> None:
    result = build(_VARIABLES + text)
    assert not result.failures
    assert all_findings(result) == []
