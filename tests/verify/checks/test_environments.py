"""Environments of nodes: each problem, and a look-alike that is none."""

from __future__ import annotations

import pytest

from tests.verify.checks.modules import one_node
from tests.verify.conftest import Build, checks


@pytest.mark.parametrize("environment", ["env", "azureml:env"])
def test_environment_without_version(build: Build, environment: str) -> None:
    assert checks(build(one_node(environment=repr(environment)))) == {"environment-version"}


@pytest.mark.parametrize(
    "environment",
    ["env:1", "azureml:env@latest", "azureml://registries/azureml/environments/sklearn-1.5/labels/latest"],
)
def test_environment_with_version_or_label(build: Build, environment: str) -> None:
    assert checks(build(one_node(environment=repr(environment)))) == set()


def test_conda_without_image(build: Build) -> None:
    result = build(one_node(environment='Environment(conda_file={"dependencies": ["python=3.10"]})'))
    assert checks(result) == {"environment-image"}


def test_conda_with_image(build: Build) -> None:
    environment = 'Environment(image="ubuntu:22.04", conda_file={"dependencies": ["python=3.10"]})'
    assert checks(build(one_node(environment=environment))) == set()


def test_environment_set_on_the_node(build: Build) -> None:
    assert checks(build(one_node(body='step.environment = "azureml:other:2"'))) == {"node-environment"}


def test_environment_variables_set_on_the_node(build: Build) -> None:
    assert checks(build(one_node(body='step.environment_variables = {"A": "1"}'))) == set()
