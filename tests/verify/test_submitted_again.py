"""A pipeline that v1 submits several times: v2 has a job for each, and each is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli import invoke

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

V1 = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rounds = PipelineParameter("rounds", default_value=100)
train = PythonScriptStep(
    name="train", script_name="train.py", source_directory="src", arguments=["--rounds", rounds], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train])
Experiment(ws, "first").submit(pipeline)
Experiment(ws, "again").submit(pipeline, pipeline_parameters={"rounds": 3}, regenerate_outputs=True)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "v1/src").mkdir(parents=True)
    (folder / "v1/src/train.py").write_text("print(1)\n", encoding="utf-8")
    (folder / "v1/pipeline.py").write_text(V1, encoding="utf-8")
    assert invoke(["convert", str(folder / "v1"), "-o", str(folder / "v2")]) == 0
    return folder


def verify(project: Path) -> int:
    arguments = ["verify", str(project / "v1"), str(project / "v2"), "--level", "equivalent", "--trust-code"]
    return invoke(arguments)


def test_each_submission_is_the_same(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert verify(project) == 0
    assert ": equivalent" in capfd.readouterr().out


_WRONG = {
    "rounds = 3": ("rounds = 4", "parameters.rounds.value: v1 has 3, v2 has 4"),
    '"first"': ('"another"', "experiment: v1 has 'first', v2 has 'another'"),
    "force_rerun = True": ("force_rerun = False", "force_rerun: v1 has True, v2 has False"),
}


def test_a_submission_that_differs_is_told(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = project / "v2/pipeline.py"
    right = file.read_text(encoding="utf-8")
    wrong = right
    for old, (new, _) in _WRONG.items():
        assert wrong.count(old) == 1
        wrong = wrong.replace(old, new)
    file.write_text(wrong, encoding="utf-8")
    assert verify(project) == 1
    file.write_text(right, encoding="utf-8")
    shown = capfd.readouterr().out
    assert [message for _, message in _WRONG.values() if message not in shown] == []
