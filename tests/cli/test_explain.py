from __future__ import annotations

import pytest

from tests.cli.conftest import Run


def test_a_rule_by_its_code(run: Run) -> None:
    outcome = run("explain", "aml101")
    assert outcome.code == 0
    assert (
        outcome.out
        == """\
AML101  workspace

A Workspace becomes an MLClient.
https://learn.microsoft.com/x

v1 symbols:
  azureml.core.Workspace

Before:
  ws = Workspace.from_config()
After (inline):
  ws = MLClient.from_config(credential)
"""
    )


@pytest.mark.parametrize(
    ("subject", "symbol"),
    [
        ("azureml.core.Workspace", "azureml.core.Workspace"),
        ("azureml.core.workspace.Workspace", "azureml.core.Workspace"),
        ("PipelineData", "azureml.pipeline.core.PipelineData"),
        ("pipelinedata", "azureml.pipeline.core.PipelineData"),
        ("Workspace.from_config", "azureml.core.Workspace.from_config"),
        ("azureml.core.run.Run.log", "azureml.core.Run.log"),
    ],
)
def test_a_symbol_by_any_of_its_names(run: Run, subject: str, symbol: str) -> None:
    outcome = run("explain", subject)
    assert outcome.code == 0
    assert outcome.out.startswith(symbol)
    assert "  outcome: " in outcome.out
    assert "https://learn.microsoft.com" in outcome.out


def test_a_name_of_several_symbols_shows_all(run: Run) -> None:
    out = run("explain", "from_config").out
    assert "azureml.core.Workspace.from_config" in out
    assert out.count("  outcome: ") > 0


@pytest.mark.parametrize(
    ("subject", "hint"),
    [
        ("AML110", "did you mean AML101"),
        ("XYZ999", "azureml-migrate rules lists the rules"),
        ("PipelineDat", "did you mean PipelineData"),
        ("azureml.core.Workspce", "azureml.core.Workspace"),
        ("pandas", "is not in SDK v1, as far as known"),
        ("", "is not in SDK v1"),
    ],
)
def test_what_is_unknown_gets_a_hint(run: Run, subject: str, hint: str) -> None:
    outcome = run("explain", subject)
    assert (outcome.code, outcome.out) == (2, "")
    assert hint in outcome.err
