"""The types that a command line gives its arguments, also where functions take them."""

from __future__ import annotations

import pytest

from migrate.v1.plain import PLAIN
from migrate.v1.values import Unknown, Value
from tests.conversion import convert
from tests.v1.test_interpreter import understand

HEAD = """\
import argparse
import json
import yaml

parser = argparse.ArgumentParser()
group = parser.add_argument_group("more")
parser.add_argument("data")
parser.add_argument("--rows", "-r", type=int, default=30)
parser.add_argument("--rate", type=float, required=True)
parser.add_argument("--name", default="sales")
parser.add_argument("--note")
parser.add_argument("--dry-run", action="store_true")
parser.add_argument("--depth", type=int)
parser.add_argument("--parts", nargs="+")
parser.add_argument("--kind", type=make_kind, default=1)
group.add_argument("-s", type=int, default=1, dest="seed")
args = parser.parse_args()
settings = yaml.safe_load(open("settings.yml"))
"""


def value(expression: str) -> Value:
    return understand(f"{HEAD}x = {expression}\n").module.variables["x"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("args.data", Unknown("str")),
        ("args.rows", Unknown("int")),
        ("args.rate", Unknown("float")),
        ("args.name", Unknown("str")),
        ("args.dry_run", Unknown("bool")),
        pytest.param("args.note", PLAIN, id="a text or None"),
        pytest.param("args.depth", PLAIN, id="a number or None"),
        pytest.param("args.parts", PLAIN, id="several texts"),
        pytest.param("args.kind", PLAIN, id="what a function makes"),
        ("args.seed", Unknown("int")),
        ("parser.parse_known_args()[0].rows", Unknown("int")),
        ("other.parse_args(['--rows', '1']).rows", Unknown("int")),
        ("settings['rows']", PLAIN),
    ],
)
def test_value(expression: str, expected: Value) -> None:
    assert value(expression) == expected


V1 = """\
import argparse

import yaml
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


def build(ws, args, settings):
    rows = PipelineParameter("rows", args.rows)
    step = PythonScriptStep(
        "train.py", source_directory="src", arguments=["--rows", rows], compute_target=settings["compute"]["target"]
    )
    return Pipeline(ws, steps=[step])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=30)
    with open("settings.yml") as file:
        settings = {read}
    build(Workspace.from_config(), parser.parse_args(), settings)
"""


def test_types_and_settings_are_followed_into_functions() -> None:
    text = convert(V1.format(read="yaml.safe_load(file)")).text
    assert "rows: int = args.rows" in text
    assert '"rows": Input(type="integer")' in text
    assert 'default_compute=settings["compute"]["target"]' in text


def test_what_else_makes_settings_may_hold_a_compute() -> None:
    converted = convert(V1.format(read="load_settings(file)"))
    assert converted.outcome("azureml.pipeline.core.Pipeline") == "manual"
    assert 'whether `settings["compute"]["target"]` is a compute or its name is not known' in converted.text
