"""The examples about workspaces, vaults, datastores, data, models and compute run against real entities of the SDK."""

from __future__ import annotations

import pytest

from migrate.decisions.rule import Example
from migrate.rules import all_rules
from tests.verify.conftest import Build, all_findings

_ABOUT = (
    "authentication",
    "compute-attaching",
    "compute-creation",
    "compute-instance",
    "compute-life",
    "compute-target",
    "dataset-factory",
    "datastore",
    "datastore-files",
    "datastore-registration",
    "keyvault",
    "model",
    "pandas-dataframe",
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
_SETTINGS = "workspace: {subscription_id: a, resource_group: b, name: c}\n"
_FILES = {"src/train.py": "print(1)\n", "sales.csv": "shop,units\n1,2\n", "settings.yml": _SETTINGS}
EXAMPLES = [
    pytest.param(example, id=f"{rule.name}-{number}")
    for rule in all_rules()
    for number, example in enumerate(rule.examples, 1)
    if rule.name in _ABOUT
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_build(build: Build, example: Example) -> None:
    result = build(_VARIABLES + example.after, {**_FILES, **example.files})
    assert not result.failures
    # The script reads some tables by their names in `Run.get_context().input_datasets`.
    assert [finding for finding in all_findings(result) if finding.check != "unused-input"] == []
