"""The import statements are those that an import sorter would write."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.v2.imports import Imports, is_standard

NAMES = [
    ("azure.ai.ml", "MLClient"),
    ("azure.ai.ml", "command"),
    ("azure.ai.ml", "dsl"),
    ("azure.ai.ml", "Input"),
    ("azure.ai.ml", "VERSION"),
    ("azure.ai.ml.entities", "Environment"),
    ("azure.ai.ml.entities", "AmlCompute"),
    ("azure.ai.ml.constants", "AssetTypes"),
    ("azure.identity", "DefaultAzureCredential"),
    ("azure.core.exceptions", "ResourceNotFoundError"),
    ("azure.ai.ml", ""),
    ("mlflow", ""),
]


def imported(*names: tuple[str, str], clashes: frozenset[str] = frozenset()) -> Imports:
    imports = Imports(clashes=clashes)
    for module, name in names:
        imports.name(module, name)
    return imports


def test_the_lines() -> None:
    imports = imported(*NAMES, ("shlex", "quote"), ("os", ""))
    assert imports.lines(120, standard=True) == ["import os", "from shlex import quote"]
    assert imports.lines(120, standard=False) == [
        "import azure.ai.ml",
        "import mlflow",
        "from azure.ai.ml import VERSION, Input, MLClient, command, dsl",
        "from azure.ai.ml.constants import AssetTypes",
        "from azure.ai.ml.entities import AmlCompute, Environment",
        "from azure.core.exceptions import ResourceNotFoundError",
        "from azure.identity import DefaultAzureCredential",
    ]


def test_a_long_line_is_broken() -> None:
    assert imported(*NAMES[:4]).lines(40, standard=False) == [
        "from azure.ai.ml import (",
        "    Input,",
        "    MLClient,",
        "    command,",
        "    dsl,",
        ")",
    ]


def test_nothing_used_nothing_written() -> None:
    assert Imports().lines(120, standard=False) == []


def test_what_the_file_imports_already_is_not_imported_again() -> None:
    imports = Imports(known={("azure.ai.ml", "MLClient"): "Client"})
    assert imports.name("azure.ai.ml", "MLClient") == "Client"
    assert imports.lines(120, standard=False) == []


def test_a_name_that_means_something_else_in_the_file() -> None:
    imports = imported(clashes=frozenset({"Environment", "command"}))
    assert imports.name("azure.ai.ml.entities", "Environment") == "EnvironmentV2"
    assert imports.name("azure.ai.ml", "command") == "command_v2"
    assert imports.lines(120, standard=False) == [
        "from azure.ai.ml import command as command_v2",
        "from azure.ai.ml.entities import Environment as EnvironmentV2",
    ]


@pytest.mark.parametrize(("module", "standard"), [("os", True), ("os.path", True), ("azure.ai.ml", False)])
def test_the_standard_library(module: str, standard: bool) -> None:
    assert is_standard(module) is standard


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([*NAMES, ("shlex", ""), ("os", ""), ("pathlib", "Path")]), min_size=1, unique=True))
def test_ruff_would_sort_them_the_same(names: list[tuple[str, str]]) -> None:
    imports = imported(*names)
    groups = ["\n".join(lines) + "\n" for standard in (True, False) if (lines := imports.lines(88, standard))]
    text = "\n".join(groups)
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "I", "--line-length", "88"]
    result = subprocess.run([*command, "--diff", "-"], input=text, capture_output=True, text=True, check=False)
    assert result.stdout == ""
    assert result.returncode == 0
