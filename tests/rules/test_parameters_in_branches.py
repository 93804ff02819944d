"""Pipeline parameters, and images, that branches of the program make."""

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


def test_a_parameter_that_a_branch_makes_for_its_own_step() -> None:
    before = """\
import sys

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
quick = len(sys.argv) > 1
train = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
steps = [train]
# How far it may be off
if not quick:
    rate = PipelineParameter("rate", default_value=0.1)
    check = PythonScriptStep(
        "check.py", arguments=["--rate", rate], source_directory="src", compute_target="cpu", runconfig=run_config
    )
    steps.append(check)
pipeline = Pipeline(ws, steps=steps)
"""
    found = convert(before)
    assert not found.manual
    assert (
        """\
# How far it may be off
if not quick:
    check_component = command(
        display_name="check.py",
        code="src",
        command="python check.py --rate ${{inputs.rate}}",
        inputs={"rate": Input(type="number")},
        environment="azureml:sales:4",
    )


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rate: float = 0.1):
    train = train_component()
    if not quick:
        check = check_component(rate=rate)


pipeline = pipeline_definition()
"""
        in found.text
    )
    for other in ('PipelineParameter("rate", default_value=ask())', "ask(PipelineParameter)"):
        text = convert(before.replace('PipelineParameter("rate", default_value=0.1)', other)).text
        assert "    rate = " in text


IMAGES = """\
import sys

from azureml.core import Workspace
from azureml.core.runconfig import DEFAULT_GPU_IMAGE, RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
size = len(sys.argv)
config = RunConfiguration()
# What it runs on
if size > 2:
    config.environment.docker.base_image = DEFAULT_GPU_IMAGE
elif size > 1:
    config.environment.docker.base_image = "shop.azurecr.io/small:1"
else:
    config.environment.docker.base_image = sys.argv[0]
step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=config)
pipeline = Pipeline(ws, steps=[step])
"""


def test_an_image_that_each_branch_says() -> None:
    found = convert(IMAGES)
    assert not found.manual
    assert (
        """\
# What it runs on
environment = Environment(
    image=(
        "mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04"
        if size > 2
        else "shop.azurecr.io/small:1" if size > 1 else sys.argv[0]
    ),
"""
        in found.text
    )


def test_branches_that_say_more_than_an_image_stay() -> None:
    for more in ("\n    print(size)\nelse:", "\nelif size:\n    size = 2\nelse:"):
        text = convert(IMAGES.replace("\nelse:", more)).text
        assert "pipeline = Pipeline(ws, steps=[step])" in text
        assert "config.environment.docker.base_image = sys.argv[0]" in text
