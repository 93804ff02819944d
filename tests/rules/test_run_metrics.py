"""Files of a finished job."""

from __future__ import annotations

from tests.conversion import convert

V1 = """\
import azureml.automl.core.shared.constants as constants
from azureml.core import Run, Workspace

ws = Workspace.from_config()
run = Run.get(ws, "images_17")
run.download_file("outputs/model.pt", output_file_path={path})
"""


def test_a_path_that_only_private_code_of_v1_knows_stays() -> None:
    """It would stand in two statements, of which a second conversion would tell apart from the first."""
    first = convert(V1.format(path="constants.PT_MODEL_FILENAME")).text
    assert 'run.download_file("outputs/model.pt", output_file_path=constants.PT_MODEL_FILENAME)\n' in first
    assert "mkdir" not in first
    assert convert(first).text == first


def test_a_path_that_is_put_together_is_made_where_it_is_not() -> None:
    text = convert(V1.format(path='ws.name + "/model.pt"')).text
    assert 'Path(ws.workspace_name + "/model.pt").parent.mkdir(parents=True, exist_ok=True)\n' in text


STEPS = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
run = Experiment(ws, "demand").submit(Pipeline(ws, steps=[train]))
run.wait_for_completion()
for step in run.get_steps():
    if step.get_status() == "Failed":
        print(step.get_job_log())
"""


def test_the_log_of_a_step_is_the_text_that_mlflow_has() -> None:
    text = convert(STEPS).text
    assert text.endswith("""\
for step in ws.jobs.list(parent_job_name=run.name):
    if ws.jobs.get(step.name).status == "Failed":
        mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
        print(mlflow.artifacts.load_text(f"runs:/{step.name}/user_logs/std_log.txt"))
""")
