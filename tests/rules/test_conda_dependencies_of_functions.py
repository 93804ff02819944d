"""Conda dependencies that another function makes than the environment that holds them."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_HEAD = """\
from azureml.core import Environment
from azureml.core.conda_dependencies import CondaDependencies


"""
_IMAGE = 'image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"'


def test_a_function_with_parameters() -> None:
    code = """\
def get_packages(packages: list[str], gpu: bool) -> CondaDependencies:
    if gpu:
        return CondaDependencies.create(conda_packages=["pytorch"], pip_packages=packages)
    return CondaDependencies.create(pip_packages=packages)


env = Environment("training")
env.python.conda_dependencies = get_packages(["pandas"], gpu=True)
"""
    assert (
        convert(_HEAD + code).text
        == f"""\
from azure.ai.ml.entities import Environment


def get_packages(packages: list[str], gpu: bool) -> dict:
    if gpu:
        return {{
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.10.18", {{"pip": packages}}, "pytorch"],
        }}
    return {{
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", {{"pip": packages}}],
    }}


env = Environment(
    name="training",
    {_IMAGE},
    conda_file=get_packages(["pandas"], gpu=True),
)
"""
    )


_BUILD = """\
def build():
    env = Environment("training")
    env.python.conda_dependencies = packages
    return env


"""


def test_a_variable_of_the_module() -> None:
    code = 'packages = CondaDependencies()\npackages.add_pip_package("pandas")\n\n\n'
    text = convert(f"{_HEAD}{code}{_BUILD}env = build()\n").text
    assert '\npackages = {\n    "channels": ["anaconda", "conda-forge"],\n' in text
    assert "conda_file=packages" in text
    assert "CondaDependencies" not in text


def test_the_path_of_a_file() -> None:
    code = """\
def get_packages() -> CondaDependencies:
    return CondaDependencies(conda_dependencies_file_path="conda.yml")


env = Environment("training")
env.python.conda_dependencies = get_packages()
"""
    text = convert(_HEAD + code).text
    assert 'def get_packages() -> str:\n    return "conda.yml"\n' in text
    assert "conda_file=get_packages()" in text


def test_a_file_with_more_packages() -> None:
    code = """\
def get_packages(folder) -> CondaDependencies:
    packages = CondaDependencies(f"{folder}/conda.yml")
    packages.add_channel("conda-forge")
    packages.add_conda_package("curl")
    return packages


env = Environment("training")
env.python.conda_dependencies = get_packages("envs")
"""
    found = convert(_HEAD + code)
    assert not found.manual
    assert (
        """\
def get_packages(folder) -> dict:
    packages = yaml.safe_load(Path(f"{folder}/conda.yml").read_text())
    packages = {
        **packages,
        "channels": [*packages.get("channels", []), "conda-forge"],
        "dependencies": [*packages["dependencies"], "curl"],
    }
    return packages
"""
        in found.text
    )
    assert 'conda_file=get_packages("envs")' in found.text


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (
            f"packages = CondaDependencies()\n\n\n{_BUILD}env = build()\npackages.add_pip_package('pandas')\n",
            "and change after they are given",
        ),
        (
            "def get_packages():\n    made = CondaDependencies()\n    made.save('conda.yml')\n    return made\n\n\n"
            f"packages = get_packages()\n\n\n{_BUILD}env = build()\n",
            "`save` is called on its conda dependencies",
        ),
        (
            "def get_packages():\n    return CondaDependencies()\n\n\n"
            f"packages = get_packages()\npackages.add_pip_package('pandas')\n\n\n{_BUILD}env = build()\n",
            "`add_pip_package` is called in another function than the object is made in",
        ),
        (
            "class Settings:\n    def __init__(self):\n        self.packages = CondaDependencies()\n"
            "        self.packages.add_pip_package('pandas')\n\n    def build(self):\n"
            "        env = Environment('training')\n        env.python.conda_dependencies = self.packages\n"
            "        return env\n\n\nenv = Settings().build()\n",
            "changed without a variable of their own",
        ),
    ],
)
def test_what_stays_v1(code: str, why: str) -> None:
    text = convert(_HEAD + code).text
    assert why in text
    assert "CondaDependencies()\n" in text
    assert "conda_file=packages" not in text


def test_a_function_goes_on_with_the_packages_that_it_is_given() -> None:
    code = """\
def build(packages):
    env = Environment("training")
    env.python.conda_dependencies = CondaDependencies.create(pip_packages=[*packages, "torch"])
    return env


env = build(["pandas"])
"""
    assert '{"pip": [*packages, "torch"]}' in convert(_HEAD + code).text
