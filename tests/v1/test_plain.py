"""What the command line and configuration files say is text: the name of a compute, never a compute."""

from __future__ import annotations

import pytest

from tests.conversion import assert_stable, convert

BEFORE = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
%s
train = PythonScriptStep(name="train", script_name="train.py", compute_target=%s)
pipeline = Pipeline(ws, steps=[train])
"""
YAML = 'import yaml\n\nwith open("settings.yml") as f:\n    settings = yaml.safe_load(f)'
ARGS = "args = make_parser().parse_args()"


def compute(code: str, expression: str) -> str:
    """What the pipeline's compute is; empty when the pipeline stays v1."""
    found = convert(BEFORE % (code, expression))
    assert_stable(found)
    return found.text.partition("dsl.pipeline(default_compute=")[2].partition(", continue")[0]


@pytest.mark.parametrize(
    ("code", "expression"),
    [
        (YAML, 'settings["compute"]'),
        (YAML, 'settings["train"]["compute"]'),
        (YAML, 'settings["train"].get("compute", "cpu")'),
        ('import json\n\nsettings = json.load(open("settings.json"))', 'settings["compute"]'),
        ("from configparser import ConfigParser\n\nsettings = ConfigParser()", 'settings.get("train", "compute")'),
        ('from omegaconf import OmegaConf\n\ncfg = OmegaConf.load("settings.yml")', "cfg.train.compute"),
        (ARGS, "args.compute"),
        ("args, rest = make_parser().parse_known_args()", "args.compute"),
        (f'{ARGS}\nargs.compute = "gpu"', "args.compute"),
        (f"{ARGS}\nargs.data = ws.get_default_datastore()", "args.compute"),
    ],
)
def test_text_is_a_name(code: str, expression: str) -> None:
    assert compute(code, expression) == expression


@pytest.mark.parametrize(
    ("code", "expression"),
    [
        (f"{ARGS}\nargs.compute = make_compute(ws)", "args.compute"),
        (f'{ARGS}\nsetattr(args, "compute", make_compute(ws))', "args.compute"),
        (f'{YAML}\nsettings["compute"] = make_compute(ws)', 'settings["compute"]'),
        (f"{YAML}\nsettings[kind] = make_compute(ws)", 'settings["compute"]'),
        (f"{YAML}\nsettings.update(compute=make_compute(ws))", 'settings["compute"]'),
        ("settings = read_settings()", 'settings["compute"]'),
        ("", "args.compute"),
    ],
)
def test_something_else_may_be_in_there(code: str, expression: str) -> None:
    assert compute(code, expression) == ""


PROGRAM = """\
import click
import hydra
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


%s
def main(%s):
    ws = Workspace.from_config()
    train = PythonScriptStep(name="train", script_name="train.py", compute_target=%s)
    pipeline = Pipeline(ws, steps=[train])
"""


@pytest.mark.parametrize(
    ("decorator", "parameter", "expression"),
    [
        ('@click.command()\n@click.option("-c", "--compute", default="cpu")', "compute", "compute"),
        ('@click.command()\n@click.argument("compute")', "compute", "compute"),
        (
            '@click.command()\n@click.option("--train-on", "compute", type=click.Choice(["a", "b"]))',
            "compute",
            "compute",
        ),
        ('@hydra.main(config_path="conf", config_name="config")', "cfg", "cfg.train.compute"),
    ],
)
def test_parameters_of_a_program(decorator: str, parameter: str, expression: str) -> None:
    text = convert(PROGRAM % (decorator, parameter, expression)).text
    assert f"@dsl.pipeline(default_compute={expression}, " in text


def test_a_parameter_that_is_no_option_may_be_a_compute() -> None:
    text = convert(PROGRAM % ('@click.command()\n@click.option("--wait")', "compute", "compute")).text
    assert '@dsl.pipeline(default_compute=getattr(compute, "name", compute), ' in text
