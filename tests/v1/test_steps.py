"""A step's argument vector, inputs, outputs and run configuration, as its constructor and all around it say."""

from __future__ import annotations

import pytest

from migrate.v1.data import v1_name
from migrate.v1.kinds import read_step
from migrate.v1.steps import StepModel
from migrate.v1.values import Obj
from tests.v1.test_interpreter import code, understand

HEAD = """\
from azureml.core import RunConfiguration
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import PipelineData, PipelineParameter
from azureml.pipeline.steps import RScriptStep, PythonScriptStep
raw = DataReference(store, data_reference_name="raw")
clean, model = PipelineData("clean"), PipelineData("model")
rounds = PipelineParameter("rounds", default_value=100)
"""


def step(statements: str) -> StepModel:
    obj = understand(HEAD + statements).module.variables["step"]
    assert isinstance(obj, Obj)
    found = read_step(obj)
    assert found is not None
    return found


def words(found: StepModel) -> list[str]:
    """The argument vector: literals and expressions as written, data as <input> or >output>, parameters as $name."""
    shown = []
    for word in found.words:
        if word.port is not None:
            shown.append(f"{'>' if word.output else '<'}{v1_name(word.port.source)}")
        elif word.parameter is not None:
            shown.append(f"${v1_name(word.parameter)}")
        else:
            shown.append(code(word.node))
    return shown


def ports(found: StepModel) -> tuple[list[str], list[str]]:
    return [v1_name(one.source) for one in found.inputs], [v1_name(one.source) for one in found.outputs]


def test_words_inputs_and_outputs() -> None:
    found = step(
        "step = PythonScriptStep('train.py', arguments=['--data', raw, '--out', clean, '--rounds', rounds, size * 2],\n"
        "    inputs=[raw, model], outputs=[clean])\n"
    )
    assert words(found) == ["'--data'", "<raw", "'--out'", ">clean", "'--rounds'", "$rounds", "size * 2"]
    assert ports(found) == (["raw", "model"], ["clean"])
    assert [v1_name(obj) for obj in found.parameters] == ["rounds"]
    assert found.problems == []
    assert (found.variable, found.title) == ("step", "train.py")


@pytest.mark.parametrize(
    "arguments",
    [
        "arguments=['-a', raw, '-b', clean], inputs=[raw], outputs=[clean])",
        "arguments=['-a', raw] + ['-b', clean], inputs=[raw], outputs=[clean])",
        "arguments=[*['-a', raw], '-b', clean], inputs=(raw,), outputs=(clean,))",
    ],
)
def test_ways_to_write_the_list(arguments: str) -> None:
    assert words(step(f"step = PythonScriptStep('a.py', {arguments}\n")) == ["'-a'", "<raw", "'-b'", ">clean"]


def test_a_list_that_is_built_step_by_step() -> None:
    found = step(
        "arguments = ['-a', raw]\narguments.append('-b')\narguments += [clean]\narguments.extend(['-c'])\n"
        "step = PythonScriptStep('a.py', arguments=arguments, inputs=[raw], outputs=[clean])\n"
    )
    assert words(found) == ["'-a'", "<raw", "'-b'", ">clean", "'-c'"]
    assert found.problems == []


def test_the_same_data_twice_is_one_input() -> None:
    found = step("step = PythonScriptStep('a.py', arguments=[raw, raw.as_download()], inputs=[raw])\n")
    assert ports(found) == (["raw"], [])
    assert [port.mode for port in found.inputs] == ["download"]
    assert len(found.uses) == 3


def test_the_title() -> None:
    assert step("step = PythonScriptStep('a.py', name='Train')\n").title == "Train"
    assert step("step = PythonScriptStep(name=None, script_name='a.py')\n").title == "a.py"
    assert step("step = PythonScriptStep('a.py', name=f'{a}')\n").title == "step"


def test_its_run_configuration() -> None:
    found = step("run = RunConfiguration()\nrun.node_count = 2\nstep = PythonScriptStep('a.py', runconfig=run)\n")
    assert found.run is not None
    assert sorted(found.run.settings) == ["node_count"]


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        (
            "step = PythonScriptStep('a.py', arguments=make(raw))",
            "what `arguments` holds is only known when the code runs",
        ),
        (
            "step = PythonScriptStep('a.py', inputs=[find()])",
            "what this element of `inputs` stands for is not known: `find` is neither imported nor made here",
        ),
        (
            "step = PythonScriptStep('a.py', runconfig=load())",
            "where this run configuration comes from is not known: `load` is neither imported nor made here",
        ),
        ("step = RScriptStep('a')", "v1 takes no R step without a run configuration"),
        (
            "args = ['a']\nfor b in d:\n    args.append(raw)\nstep = PythonScriptStep('a.py', arguments=args)",
            "what `arguments` holds is only known when the code runs",
        ),
        (
            "run = RunConfiguration()\nif a:\n    run.node_count = 2\nstep = PythonScriptStep('a.py', runconfig=run)",
            "`node_count` is set in a branch only",
        ),
    ],
)
def test_problems(statements: str, message: str) -> None:
    assert [problem.message for problem in step(statements + "\n").problems] == [message]
