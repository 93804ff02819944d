"""Schedules and endpoints of what another module published take the pipeline itself from there."""

from __future__ import annotations

from pathlib import Path

from tests.linking.test_origins import without_addresses
from tests.linking.test_sharing import converted

PUBLISH = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
prep = PythonScriptStep(script_name="prep.py", compute_target="cpu", source_directory="src")
pipeline = Pipeline(ws, steps=[prep])
published = pipeline.publish("sales")
"""
SCHEDULE = """\
from azureml.pipeline.core import Schedule, ScheduleRecurrence

from publish import published, ws

nightly = ScheduleRecurrence(frequency="Day", interval=1)
Schedule.create(ws, "nightly", pipeline_id=published.id, experiment_name="sales", recurrence=nightly)
"""
SCHEDULED = """\
from azure.ai.ml.entities import JobSchedule, RecurrenceTrigger

from publish import pipeline, ws

nightly = RecurrenceTrigger(frequency="day", interval=1)
pipeline.experiment_name = "sales"
ws.schedules.begin_create_or_update(JobSchedule(name="nightly", trigger=nightly, create_job=pipeline)).result()
"""


def test_a_schedule(tmp_path: Path) -> None:
    assert converted(tmp_path, {"publish.py": PUBLISH, "schedule.py": SCHEDULE})["schedule.py"] == SCHEDULED


ENDPOINT = """\
from azureml.pipeline.core import PipelineEndpoint

import publish

endpoint = PipelineEndpoint.publish(publish.ws, name="sales", pipeline=publish.published, description="All sales")
"""


def test_an_endpoint(tmp_path: Path) -> None:
    """What is published becomes the component that the endpoint deploys."""
    found = converted(tmp_path, {"publish.py": PUBLISH, "endpoint.py": ENDPOINT})
    assert "published = ws.components.create_or_update(pipeline.component)\n" in found["publish.py"]
    assert "        component=publish.published,\n" in found["endpoint.py"]
    assert "TODO" not in found["endpoint.py"]


SHOWING = "from publish import published\n\nprint(published.endpoint)\n"


def test_another_user(tmp_path: Path) -> None:
    """That is not converted needs what was published as it is."""
    files = {"publish.py": PUBLISH, "schedule.py": SCHEDULE, "show.py": SHOWING}
    found = converted(tmp_path, files, "show.py")["schedule.py"]
    assert "AML611): a v2 schedule needs the pipeline job, not its id" in without_addresses(found)
    assert "pipeline_id=published.name" in found
