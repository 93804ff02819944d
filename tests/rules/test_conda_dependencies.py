"""Conda dependencies are folded from all that is done to them."""

from __future__ import annotations

import pytest

from tests.conversion import assert_becomes, assert_converts, convert


def test_every_mutation() -> None:
    assert_converts(
        """\
from azureml.core import Environment
from azureml.core.conda_dependencies import CondaDependencies

env = Environment("training")
deps = CondaDependencies()
deps.add_conda_package("numpy=1.20")
deps.add_conda_package("scipy")
deps.remove_conda_package("scipy")
deps.add_pip_package("pandas==1.0")
deps.add_pip_package("pandas==1.1")
deps.remove_pip_package("azureml-defaults")
deps.add_channel("pytorch")
deps.remove_channel("anaconda")
deps.set_python_version("3.9")
env.python.conda_dependencies = deps
""",
        """\
from azure.ai.ml.entities import Environment

env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["conda-forge", "pytorch"],
        "dependencies": ["python=3.9", {"pip": ["pandas==1.1"]}, "numpy=1.20"],
    },
)
""",
    )


def test_packages_that_only_the_code_knows() -> None:
    assert_converts(
        """\
from azureml.core import Environment
from azureml.core.conda_dependencies import CondaDependencies

env = Environment("training")
PACKAGES = load("packages.json")
env.python.conda_dependencies = CondaDependencies.create(pip_packages=PACKAGES, conda_packages=["numpy", extra])
""",
        """\
from azure.ai.ml.entities import Environment

PACKAGES = load("packages.json")
env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", {"pip": PACKAGES}, "numpy", extra],
    },
)
""",
    )


def test_packages_in_a_variable() -> None:
    assert_converts(
        """\
from azureml.core import Environment
from azureml.core.conda_dependencies import CondaDependencies

env = Environment("training")
packages = ["numpy", "pandas"]
env.python.conda_dependencies = CondaDependencies.create(
    python_version=version, pip_packages=packages, conda_packages=[*packages, "pip"]
)
print(packages)
""",
        """\
from azure.ai.ml.entities import Environment

packages = ["numpy", "pandas"]
env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": [
            f"python={version}",
            {"pip": packages},
            "numpy",
            "pandas",
            "pip",
        ],
    },
)
print(packages)
""",
    )


def test_a_file() -> None:
    assert_converts(
        """\
from azureml.core import Environment
from azureml.core.conda_dependencies import CondaDependencies

env = Environment("training")
env.python.conda_dependencies = CondaDependencies(conda_dependencies_file_path=os.path.join("envs", "train.yml"))
""",
        """\
from azure.ai.ml.entities import Environment

env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file=os.path.join("envs", "train.yml"),
)
""",
    )


def test_no_pip_packages_at_all() -> None:
    """v1 then has no ``azureml-defaults`` either."""
    assert_converts(
        """\
from azureml.core import Environment
from azureml.core.conda_dependencies import CondaDependencies

env = Environment("training")
env.python.conda_dependencies = CondaDependencies.create(pip_packages=[], conda_packages=["numpy"])
""",
        """\
from azure.ai.ml.entities import Environment

env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", "numpy"],
    },
)
""",
    )


def test_under_another_import() -> None:
    assert_converts(
        """\
import azureml.core.conda_dependencies as conda
from azureml.core.environment import Environment

env = Environment(name="training")
env.python.conda_dependencies = conda.CondaDependencies.create(conda_packages=["numpy"])
""",
        """\
from azure.ai.ml.entities import Environment

env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", {"pip": ["azureml-defaults"]}, "numpy"],
    },
)
""",
    )


CHANGED = """\
from azureml.core import Environment
from azureml.core.conda_dependencies import CondaDependencies

env = Environment("training")
deps = CondaDependencies.create(pip_packages=["pandas"])
CHANGE
env.python.conda_dependencies = deps
"""


def test_in_a_branch() -> None:
    change = (
        'if gpu:\n    print("with a GPU")\n    deps.add_pip_package("torch")\n    deps.add_conda_package(cuda)\n'
        'deps.add_pip_package("numpy")'
    )
    assert_converts(
        CHANGED.replace("CHANGE", change),
        """\
from azure.ai.ml.entities import Environment

if gpu:
    print("with a GPU")
env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": [
            "python=3.10.18",
            {"pip": ["pandas", *(["torch"] if gpu else []), "numpy"]},
            *([cuda] if gpu else []),
        ],
    },
)
""",
    )


def test_a_package_that_is_given_again_after_the_branch() -> None:
    change = 'if gpu:\n    deps.add_pip_package("torch")\ndeps.add_pip_package("torch==1.9")'
    assert '{"pip": ["pandas", "torch==1.9"]}' in convert(CHANGED.replace("CHANGE", change)).text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('if ask():\n    deps.add_pip_package("torch")', "`add_pip_package` is called in a branch only"),
        ('if gpu:\n    gpu = False\n    deps.add_pip_package("torch")', "`add_pip_package` is called in a branch only"),
        (
            'if gpu:\n    if fast:\n        deps.add_pip_package("torch")',
            "`add_pip_package` is called in a branch only",
        ),
        ('if gpu:\n    deps.remove_pip_package("pandas")', "`remove_pip_package` is called in a branch only"),
        ('if gpu:\n    deps.add_pip_package("pandas==1.0")', "another version of `pandas` is there in a branch only"),
        (
            'if gpu:\n    deps.add_pip_package("torch")\ndeps.remove_pip_package("torch")',
            "it removes a package that is there in a branch only",
        ),
        ('if gpu:\n    deps.add_conda_package("python=3.9")', "another version of `python` is there in a branch only"),
    ],
)
def test_in_a_branch_is_left_to_a_person(change: str, message: str) -> None:
    found = convert(CHANGED.replace("CHANGE", change))
    assert f"# TODO(azureml-migrate AML402): {message}" in found.text
    assert 'env = Environment("training")\n' in found.text


def test_dependencies_for_nothing_are_left_to_a_person() -> None:
    assert_becomes(
        """\
from azureml.core.conda_dependencies import CondaDependencies

deps = CondaDependencies.create(pip_packages=["pandas"])
with open("env.yml", "w") as file:
    file.write(str(deps))
""",
        """\
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core.conda_dependencies import CondaDependencies

# TODO(azureml-migrate AML403): write the dependencies as a conda file, or as a dictionary for Envi…
deps = CondaDependencies.create(pip_packages=["pandas"])
with open("env.yml", "w") as file:
    file.write(str(deps))
""",
    )


def test_comments_of_a_loop_go_on() -> None:
    assert_converts(
        """\
from azureml.core import Environment
from azureml.core.conda_dependencies import CondaDependencies

env = Environment("training")
deps = CondaDependencies()
# Newer than those of conda
for package in ["pandas", "numpy"]:
    # from PyPI
    deps.add_pip_package(package)  # keep in step
env.python.conda_dependencies = deps
""",
        """\
from azure.ai.ml.entities import Environment

# Newer than those of conda
# from PyPI
# keep in step
env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": [
            "python=3.8.13",
            {"pip": ["azureml-defaults", "pandas", "numpy"]},
        ],
    },
)
""",
    )
