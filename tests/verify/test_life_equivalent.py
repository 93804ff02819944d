"""Publications and schedules are part of what is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli import invoke

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

V1 = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineEndpoint, PipelineParameter, Schedule, ScheduleRecurrence, TimeZone
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rounds = PipelineParameter("rounds", default_value=100)
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--rounds", rounds], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train])
published = pipeline.publish(name="demand", version="1.0", continue_on_step_failure=True)
endpoint = PipelineEndpoint.get(ws, name="demand")
endpoint.add_default(published)
recurrence = ScheduleRecurrence(
    "Week", 2, "2026-01-05T00:00:00", TimeZone.PacificStandardTime, week_days=["Monday"], time_of_day="18:30"
)
Schedule.create(ws, "weekly", published.id, "nightly", recurrence=recurrence, pipeline_parameters={"rounds": 9})
run = Experiment(ws, "adhoc").submit(pipeline, pipeline_parameters={"rounds": 3})
"""
_WRONG = {
    "interval=2": ("interval=3", "schedule.interval: v1 has 2, v2 has 3"),
    '"Pacific ': ('"Eastern ', "schedule.time_zone: v1 has 'Pacific Standard Time', v2 has 'Eastern Standard Time'"),
    "hours=[18]": ("hours=[6]", "schedule.hours: v1 has '18', v2 has '6'"),
    '["monday"]': ('["friday"]', "schedule.week_days: v1 has 'monday', v2 has 'friday'"),
    '"nightly"': ('"daily"', "experiment: v1 has 'nightly', v2 has 'daily'"),
    "rounds = 9": ("rounds = 8", "parameters.rounds.value: v1 has 9, v2 has 8"),
    '"default_compute": "cpu"': ('"default_compute": "gpu"', "published.default_compute: v1 has 'cpu', v2 has 'gpu'"),
    '_failure": True': ('_failure": False', "published.continue_on_failure: v1 has True, v2 has False"),
    # what the schedule leaves to the published pipeline
    "_failure = True": ("_failure = False", " continue_on_failure: v1 has True, v2 has False"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "v1/src").mkdir(parents=True)
    (folder / "v1/src/train.py").write_text("print(1)\n")
    (folder / "v1/pipeline.py").write_text(V1)
    assert invoke(["convert", str(folder / "v1"), "-o", str(folder / "v2")]) == 0
    return folder


def test_what_is_published_and_scheduled_is_the_same(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert verify(project) == 0
    assert "adhoc_pipeline: equivalent" in capfd.readouterr().out


def test_what_is_published_or_scheduled_otherwise(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    target = project / "v2/pipeline.py"
    right = target.read_text()
    wrong = right
    for old, (new, _) in _WRONG.items():
        assert old in wrong
        wrong = wrong.replace(old, new)
    target.write_text(wrong)
    assert verify(project) == 1
    target.write_text(right)
    shown = capfd.readouterr().out
    assert [message for _, message in _WRONG.values() if message not in shown] == []


_ENDPOINT = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineEndpoint, PipelineParameter, Schedule, ScheduleRecurrence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rounds = PipelineParameter("rounds", default_value=100)
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--rounds", rounds], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train])
published = pipeline.publish(name="demand")
PipelineEndpoint.publish(workspace=ws, name="demand-endpoint", pipeline=pipeline, description="Demand")
weekly = ScheduleRecurrence("Week", 1, week_days=["Monday"], hours=[6], minutes=[0])
endpoint = PipelineEndpoint.get(workspace=ws, name="demand-endpoint")
Schedule.create_for_pipeline_endpoint(
    ws, name="weekly", pipeline_endpoint_id=endpoint.id, experiment_name="nightly", recurrence=weekly
)
"""
_FILES = """\
Schedule.create(ws, "files", published.id, "files", datastore=ws.get_default_datastore())
"""
_LISTED = """\
from azureml.pipeline.core import PublishedPipeline
for one in PublishedPipeline.list(ws):
    found_id = one.id
Schedule.create(ws, "listed", found_id, "listed", recurrence=weekly)
"""


@pytest.mark.parametrize("files", ["", _FILES, _LISTED], ids=["alone", "beside-files", "beside-a-listed-pipeline"])
def test_the_schedule_of_an_endpoint(files: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Its job is that of the published pipeline, or one of its own where another schedule stays v1."""
    (tmp_path / "v1/src").mkdir(parents=True)
    (tmp_path / "v1/src/train.py").write_text("print(1)\n")
    (tmp_path / "v1/pipeline.py").write_text(_ENDPOINT + files)
    invoke(["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2")])
    verify(tmp_path)
    told = capfd.readouterr().out
    assert "pipeline_definition: equivalent" in told
    assert ("not compared, as v2 makes no such schedule: listed" in told) == (files == _LISTED)
    target = tmp_path / "v2/pipeline.py"
    text = target.read_text()
    assert ("scheduled_job = pipeline_definition()" in text) == bool(files)
    target.write_text(text.replace("hours=[6]", "hours=[7]").replace('"nightly"', '"daily"'))
    verify(tmp_path)
    shown = capfd.readouterr().out
    assert "schedule.hours: v1 has '6', v2 has '7'" in shown
    assert "experiment: v1 has 'nightly', v2 has 'daily'" in shown


def verify(project: Path) -> int:
    return invoke(["verify", str(project / "v1"), str(project / "v2"), "--level", "equivalent", "--trust-code"])
