"""The version of the SDK is that of azure-ai-ml."""

from __future__ import annotations

from tests.conversion import assert_converts


def test_under_an_alias() -> None:
    assert_converts(
        """\
import azureml.core as core

print(f"This is Azure ML SDK {core.VERSION}")
""",
        """\
import azure.ai.ml

print(f"This is Azure ML SDK {azure.ai.ml.__version__}")
""",
    )


def test_imported_by_itself() -> None:
    assert_converts(
        """\
from azureml.core import VERSION

if VERSION < "1.20":
    raise SystemExit("too old")
""",
        """\
import azure.ai.ml

if azure.ai.ml.__version__ < "1.20":
    raise SystemExit("too old")
""",
    )


def test_next_to_other_v1_code() -> None:
    assert_converts(
        """\
import azureml.core
from azureml.core import Workspace

print(azureml.core.VERSION)
ws = Workspace.from_config()
""",
        """\
import azure.ai.ml
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

print(azure.ai.ml.__version__)
ws = MLClient.from_config(DefaultAzureCredential())
""",
    )
