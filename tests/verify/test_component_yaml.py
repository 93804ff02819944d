from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from migrate.verify.component_yaml import check_component

GOOD = """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: prep
version: 1
display_name: Prepare data
is_deterministic: false
inputs:
  raw_data:
    type: uri_folder
    mode: ro_mount
  limit:
    type: integer
    default: 3
    min: 1
    optional: true
outputs:
  out:
    type: uri_folder
code: ../src
command: python prep.py ${{inputs.raw_data}} $[[${{inputs.limit}}]] ${{outputs.out}}
environment:
  image: ubuntu:22.04
  conda_file: conda.yaml
environment_variables:
  A: "1"
resources:
  instance_count: 2
distribution:
  type: mpi
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "prep").mkdir()
    (tmp_path / "prep" / "conda.yaml").write_text("dependencies: []")
    return tmp_path


def problems(text: str, root: Path | None) -> list[tuple[int, str]]:
    return [(finding.line, finding.check) for finding in check_component("prep/component.yaml", text.encode(), root)]


def test_a_component_as_it_should_be(root: Path) -> None:
    assert problems(GOOD, root) == []


@pytest.mark.parametrize(
    ("before", "after", "line", "check"),
    [
        ("name: prep", "name: Prep Data", 3, "component-name"),
        ("name: prep\n", "", 1, "component-name"),
        ("type: command\n", "", 1, "component-type"),
        ("is_deterministic", "deterministic", 6, "unknown-key"),
        ("    type: uri_folder\n    mode", "    type: AnyFile\n    mode", 8, "unknown-value"),
        ("mode: ro_mount", "mode: upload", 8, "io-mode"),
        ("default: 3", "defaults: 3", 11, "unknown-key"),
        ("    min: 1", "    mode: ro_mount", 11, "io-mode"),
        ("optional: true", "optional: maybe", 11, "component-io"),
        ("  raw_data:", "  path:", 8, "reserved-name"),
        ("  raw_data:", "  raw-data:", 8, "io-name"),
        ("  raw_data:", "  Limit:", 11, "duplicate-io"),
        ("  out:\n    type: uri_folder", "  out:\n    type: string", 17, "unknown-value"),
        ("code: ../src", "code: ./src", 19, "missing-file"),
        ("conda_file: conda.yaml", "conda_file: ../conda.yaml", 23, "missing-file"),
        ("  image: ubuntu:22.04\n", "", 21, "environment-image"),
        ("  image: ubuntu", "  docker: x\n  image: ubuntu", 22, "unknown-key"),
        ("type: mpi", "type: horovod", 28, "unknown-value"),
        ("command: python", "#: python", 1, "component-command"),
    ],
)
def test_problems(root: Path, before: str, after: str, line: int, check: str) -> None:
    assert before in GOOD
    assert problems(GOOD.replace(before, after), root) == [(line, check)]


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ("azureml:env:1", []),
        ("azureml:env@latest", []),
        ("file:./conda.yaml", []),
        ("azureml:env", ["environment-version"]),
        ("file:nope.yaml", ["missing-file"]),
        ("", ["environment"]),
        ("[a]", ["environment"]),
    ],
)
def test_forms_of_an_environment(root: Path, environment: str, found: list[str]) -> None:
    start, end = GOOD.index("environment:"), GOOD.index("environment_variables:")
    text = f"{GOOD[:start]}environment: {environment}\n{GOOD[end:]}"
    assert [check for _, check in problems(text, root)] == found


def test_without_a_root_files_are_not_looked_for() -> None:
    assert problems(GOOD, None) == []


@pytest.mark.parametrize(
    "text",
    [
        "dependencies:\n  - python\n",
        "type: command\ncommand: ls\ncompute: azureml:cpu\nname: x\n",
        "$schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json\ntype: pipeline\n",
        "- a\n- b\n",
        "a: [\n",
    ],
)
def test_other_yaml_is_left_alone(text: str, root: Path) -> None:
    assert problems(textwrap.dedent(text), root) == []
