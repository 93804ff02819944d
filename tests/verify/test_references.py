from __future__ import annotations

import pytest

from migrate.verify.references import bindings, environment_problem, is_remote


@pytest.mark.parametrize("reference", ["env", "azureml:env", "AzureML-Minimal"])
def test_an_environment_needs_a_version(reference: str) -> None:
    assert reference in environment_problem(reference)


@pytest.mark.parametrize(
    "reference",
    [
        "env:1",
        "azureml:env:1",
        "azureml:env@latest",
        "azureml://registries/azureml/environments/e/versions/1",
        "/subscriptions/0/x",
        "file:env.yaml",
        "${{parent.inputs.environment}}",
    ],
)
def test_references_that_are_complete(reference: str) -> None:
    assert environment_problem(reference) == ""


def test_remote_paths() -> None:
    assert is_remote("azureml:code:1")
    assert is_remote("https://x")
    assert not is_remote("./src")
    assert not is_remote("azure")


def test_bindings_in_order() -> None:
    assert bindings("a ${{inputs.x}} ${{ outputs.y }}") == ["inputs.x", "outputs.y"]
