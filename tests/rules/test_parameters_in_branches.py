"""Pipeline parameters that each branch of the program makes."""

from __future__ import annotations

from tests.conversion import convert

TEXT = """\
import sys

from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
if len(sys.argv) > 1:
    text = sys.argv[1]
    name = PipelineParameter("model_name", default_value=text)
    print("given", text)
else:
    text = "shops"
    name = PipelineParameter("model_name", default_value=text)
step = PythonScriptStep("train.py", arguments=["--name", name], source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[step])
"""


BRANCHES = """\
if len(sys.argv) > 1:
    text = sys.argv[1]
    print("given", text)
else:
    text = "shops"
"""


def test_the_same_parameter_in_each_branch() -> None:
    found = convert(TEXT)
    assert not found.manual
    assert "def pipeline_definition(model_name: str = str(text)):" in found.text
    assert BRANCHES in found.text


def test_parameters_that_differ_stay() -> None:
    made = 'PipelineParameter("model_name", default_value=text)'
    for other in (made.replace("model_name", "model"), made.replace("=text", "=f(text)"), made.replace("text", '"x"')):
        found = convert(TEXT.replace(made, other, 1))
        assert "pipeline = Pipeline(ws, steps=[step])" in found.text


def test_a_parameter_or_a_constant_stays() -> None:
    made = 'name = PipelineParameter("model_name", default_value=text)'
    chosen = TEXT.replace(made, 'name = PipelineParameter("model_name", "shops") if given else "all"')
    for text in (chosen, TEXT.replace(made, 'name = "all"', 1), TEXT.replace(made, "name = None", 1)):
        found = convert(text.replace("import sys\n", "import sys\n\ngiven = len(sys.argv) > 1\n"))
        assert "pipeline = Pipeline(ws, steps=[step])" in found.text
        assert "whether this argument is a PipelineParameter, and which one, depends on a branch" in found.text
