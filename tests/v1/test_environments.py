"""Environments, conda dependencies and run configurations hold what the real SDK says that they hold."""

from __future__ import annotations

from typing import Any

import pytest

from migrate.v1.conda import Conda, Package, fold_conda
from migrate.v1.environments import EnvironmentModel, fold_environment
from migrate.v1.loaded import UNREAD
from migrate.v1.run_configurations import RunModel, fold_run_configuration
from migrate.v1.values import Obj, constant
from tests.v1.test_interpreter import code, understand

HEAD = """\
from azureml.core import Environment, RunConfiguration, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import DEFAULT_GPU_IMAGE, MpiConfiguration
"""


def made(statements: str, name: str) -> Obj:
    found = understand(HEAD + statements).module.variables[name]
    assert isinstance(found, Obj)
    return found


def conda(statements: str) -> Conda:
    return fold_conda(made(statements, "cd"))


def environment(statements: str) -> EnvironmentModel:
    return fold_environment(made(statements, "env"))


def run_configuration(statements: str) -> RunModel:
    return fold_run_configuration(made(statements, "run"))


def shown(packages: list[Package]) -> list[str]:
    """Each package as text, or as the user's expression in angle brackets."""
    return [("*" if one.spread else "") + (one.text or (f"<{code(one.node)}>" if one.node else "")) for one in packages]


def messages(model: Conda | EnvironmentModel | RunModel) -> list[str]:
    return [problem.message for problem in model.problems]


def real(statements: str, name: str) -> Any:
    """What the SDK itself makes of the statements."""
    pytest.importorskip("azureml.core")
    variables: dict[str, Any] = {}
    exec(HEAD + statements, variables)
    return variables[name]


@pytest.mark.parametrize(
    "statements",
    [
        "cd = CondaDependencies()",
        "cd = CondaDependencies.create()",
        "cd = CondaDependencies.create(pip_packages=None)",
        "cd = CondaDependencies.create(pip_packages=[])",
        "cd = CondaDependencies.create('https://wheels.example.com')",
        "cd = CondaDependencies.create(pip_packages=['pandas==1.5', 'torch[all]>=2'], conda_packages=['pip'])",
        "cd = CondaDependencies.create(None, ['numpy'], ['scipy=1.9'], '3.9', pin_sdk_version=False)",
        "cd = CondaDependencies.create(conda_packages=['python=3.7', 'scipy', 'scipy'])",
        "cd = CondaDependencies.create(python_version='3.9', conda_packages=['python=3.7'])",
        "cd = CondaDependencies()\ncd.add_pip_package('pandas==1.0')\ncd.add_pip_package('scipy')",
        "cd = CondaDependencies()\ncd.add_pip_package('pandas==1.0')\ncd.add_pip_package('pandas==2.0')",
        "cd = CondaDependencies()\ncd.add_pip_package('pandas==1.0')\ncd.add_pip_package('Pandas')",
        "cd = CondaDependencies()\ncd.add_pip_package('ray[tune]>=1')\ncd.add_pip_package('ray')",
        "cd = CondaDependencies()\ncd.add_pip_package('azureml-defaults==1.50')",
        "cd = CondaDependencies()\ncd.add_pip_package('a>1')\ncd.remove_pip_package('a')\ncd.add_pip_package('b')",
        "cd = CondaDependencies()\ncd.remove_pip_package('azureml-defaults')",
        "cd = CondaDependencies()\ncd.add_conda_package('scipy=1')\ncd.add_conda_package('scipy=2')",
        "cd = CondaDependencies()\ncd.add_conda_package('scipy=1')\ncd.remove_conda_package('scipy')",
        "cd = CondaDependencies()\ncd.add_conda_package('scipy=1')\ncd.remove_conda_package('scipy=1')",
        "cd = CondaDependencies()\ncd.add_conda_package('python=3.7')\ncd.add_conda_package('python-dateutil')",
        "cd = CondaDependencies()\ncd.set_python_version('3.7')\ncd.set_python_version(version='3.9')",
        "cd = CondaDependencies()\ncd.add_channel('pytorch')\ncd.add_channel('anaconda')",
        "cd = CondaDependencies()\ncd.remove_channel('anaconda')\ncd.add_channel('anaconda')",
        "cd = CondaDependencies()\ncd.set_pip_option('--pre')\ncd.set_pip_option('--index-url https://a')",
        "cd = CondaDependencies()\ncd.set_pip_option('--index-url a')\ncd.set_pip_option('--index-url b')",
        "cd = CondaDependencies()\ncd.set_pip_index_url('--index-url https://a')",
        "cd = CondaDependencies()\ncd.set_pip_option('--pre')\ncd.remove_pip_option('--pre')",
        "cd = CondaDependencies()\ncd.set_pip_requirements(['a', 'b==1'])",
        "cd = CondaDependencies()\ncd.add_tensorflow_pip_package()\ncd.add_tensorflow_pip_package('gpu', '2.4')",
        "cd = CondaDependencies()\ncd.add_tensorflow_conda_package(version='2.4')",
        "cd = CondaDependencies()\ncd.add_cntk_package('gpu')",
        "cd = CondaDependencies()\nsame = cd\nsame.add_pip_package(pip_package='a')\ncd.add_pip_package('b')",
    ],
)
def test_conda_dependencies_are_those_of_the_sdk(statements: str) -> None:
    actual = real(statements, "cd")
    model = conda(statements)
    assert messages(model) == []
    assert shown([model.python]) == [actual.get_python_version()]
    assert shown(model.pip) == list(actual.pip_packages)
    assert [f"python={model.python.text}", *shown(model.conda)] == list(actual.conda_packages)
    assert shown(model.channels) == list(actual.conda_channels)
    # ``create`` adds where packages come from by default, which a pip of today knows (azureml-core 1.61).
    origin = pytest.importorskip("azureml.core.conda_dependencies").DEFAULT_SDK_ORIGIN
    assert shown(model.options) == [option for option in actual.pip_options if origin not in option]


@pytest.mark.parametrize(
    "statements",
    [
        "env = Environment('e')",
        "env = Environment(name='e')\nenv.python.conda_dependencies.add_pip_package('a')",
        "env = Environment('e')\nenv.python.conda_dependencies = CondaDependencies.create(None, ['numpy'])",
        "env = Environment('e')\ncd = CondaDependencies()\nenv.python.conda_dependencies = cd\ncd.add_pip_package('a')",
        "env = Environment('e')\nenv.docker.base_image = 'mine:1'",
        "env = Environment('e')\nenv.docker.base_image = 'mine:1'\nenv.docker.base_image = 'mine:2'",
        "env = Environment('e')\nenv.python.user_managed_dependencies = True",
        "env = Environment('e')\nenv.python.user_managed_dependencies = True\n"
        "env.python.user_managed_dependencies = False",
        "env = Environment.from_docker_image('e', 'mine:1')",
        "run = RunConfiguration()\nenv = run.environment",
    ],
)
def test_environments_are_those_of_the_sdk(statements: str) -> None:
    actual = real(statements, "env")
    model = environment(statements)
    assert messages(model) == []
    assert model.user_managed is actual.python.user_managed_dependencies
    default = real("env = Environment('e')", "env").docker.base_image
    image = model.image.expression if model.image is not None else None
    assert (code(image).strip("'") if image is not None else default) == actual.docker.base_image
    if not model.user_managed:
        assert model.conda is not None
        assert shown(model.conda.pip) == list(actual.python.conda_dependencies.pip_packages)
        assert model.conda.python.text == actual.python.conda_dependencies.get_python_version()


@pytest.mark.parametrize(
    "statements",
    [
        "run = RunConfiguration()",
        "run = RunConfiguration(conda_dependencies=CondaDependencies.create(pip_packages=['numpy']))",
        "run = RunConfiguration()\nrun.environment.python.conda_dependencies.add_pip_package('a')",
        "run = RunConfiguration()\ncd = CondaDependencies.create(None, ['numpy'])\n"
        "run.environment.python.conda_dependencies = cd",
        "run = RunConfiguration()\nenv = Environment('e')\nenv.python.conda_dependencies.add_pip_package('c')\n"
        "run.environment = env",
        "run = RunConfiguration()\nrun.target = 'cpu'\nrun.node_count = 2\nrun.environment.docker.enabled = True",
    ],
)
def test_run_configurations_are_those_of_the_sdk(statements: str) -> None:
    actual = real(statements, "run")
    model = run_configuration(statements)
    assert messages(model) == []
    held = model.environment.conda
    assert held is not None
    assert shown(held.pip) == list(actual.environment.python.conda_dependencies.pip_packages)
    assert held.python.text == actual.environment.python.conda_dependencies.get_python_version()
    if model.target is not None:
        assert code(model.target.expression) == f"'{actual.target}'"
    if "node_count" in model.settings:
        assert code(model.settings["node_count"].expression) == str(actual.node_count)


class TestExpressions:
    """What only running the code can tell is carried over."""

    def test_packages(self) -> None:
        model = conda(
            "cd = CondaDependencies.create(pip_packages=['a', f'b=={version}', *more], python_version=python)\n"
            "cd.add_conda_package(tool)\ncd.add_channel(channel)\ncd.add_pip_package('a==2')\n"
        )
        assert shown([model.python]) == ["<python>"]
        assert shown(model.pip) == ["*<['a', f'b=={version}', *more]>", "a==2"]
        assert shown(model.conda) == ["<tool>"]
        assert shown(model.channels) == ["anaconda", "conda-forge", "<channel>"]

    def test_a_list_of_known_length(self) -> None:
        model = conda("cd = CondaDependencies.create(pip_packages=['a', f'b=={version}', other])")
        assert shown(model.pip) == ["a", "<f'b=={version}'>", "<other>"]

    def test_a_list_with_a_name(self) -> None:
        model = conda("names = ['a', 'b']\ncd = CondaDependencies.create(pip_packages=names)")
        assert shown(model.pip) == ["*<names>"]

    def test_a_file(self) -> None:
        model = conda("cd = CondaDependencies(conda_dependencies_file_path=path)")
        assert model.file is not None
        assert code(model.file) == "path"
        other = environment("env = Environment.from_conda_specification('e', 'conda.yml')")
        assert other.conda_file is not None
        assert (code(other.conda_file), other.conda) == ("'conda.yml'", None)

    def test_a_registered_environment(self) -> None:
        model = environment("ws = Workspace.from_config()\nenv = Environment.get(ws, 'e', version='3')")
        assert model.reference is not None
        assert model.conda is None
        assert messages(model) == []

    def test_environment_variables(self) -> None:
        model = run_configuration(
            "run = RunConfiguration()\n"
            'run.environment_variables["A"] = "1"\n'
            'run.environment.environment_variables = {"B": "2"}\n'
            'run.environment.environment_variables["C"] = "3"\n'
        )
        assert [code(event.node) for event in model.variables] == ['run.environment_variables["A"]']
        assert [code(event.node) for event in model.environment.variables] == [
            "run.environment.environment_variables",
            'run.environment.environment_variables["C"]',
        ]
        assert messages(model) == []


BRANCH = "is called in a branch only"
LOOP = "is called in a loop"
FUNCTION = "in another function than the object is made in"
FILE = "the conda dependencies come from a file and are changed here: change the file instead"


class TestProblems:
    @pytest.mark.parametrize(
        ("statements", "message"),
        [
            ("cd = CondaDependencies()\nif ask():\n    cd.add_pip_package('a')", f"`add_pip_package` {BRANCH}"),
            ("cd = CondaDependencies()\nfor a in b:\n    cd.add_channel(a)\n    print(a)", f"`add_channel` {LOOP}"),
            ("cd = CondaDependencies()\nfor a in b:\n    cd.add_channel(c)", f"`add_channel` {LOOP}"),
            ("cd = CondaDependencies()\nfor a in next(b):\n    cd.add_channel(a)", f"`add_channel` {LOOP}"),
            (
                "cd = CondaDependencies()\ndef more(cd):\n    cd.add_pip_package('a')\nmore(cd)",
                f"`add_pip_package` is called {FUNCTION}",
            ),
            ("cd = CondaDependencies('conda.yml')\ncd.remove_pip_package('a')", FILE),
            ("cd = CondaDependencies('conda.yml')\ncd.add_conda_package('python=3.9')", FILE),
            ("cd = CondaDependencies()\ncd.remove_pip_package(a)", "which package is removed is only known when the"),
            (
                "cd = CondaDependencies()\ncd.remove_pip_option(a)",
                "which option is removed is only known when the code",
            ),
            ("cd = CondaDependencies()\ncd.add_tensorflow_pip_package(core)", "which package is added is only known"),
            ("cd = CondaDependencies.create(url)", "`pip_indexurl` is only known when the code runs"),
            ("cd = CondaDependencies(_underlying_structure={})", "the dependencies come from a dictionary"),
        ],
    )
    def test_of_conda_dependencies(self, statements: str, message: str) -> None:
        (found,) = messages(conda(statements))
        assert found.startswith(message)

    @pytest.mark.parametrize(
        ("statements", "message"),
        [
            (
                "if ask():\n    env.python.conda_dependencies.add_pip_package('a')",
                "`add_pip_package` is called in a branch only",
            ),
            ("def change():\n    env.docker.base_image = 'a'\nchange()", f"`base_image` is set {FUNCTION}"),
            ("env.docker.base_dockerfile = 'FROM a'", "v2 installs no conda dependencies on top of a Dockerfile"),
            ("env.python.user_managed_dependencies = flag", "whether dependencies are user managed is known only at"),
            (
                "env.python.conda_dependencies = make()",
                "where these conda dependencies `make()` come from is not known: `make` is neither imported",
            ),
            ("env.spark.packages = []", "`packages` of its environment: v2 has the packages of Spark on the component"),
            (
                "env.docker.build_context = make()",
                "where this build context `make()` comes from is not known: `make` is neither imported nor made here",
            ),
            (
                "env.docker.base_image_registry = make()",
                "where this registry `make()` comes from is not known: `make` is neither imported nor made here",
            ),
            (
                "env.docker.base_image = image\nenv.docker.base_image_registry.address = address",
                "which image this is depends on the address of its registry",
            ),
            ("section = env.docker\nsection.base_image = 'a'", "`docker` of it has a variable of its own"),
        ],
    )
    def test_of_environments(self, statements: str, message: str) -> None:
        (found,) = messages(environment(f"env = Environment('e')\n{statements}"))
        assert found.startswith(message)

    def test_what_is_set_in_the_same_branch_is_no_problem(self) -> None:
        model = environment("if gpu:\n    env = Environment('e')\n    env.docker.base_image = 'a'\n")
        assert messages(model) == []

    def test_dependencies_from_a_file_that_are_changed_or_replaced(self) -> None:
        head = "env = Environment.from_conda_specification('e', 'conda.yml')\n"
        changed = environment(f"{head}env.python.conda_dependencies.add_pip_package('a')")
        assert messages(changed) == []
        assert changed.conda is not None
        assert changed.conda.extends
        assert shown(changed.conda.pip) == ["a"]
        assert shown([Package(None, changed.conda.file)]) == ["<'conda.yml'>"]
        taken = environment(f"{head}env.python.conda_dependencies.remove_pip_package('a')")
        assert messages(taken) == [FILE]
        replaced = environment(f"{head}env.python.conda_dependencies = CondaDependencies.create(pip_packages=['a'])")
        assert messages(replaced) == []
        assert replaced.conda_file is None
        assert replaced.conda is not None
        assert shown(replaced.conda.pip) == ["a"]

    @pytest.mark.parametrize(
        ("statements", "message"),
        [
            ("run = RunConfiguration()\nif gpu:\n    run.node_count = 2", "`node_count` is set in a branch only"),
            ("run = RunConfiguration(framework='R')", "v2 has nothing for `framework` 'R'"),
            ("run = RunConfiguration()\nrun.communicator = talk", "v2 has nothing for `communicator` talk"),
            ("run = RunConfiguration()\nrun.docker = make()", "where this `docker` comes from is not known"),
            (
                "run = RunConfiguration()\nrun.datacaches = []",
                "`datacaches` of its run configuration: v2 has no",
            ),
            ("run = RunConfiguration.load('.')", UNREAD),
            ("run = RunConfiguration(conda_dependencies=make())", "where these conda dependencies come from is not"),
        ],
    )
    def test_of_run_configurations(self, statements: str, message: str) -> None:
        (found,) = messages(run_configuration(statements))
        assert found.startswith(message)


def test_an_interpreter_counts_only_where_the_image_has_the_python() -> None:
    path = "env.python.interpreter_path = '/opt/python'"
    managed = environment(f"env = Environment('e')\nenv.python.user_managed_dependencies = True\n{path}")
    assert managed.interpreter is not None
    assert constant(managed.interpreter.value) == "/opt/python"
    assert environment(f"env = Environment('e')\n{path}").interpreter is None
