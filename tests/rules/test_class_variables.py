"""Steps and data in variables of a class, which nothing sees by their names."""

from __future__ import annotations

from tests.conversion import convert

_HEAD = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

"""


def test_a_step_in_a_class_is_not_named_outside() -> None:
    code = (
        "\nclass Config:\n    ws = Workspace.from_config()\n"
        '    train = PythonScriptStep("train.py", compute_target="cpu")\n\n\n'
        "pipeline = Pipeline(Config.ws, steps=[Config.train])\n"
    )
    text = convert(_HEAD + code).text
    assert 'train = PythonScriptStep("train.py", compute_target="cpu")\n' in text
    assert "a step is made in another function, a branch or a loop than its pipeline" in text
    assert "pipeline = Pipeline(Config.ws, steps=[Config.train])\n" in text


def test_data_in_a_class_stays_where_its_pipeline_does() -> None:
    code = (
        "\nclass Config:\n    ws = Workspace.from_config()\n"
        '    clean = PipelineData("clean")\n\n\n'
        'step = PythonScriptStep("a.py", arguments=[Config.clean], outputs=[Config.clean], compute_target="cpu")\n'
        "pipeline = Pipeline(Config.ws, steps=[step, more()])\n"
    )
    text = convert(_HEAD + code).text
    assert '    clean = PipelineData("clean")\n' in text
    assert "outputs=[Config.clean]" in text


def test_data_from_outside_in_a_class_is_named_by_it() -> None:
    code = (
        "\nclass Config:\n    ws = Workspace.from_config()\n"
        '    sales = Dataset.get_by_name(ws, "sales")\n\n\n'
        'step = PythonScriptStep("a.py", inputs=[Config.sales.as_named_input("s")], compute_target="cpu")\n'
        "pipeline = Pipeline(Config.ws, steps=[step])\n"
    )
    text = convert(_HEAD + code).text
    assert "    step = step_component(s=Config.sales)\n" in text
    assert "pipeline = pipeline_definition()\n" in text
