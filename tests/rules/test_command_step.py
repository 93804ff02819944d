"""Commands of ``CommandStep``: text, lists, data inside of text, and what v1 itself refuses."""

from __future__ import annotations

import pytest

from tests.conversion import convert

HEAD = """\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import CommandStep

ws = Workspace.from_config()
title = PipelineParameter("title", default_value="all regions")
rows = OutputFileDatasetConfig("rows")
image = "busybox"
"""
TAIL = """
pipeline = Pipeline(ws, steps=[step])
"""


def line(arguments: str, before: str = "") -> str:
    """The argument ``command`` of the component, on one line."""
    text = convert(f"{HEAD}{before}\nstep = CommandStep({arguments}, name='S', compute_target='cpu'){TAIL}").text
    keyword = text.partition("    command=")[2]
    return " ".join(keyword.partition(",\n")[0].split())


@pytest.mark.parametrize(
    ("command", "v2"),
    [
        ('"ls -l"', '"ls -l"'),
        ("\"cat *.txt | grep 'a b' > $HOME/out\"", "\"cat *.txt | grep 'a b' > $HOME/out\""),
        ('["python train.py --n 3", "--quiet"]', '"python train.py --n 3 --quiet"'),
        ('["python", "train.py", "--n", 3]', '"python train.py --n 3"'),
        ('["python train.py --title", title]', "\"python train.py --title '${{inputs.title}}'\""),
        ('["python train.py", "--to", rows]', '"python train.py --to ${{outputs.rows}}"'),
        ('f"docker inspect {image}"', 'f"docker inspect {image}"'),
        ('"docker inspect " + image', 'f"docker inspect {image}"'),
        ('f"python train.py --to={rows.arg_val}/x"', '"python train.py --to=${{outputs.rows}}/x"'),
        ("image", "image"),
    ],
)
def test_the_line(command: str, v2: str) -> None:
    assert line(f"command={command}") == v2


def test_a_run_configuration_may_have_the_command() -> None:
    before = 'run = RunConfiguration()\nrun.command = "nvidia-smi"\n'
    assert line("runconfig=run", before) == '"nvidia-smi"'
    assert line("command='ls', runconfig=run", before) == '"ls"'


def test_a_script_is_no_command() -> None:
    """azureml-pipeline-steps 1.62: ``ValueError: command is required``."""
    config = "runconfig=ScriptRunConfig('src', script='train.py')"
    text = convert(f"{HEAD}step = CommandStep(name='S', {config}, compute_target='cpu'){TAIL}").text
    assert "it has no command: v1 takes none from `script` and `arguments`, and refuses this step" in text


def test_a_reference_that_only_v2_would_see() -> None:
    text = convert(f"{HEAD}step = CommandStep('echo ${{{{inputs.x}}}}', name='S', compute_target='cpu'){TAIL}").text
    assert "v2 would read ${{…}} in the command as a reference of its own" in text


def test_a_step_that_waits_can_follow_any_line() -> None:
    text = convert(
        f"{HEAD}step = CommandStep('ls; pwd;', name='S', compute_target='cpu')\n"
        "later = CommandStep('ls', name='L', compute_target='cpu')\nlater.run_after(step)\n"
        "pipeline = Pipeline(ws, steps=[later])\n"
    ).text
    assert 'command="ls; pwd && echo done > ${{outputs.done}}/done.txt"' in text
