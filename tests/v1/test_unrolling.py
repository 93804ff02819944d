"""Loops over constants are written out only where that says the same, and only where it is needed."""

from __future__ import annotations

import pytest

from tests.conversion import convert

HEAD = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
common = {"source_directory": "src", "compute_target": "cpu"}
"""
LATER = """\
outs = {name: PipelineData(name) for name in NAMES}
steps = [PythonScriptStep(f"{name}.py", arguments=[outs[name]], outputs=[outs[name]], **common) for name in NAMES]
last = PythonScriptStep("last.py", inputs=[outs["a"]], **common)
pipeline = Pipeline(ws, steps=[*steps, last])
"""


def test_a_list_of_constants_is_written_out() -> None:
    converted = convert(HEAD + 'NAMES = ["a", "b"]\n' + LATER)
    assert converted.outcome("azureml.pipeline.core.Pipeline") == "converted"
    assert "NAMES" not in converted.text
    assert converted.text.endswith(
        "def pipeline_definition():\n    a_step = a_component()\n    b_step = b_component()\n"
        "    last = last_component(a=a_step.outputs.a)\n\n\npipeline = pipeline_definition()\n"
    )


@pytest.mark.parametrize(
    "names",
    [
        pytest.param("from stages import NAMES\n", id="another module says it"),
        pytest.param('NAMES = ["a", "b"]\nNAMES.append(ws.name)\n', id="the list is added to"),
        pytest.param('NAMES = ["a", "b"]\nif ws.name:\n    NAMES.append("c")\n', id="the list is added to in a branch"),
        pytest.param('NAMES = ["a", "b"]\nif ws.name:\n    NAMES = ["a"]\n', id="the list is another one in a branch"),
        pytest.param('NAMES = ["a", "b"]\nchosen = NAMES\nchosen.append(ws.name)\n', id="the list has another name"),
        pytest.param('NAMES = ["a", "b"]\nfilter_in_place(NAMES)\n', id="a function may change the list"),
        pytest.param('NAMES = list("abcdefgh")\n', id="more than it says"),
        pytest.param('NAMES = ["a", "b", "c", "d", "e", "f", "g"]\n', id="too many"),
    ],
)
def test_another_list_stays(names: str) -> None:
    converted = convert(HEAD + names + LATER)
    assert "for name in NAMES" in converted.text
    assert converted.outcome("azureml.pipeline.core.Pipeline") == "manual"


def test_a_loop_that_v2_can_run_stays() -> None:
    code = (
        'steps = []\nfor name in ("a", "b"):\n'
        '    steps.append(PythonScriptStep(f"{name}.py", name=name, **common))\npipeline = Pipeline(ws, steps=steps)\n'
    )
    assert '    for name in ("a", "b"):\n' in convert(HEAD + code).text


def test_comments_of_a_loop_stay_once() -> None:
    code = """\
# What runs
NAMES = ["a", "b"]
named = {}
# One by one
for name in NAMES:  # in this order
    # On the small cluster
    named[name] = PythonScriptStep(f"{name}.py", **common)
named["b"].run_after(named["a"])
pipeline = Pipeline(ws, steps=list(named.values()))
"""
    text = convert(HEAD + code).text
    for comment in ("# What runs\n", "# One by one\n", "# in this order\n", "# On the small cluster\n"):
        assert text.count(comment) == 1


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("print(a.name)\ntrain = a if fast else b\n", id="a step that is asked for something else"),
        pytest.param("train = a if fast() else b\n", id="a condition that must not be evaluated twice"),
        pytest.param("train = [a, b][place]\n", id="a place that is not known"),
        pytest.param("train = a if fast else a\n", id="no choice"),
        pytest.param("s = {'a': a, 'b': b}\nprint(s)\ntrain = s[place]\n", id="a dictionary that is read twice"),
        pytest.param("s = {'a': a, 'b': b}\ns['b'] = None\ntrain = s[place]\n", id="a dictionary that is changed"),
    ],
)
def test_another_choice_stays(code: str) -> None:
    steps = 'a = PythonScriptStep("a.py", **common)\nb = PythonScriptStep("b.py", **common)\n'
    converted = convert(
        HEAD + "from choices import fast, place\n" + steps + code + "pipeline = Pipeline(ws, steps=[train])\n"
    )
    assert "    train = " not in converted.text


@pytest.mark.parametrize(
    "code",
    [
        "named = {'a': a, 'b': b}\ntrain = named[place]\n",
        "named = {'a': PythonScriptStep('a.py', **common), 'b': b}\ntrain = named[place]\n",
    ],
)
def test_a_choice_from_a_dictionary_with_a_variable(code: str) -> None:
    steps = 'a = PythonScriptStep("a.py", **common)\n' * ("'a': a" in code)
    steps += 'b = PythonScriptStep("b.py", **common)\n'
    converted = convert(
        HEAD + "from choices import place\n" + steps + code + "pipeline = Pipeline(ws, steps=[train])\n"
    )
    assert not converted.manual
    assert "named" not in converted.text
    assert 'if place not in ("a", "b"):\n    raise KeyError(place)\n' in converted.text.replace("'", '"')
    assert '    if place == "a":\n        train = a_component()\n' in converted.text.replace("'", '"')
