"""The conda file of a converted environment is the one that the real v1 SDK would have sent."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from tests.conversion import convert

HEAD = """\
from azureml.core import Environment, RunConfiguration, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
ws = Workspace.from_config()
run = RunConfiguration()
"""
TAIL = """
step = PythonScriptStep(script_name="train.py", compute_target="cpu", runconfig=run)
pipeline = Pipeline(ws, [step])
"""


def real(statements: str) -> Any:
    """The run configuration that the SDK itself makes."""
    core = pytest.importorskip("azureml.core")
    conda = pytest.importorskip("azureml.core.conda_dependencies")
    variables = {
        "Environment": core.Environment,
        "CondaDependencies": conda.CondaDependencies,
        "run": core.RunConfiguration(),
    }
    exec(statements, variables)
    return variables["run"]


def keywords(text: str, function: str) -> dict[str, Any]:
    """The literal arguments of the only call of a function."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    (call,) = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == function]
    return {
        keyword.arg: ast.literal_eval(keyword.value)
        for keyword in call.keywords
        if keyword.arg and not isinstance(keyword.value, ast.Name)
    }


def normal(conda: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """Channels, conda packages and pip lines; without the name, and without where packages come from anyway."""
    pip = [line for part in conda["dependencies"] if isinstance(part, dict) for line in part["pip"]]
    packages = [part for part in conda["dependencies"] if isinstance(part, str)]
    origin = pytest.importorskip("azureml.core.conda_dependencies").DEFAULT_SDK_ORIGIN
    return conda["channels"], packages, sorted(line for line in pip if origin not in line)


@pytest.mark.parametrize(
    "statements",
    [
        "pass",
        "run.environment.python.conda_dependencies.add_pip_package('pandas==1.5')",
        "cd = CondaDependencies.create(pip_packages=['numpy'], conda_packages=['scipy'])\n"
        "run.environment.python.conda_dependencies = cd",
        "cd = CondaDependencies()\ncd.add_conda_package('scipy=1.9')\ncd.add_channel('pytorch')\n"
        "cd.set_python_version('3.9')\ncd.set_pip_option('--pre')\nrun.environment.python.conda_dependencies = cd",
        "cd = CondaDependencies.create('https://wheels.example.com', ['numpy'])\n"
        "run.environment.python.conda_dependencies = cd",
        "env = Environment('train')\nenv.python.conda_dependencies.add_conda_package('python=3.7')\n"
        "env.docker.base_image = 'mine:1'\nrun.environment = env",
        "cd = CondaDependencies()\ncd.add_pip_package('numpy==1.0')\ncd.add_pip_package('numpy==2.0')\n"
        "cd.remove_pip_package('azureml-defaults')\nrun.environment.python.conda_dependencies = cd",
    ],
)
def test_the_environment(statements: str) -> None:
    converted = convert(HEAD + statements + TAIL)
    assert [use.verdict for use in converted.manual] == []
    actual = keywords(converted.text, "Environment")
    expected = real(statements).environment
    assert normal(actual["conda_file"]) == normal(expected.python.conda_dependencies.as_dict())
    assert actual["image"] == expected.docker.base_image


@pytest.mark.parametrize(
    "statements",
    [
        "run.environment_variables = {'A': '1'}\nrun.environment_variables['B'] = '2'",
        "run.environment_variables['A'] = '1'\nrun.environment_variables['A'] = '2'",
        "run.environment_variables['A'] = '1'\nrun.environment_variables = {'B': '2'}",
    ],
)
def test_environment_variables(statements: str) -> None:
    converted = convert(HEAD + statements + TAIL)
    found = [
        ast.literal_eval(node.value)
        for node in ast.parse(converted.text).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "environment_variables"
    ]
    assert found == [dict(real(statements).environment_variables)]


@pytest.mark.parametrize(
    ("statements", "written"),
    [
        (
            'if gpu:\n    run.environment.docker.base_image = "gpu:1"',
            'environment = Environment(\n    image="gpu:1" if gpu else "mcr.microsoft.com/',
        ),
        (
            'run.environment.docker.base_image = "cpu:1"\nif gpu:\n    run.environment.docker.base_image = "gpu:1"',
            'environment = Environment(\n    image="gpu:1" if gpu else "cpu:1",\n',
        ),
        (
            'cd = CondaDependencies()\nif g:\n    cd.add_pip_package("a")\n'
            "run.environment.python.conda_dependencies = cd",
            '{"pip": ["azureml-defaults", *(["a"] if g else [])]}',
        ),
    ],
)
def test_what_a_branch_adds_is_there_on_its_condition(statements: str, written: str) -> None:
    converted = convert(HEAD + statements + TAIL)
    assert converted.manual == []
    assert written in converted.text
    assert "\nif " not in converted.text


@pytest.mark.parametrize(
    "statements",
    [
        "cd = CondaDependencies('conda.yml')\ncd.add_pip_package('a')\nrun.environment.python.conda_dependencies = cd",
        "env = Environment.from_conda_specification('e', 'conda.yml')\n"
        "env.python.conda_dependencies.add_pip_package('a')\nrun.environment = env",
    ],
)
def test_packages_are_added_to_those_of_a_file(statements: str) -> None:
    converted = convert(HEAD + statements + TAIL)
    assert converted.manual == []
    assert 'conda_dependencies = yaml.safe_load(Path("conda.yml").read_text())' in converted.text
    (made,) = (
        node.value
        for node in ast.walk(ast.parse(converted.text))
        if isinstance(node, ast.keyword) and node.arg == "conda_file"
    )
    own = {"channels": ["c"], "dependencies": ["python=3.8", {"pip": ["b"]}]}
    merged = eval(compile(ast.Expression(made), "conda_file", "eval"), {"conda_dependencies": own})
    assert merged == {"channels": ["c"], "dependencies": ["python=3.8", {"pip": ["b", "a"]}]}


@pytest.mark.parametrize(
    "statements",
    [
        "if gpu:\n    run.environment.python.conda_dependencies.add_pip_package('a')\n    n = 4",
        "def more(cd):\n    cd.add_pip_package('a')\ncd = CondaDependencies()\nif gpu:\n    more(cd)\n"
        "run.environment.python.conda_dependencies = cd",
        "if gpu:\n    run.environment.docker.base_image = 'gpu:1'\n    n = 4",
        "if gpu:\n    run.environment.docker.base_image = 'gpu:1'\nelse:\n    n = 4",
        "def change():\n    run.node_count = 2\nif gpu:\n    change()",
    ],
)
def test_what_cannot_be_folded_leaves_the_pipeline_as_it_was(statements: str) -> None:
    converted = convert(HEAD + statements + TAIL)
    assert "azureml.pipeline.core.Pipeline" in {use.symbol for use in converted.manual}
    assert converted.result.pipelines == []
    assert "@dsl.pipeline" not in converted.text
    assert TAIL.splitlines()[-1] in converted.text
