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
