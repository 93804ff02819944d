"""What differs from run to run is the same for both sides, and data that is not there has a stand-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli import invoke

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

V1 = """\
import datetime as dt
import random
import time
import uuid
from datetime import date, datetime, timedelta

import pandas as pd
from azureml.core import Workspace
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline, PipelineParameter, Schedule, ScheduleRecurrence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
pd.set_option("display.max_colwidth", -1)
rows = pd.read_csv("not-checked-in.csv")
try:
    settings = pd.read_json("settings.json").iloc[0]["day"]
except FileNotFoundError:
    settings = str(date.today())
deadline = time.time() + 3600
while time.time() < deadline and uuid.uuid4().int:
    pass
stamp = datetime.now().strftime("%Y-%m-%d-%H-%M-%S-%f")
assert isinstance(datetime.now(), datetime) and isinstance(datetime(2026, 1, 5), date) and date(2026, 1, 5) < date.max
folder = f"run-{uuid.uuid4()}-{random.randint(0, 10**9)}-{time.strftime('%H%M%S')}"
begin = PipelineParameter("begin", default_value=stamp)
out = OutputFileDatasetConfig("out", destination=(ws.get_default_datastore(), folder))
train = PythonScriptStep(
    name="train",
    script_name="train.py",
    source_directory="src",
    arguments=["--begin", begin, "--until", str(dt.datetime.utcnow() + timedelta(hours=1)), "--day", settings,
               "--columns", len(rows.columns), "--out", out],
    compute_target="cpu",
)
pipeline = Pipeline(ws, steps=[train])
published = pipeline.publish(name="demand")
start = datetime.now() + timedelta(minutes=5)
daily = ScheduleRecurrence("Day", 1, start_time=start.strftime("%Y-%m-%dT%H:%M:%S"))
Schedule.create(ws, "daily", published.id, "nightly", recurrence=daily)
"""
_WRONG = {
    "timedelta(hours=1)": ("timedelta(hours=2)", "arguments[3]: v1 has '2026-01-05"),
    "timedelta(minutes=5)": ("timedelta(minutes=6)", "schedule.start_time: v1 has '2026-01-"),
    "{random.randint(0, 10**9)}": ("{random.randint(0, 10**8)}", "outputs.out.destination: v1 has"),
    "%S-%f": ("%S", "parameters.begin.default: v1 has"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "v1/src").mkdir(parents=True)
    (folder / "v1/src/train.py").write_text("print(1)\n", encoding="utf-8")
    (folder / "v1/pipeline.py").write_text(V1, encoding="utf-8")
    assert invoke(["convert", str(folder / "v1"), "-o", str(folder / "v2")]) == 0
    return folder


def test_clock_random_numbers_and_identifiers_are_those_of_the_other_side(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert verify(project) == 0
    shown = capfd.readouterr().out
    assert "pipeline_definition: equivalent" in shown
    assert "stand-in for the rows of not-checked-in.csv, which is not there" in shown
    assert "a setting that the pandas here does not take: Value must be a nonnegative integer" in shown
    assert "settings.json" not in shown, "the script copes without it"


def test_what_is_made_of_them_is_compared(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    target = project / "v2/pipeline.py"
    right = target.read_text(encoding="utf-8")
    wrong = right
    for old, (new, _) in _WRONG.items():
        assert wrong.count(old) == 1
        wrong = wrong.replace(old, new)
    target.write_text(wrong, encoding="utf-8")
    assert verify(project) == 1
    target.write_text(right, encoding="utf-8")
    shown = capfd.readouterr().out
    assert [message for _, message in _WRONG.values() if message not in shown] == []


def verify(project: Path) -> int:
    return invoke(["verify", str(project / "v1"), str(project / "v2"), "--level", "equivalent", "--trust-code"])
