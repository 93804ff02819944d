"""What names, attributes and calls stand for."""

from __future__ import annotations

import pytest

from migrate.v1.values import Const, Container, Foreign, ListValue, Method, Obj, Symbol, Unknown, Value, objects
from tests.v1.test_interpreter import symbols, understand, variable

HEAD = """\
import os
import azureml.core as aml
from azureml.core import Dataset, Environment, RunConfiguration, Workspace
ws = Workspace.from_config()
"""


def value(expression: str) -> Value:
    return understand(f"{HEAD}x = {expression}\n").module.variables["x"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Workspace", Symbol("azureml.core.Workspace")),
        ("aml", Symbol("azureml.core")),
        ("aml.workspace.Workspace", Symbol("azureml.core.Workspace")),
        ("aml.VERSION", Symbol("azureml.core.VERSION")),
        ("os", Foreign("os")),
        ("os.path", Foreign("os.path")),
        ("somewhere.else_", Foreign("somewhere.else_")),
        ("None", Const(None)),
        ("True", Const(True)),
        ("os.environ['A']", Unknown("str")),
        ("os.environ.get('A')", Unknown("str")),
        ("os.path.join('a', names)", Unknown("str")),
        ("str(1)", Unknown("str")),
        ("len(names)", Unknown("int")),
        ("names.count", Foreign("names.count")),
        ("names.count()", Unknown()),
        ("os.getenv", Foreign("os.getenv")),
    ],
)
def test_what_it_is(expression: str, expected: Value) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "symbol"),
    [
        ("ws", "azureml.core.Workspace"),
        ("Environment('e')", "azureml.core.Environment"),
        ("Environment.get(ws, 'e')", "azureml.core.Environment"),
        ("ws.get_default_datastore()", "azureml.core.Datastore"),
        ("RunConfiguration().environment", "azureml.core.Environment"),
        ("RunConfiguration().environment.python", "azureml.core.environment.PythonSection"),
        ("ws.compute_targets['cpu']", "azureml.core.compute.ComputeTarget"),
        ("(lambda: 1) and ws", "azureml.core.Workspace"),
    ],
)
def test_the_class_of_an_object(expression: str, symbol: str) -> None:
    assert symbol in symbols(value(expression))


def test_a_method_that_is_not_called() -> None:
    found = value("ws.get_default_datastore")
    assert isinstance(found, Method)
    assert found.entry.symbol == "azureml.core.Workspace.get_default_datastore"
    assert symbols(found.receiver) == ["azureml.core.Workspace"]


def test_a_collection_of_the_sdk() -> None:
    assert value("ws.compute_targets") == Container("dict", "azureml.core.compute.ComputeTarget")


def test_a_part_belongs_to_its_owner() -> None:
    found = understand(f"{HEAD}run = RunConfiguration()\none = run.environment\nother = run.environment\n")
    (run,), (one,) = (objects(found.module.variables[name]) for name in ("run", "one"))
    assert (one.owner, one.attribute, one.call) == (run, "environment", None)
    assert found.module.variables["other"] is one


def test_a_part_that_is_put_there() -> None:
    found = understand(f"{HEAD}run = RunConfiguration()\nrun.environment = Environment('e')\nx = run.environment\n")
    made = found.module.variables["x"]
    assert isinstance(made, Obj)
    assert made.call is not None
    assert made.owner is None


def test_the_value_that_was_set_last() -> None:
    assert variable(understand(f"{HEAD}run = RunConfiguration()\nrun.target = ws\nx = run.target\n"), "x") == [
        "azureml.core.Workspace"
    ]


def test_an_object_knows_its_variables_and_changes() -> None:
    found = understand(
        f"{HEAD}env = Environment('e')\nsame = env\nenv.python.user_managed_dependencies = True\n"
        "same.docker.enabled = 1\nenv.docker.enabled = 2\n"
    )
    (env,) = objects(found.module.variables["env"])
    assert list(env.bound_to.values()) == ["env", "same"]
    assert env.name == "env"
    assert sorted(env.parts) == ["docker", "python"]
    last = env.parts["docker"].last_set("enabled")
    assert last is not None
    assert last.value == Const(2)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("x = [1]\nx.append(2)", [1, 2]),
        ("x = [1]\nx.extend([2, 3])", [1, 2, 3]),
        ("x = [1]\nx += [2]", [1, 2]),
        ("x = [1] + [2]", [1, 2]),
        ("x = [1, *[2, 3]]", [1, 2, 3]),
        ("y = [1]\nx = y.copy()\ny.append(2)", [1]),
        ("y = [1]\nx = list(y)\ny.append(2)", [1]),
        ("y = [1]\nx = y\ny.append(2)", [1, 2]),
        ("x = (1, 2)", [1, 2]),
        ("x = [1]\nx.index(1)\nx.count(1)", [1]),
        ("x = list()\nx.append(1)", [1]),
        ("x = [1]\nx.insert(0, 2)", [2, 1]),
        ("x = [1, 2, 3][1:]", [2, 3]),
        ("x = [1, 2, 3][-2:-1]", [2]),
        ("x = sum([[1], [2, 3]], [])", [1, 2, 3]),
        ("import itertools\nx = list(itertools.chain([1], (2, 3)))", [1, 2, 3]),
        ("y = {'a': 1}\ny['b'] = 2\nx = list(y.values())", [1, 2]),
        ("y = dict()\ny['b'] = 2\nx = list(y.values())", [2]),
    ],
)
def test_lists(statements: str, expected: list[object]) -> None:
    found = understand(f"import azureml\n{statements}\n").module.variables["x"]
    assert isinstance(found, ListValue)
    assert [item.value for item in found.flat()] == [Const(one) for one in expected]
    assert found.complete


@pytest.mark.parametrize(
    "statements",
    [
        "x = [1]\nif a:\n    x.append(2)",
        "x = [1]\nfor y in z:\n    x.append(y)",
        "x = [1]\ndef fill(y):\n    y.append(2)\nif a:\n    fill(x)",
        "x = [1]\ndef fill(y):\n    y += [2]\nfill(x)\nfill(x)",
        "x = [1]\nx.insert(y, 2)",
        "x = [1]\nif a:\n    x.insert(0, 2)",
        "x = [1]\nx[0] += 2",
        "x = [1]\nx.extend(more)",
        "x = [1]\nx += more",
        "x = [1, *more]",
        "x = [1]\nx.pop(y)",
        "x = [1]\nif a:\n    x.pop()",
        "x = [1]\nfirst = x.pop()",
        "x = []\nx.pop()",
        "x = [1]\nx[0] = 2",
        "x = [1]\ndel x[0]",
        "x = [1]\nx.sort()",
        "x = [y for y in z]",
        "x = [1, [2, *more]]",
        "x = more + [1]",
    ],
)
def test_lists_that_only_running_the_code_tells(statements: str) -> None:
    found = understand(f"import azureml\n{statements}\n").module.variables["x"]
    assert isinstance(found, ListValue)
    assert not found.known


@pytest.mark.parametrize(
    ("statement", "left"),
    [
        ("x.pop()", [1, 2]),
        ("x.pop(0)", [2, 3]),
        ("x.insert(1, 4)", [1, 4, 2, 3]),
        ("x.reverse()", [3, 2, 1]),
        ("x = list(reversed(x))", [3, 2, 1]),
    ],
)
def test_lists_that_are_changed(statement: str, left: list[int]) -> None:
    found = understand(f"import azureml\nx = [1, 2, 3]\n{statement}\n").module.variables["x"]
    assert isinstance(found, ListValue)
    assert found.known
    assert [item.value for item in found.items] == [Const(one) for one in left]
