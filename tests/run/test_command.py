"""``azureml-migrate run`` from the command line."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from migrate.errors import UsageError
from migrate.run.plan import RunError
from tests.run.conftest import ECHO, write
from tests.run.test_local import argv
from tests.run.test_pipelines import COMPONENT

YAML = """
$schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json
type: pipeline
settings: {default_compute: azureml:cpu}
inputs:
  raw: {type: uri_folder, path: azureml:raw:1}
  title: default
jobs:
  first:
    type: command
    component: say.yml
    inputs: {data: "${{parent.inputs.raw}}", title: "${{parent.inputs.title}}", flag: true}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    component = COMPONENT.replace("../src", "src")
    write(tmp_path, {"p.yml": YAML, "say.yml": component, "src/echo.py": ECHO, "data/a.txt": "1"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    # under a name of its own: as long as migrate.cli does not import the module first, importing it would put it in
    # place of the function of the same name
    spec = importlib.util.find_spec("migrate.cli.run")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    app = typer.Typer()
    app.command()(module.run)
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_run(project: Path) -> None:
    result = call("p.yml", "--trust-code", "--input", "raw=data", "--param", "title=x y", "-o", "o")
    assert result.exit_code == 0, result.output
    assert argv(project / "o/first/out")[:2] == ["x y", "True"]
    assert ["first", "completed", "0"] in [line.split()[:3] for line in result.output.splitlines()]
    assert f"Written to: {project / 'o'}" in result.output


def test_a_file_of_inputs(project: Path) -> None:
    write(project, {"in.yml": "inputs: {raw: data}\nparameters: {title: from file}\n"})
    assert call("p.yml", "--trust-code", "--inputs", "in.yml").exit_code == 0
    assert argv(project / "local_run/first/out")[0] == "from file"


def test_a_failing_node(project: Path) -> None:
    write(project, {"src/echo.py": "raise SystemExit(7)"})
    result = call("p.yml", "--trust-code", "--input", "raw=data", "-o", "o")
    assert result.exit_code == 1
    assert f"error: first failed: exit code 7; its log is {project / 'o/logs/first.txt'}" in result.stderr


def test_what_cannot_be_run(project: Path) -> None:
    with pytest.raises(UsageError, match="--trust-code"):
        call("p.yml", "--input", "raw=data")
    with pytest.raises(RunError, match=r"raw \(azureml:raw:1\)"):
        call("p.yml", "--trust-code")
    with pytest.raises(UsageError, match="no interpreter nowhere"):
        call("p.yml", "--trust-code", "--input", "raw=data", "--python", "nowhere")
    assert not (project / "local_run").exists()
