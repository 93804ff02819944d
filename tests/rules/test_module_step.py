"""Steps that run a module: the script is known where this file publishes the module, in one way only."""

from __future__ import annotations

import pytest

from tests.conversion import convert

HEAD = """\
from azureml.core import RunConfiguration, Workspace
from azureml.pipeline.core import Module, Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.core.graph import InputPortDef, OutputPortDef
from azureml.pipeline.steps import ModuleStep

ws = Workspace.from_config()
out = PipelineData("out")
port = OutputPortDef("out")
module = Module.create(ws, "Clean", "Cleans")
"""
PUBLISHED = 'version = module.publish_python_script("clean.py", "first", [], [port], source_directory="src"{0})\n'
STEP = """\
step = ModuleStep({0}, outputs_map={{"out": out}}, compute_target="cpu", arguments=["--to", out])
pipeline = Pipeline(ws, steps=[step])
"""


@pytest.mark.parametrize("given", ["module_version=version", "module=module", "module=module, version='3'"])
def test_the_script_of_the_version(given: str) -> None:
    converted = convert(HEAD + PUBLISHED.format(', version="3"') + STEP.format(given))
    assert converted.manual == []
    assert 'display_name="Clean"' in converted.text
    assert 'command="python clean.py --to ${{outputs.out}}"' in converted.text
    assert "odule" not in converted.text


def test_the_default_version() -> None:
    other = 'module.publish_python_script("b.py", "second", [], [port], version="2", is_default=True)\n'
    text = convert(HEAD + PUBLISHED.format("") + other + STEP.format("module=module")).text
    assert 'command="python b.py --to ${{outputs.out}}"' in text


def test_the_name_and_the_parameters_of_the_step() -> None:
    text = convert(HEAD + PUBLISHED.format("") + STEP.format("module=module, name='Mine', params={'a': 1}")).text
    assert 'display_name="Mine"' in text
    assert 'environment_variables={"AML_PARAMETER_a": "1"}' in text


def test_a_pipeline_parameter_is_the_parameter_of_the_module() -> None:
    step = STEP.replace('"--to", out', '"--to", out, "--n", PipelineParameter("n", 5)')
    text = convert(HEAD + PUBLISHED.format(', params={"n": 3, "m": 4}') + step.format("module=module")).text
    assert 'environment_variables={"AML_PARAMETER_m": "4"}' in text
    assert 'environment_variables["AML_PARAMETER_n"] = n' in text


@pytest.mark.parametrize(
    ("published", "given"),
    [
        (PUBLISHED.format(', arguments=["--to", port]'), "module=module"),
        (PUBLISHED.format(', params={"a": 1}'), "module=module, params={'b': 2}"),
        (PUBLISHED.format("") + PUBLISHED.format(""), "module=module"),
        (PUBLISHED.format(', version="1"'), "module=module, version='2'"),
        ("if retrain:\n    " + PUBLISHED.format(""), "module=module"),
        ('module.publish_python_script("a.py", "", [InputPortDef("a", is_resource=True)], [port])\n', "module=module"),
        ("module = Module.get(ws, name='Clean')\n", "module=module"),
        ("", "module_version=published"),
    ],
)
def test_what_is_not_known_stands_for_the_step(published: str, given: str) -> None:
    text = convert(HEAD + published + STEP.format(given)).text
    assert "v2 has no ModuleStep: write here what" in text
    assert "@dsl.pipeline" in text


def test_a_version_for_others_stays() -> None:
    """Only a step says how the ports are handed to the script."""
    converted = convert(HEAD + PUBLISHED.format(""))
    assert "version = module.publish_python_script(" in converted.text
    assert "module = Module.create(" in converted.text


def test_dictionaries_that_only_wire_the_step_go() -> None:
    wiring = 'wiring = {}\nwiring["out"] = out\n'
    step = STEP.replace('{{"out": out}}', "wiring")
    converted = convert(HEAD + PUBLISHED.format("") + wiring + step.format("module=module"))
    assert converted.manual == []
    assert "wiring" not in converted.text


def test_a_dictionary_that_more_is_done_with_stays() -> None:
    wiring = 'wiring = {"out": out}\nprint(wiring)\n'
    step = STEP.replace('{{"out": out}}', "wiring")
    text = convert(HEAD + PUBLISHED.format("") + wiring + step.format("module=module")).text
    assert 'wiring = {"out": out}' in text
    assert "TODO(azureml-migrate AML303)" in text
