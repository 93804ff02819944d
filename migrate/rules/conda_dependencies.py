"""``CondaDependencies.create(...)`` and its mutations → one dictionary in ``Environment(conda_file=…)``"""

from __future__ import annotations

from migrate.decisions.context import Context, single
from migrate.decisions.removal import removal, sole_value
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.settings import settings
from migrate.v1.conda import CONDA_DEPENDENCIES, fold_conda
from migrate.v1.values import Call, Obj

_WITHOUT_SDK = (
    "azureml packages are left out, since no script that runs in this environment imports azureml; "
    "what only came with them has to be listed"
)


def _made(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    if obj not in settings(context).conda_users:
        raise Manual("write the dependencies as a conda file, or as a dictionary for Environment(conda_file=…)")
    model = fold_conda(obj)
    if model.problems:
        raise Manual(model.problems[0].message)
    context.vanished[obj] = f"`{obj.name}` is now part of the environment's conda_file"
    edit = removal(use.where.statement, use.node)
    edits: tuple[Edit, ...] = (edit,) if edit is not None else ()
    if obj in settings(context).without_sdk:
        fate = changed("Environment(conda_file={…})", _WITHOUT_SDK)
        return Decision(fate, edits=edits, arguments={"pip_packages": fate})
    return Decision(converted("Environment(conda_file={…})"), edits=edits)


def _mutation(use: Call, context: Context) -> Decision:
    obj = single(use.receiver)
    if obj is None or not context.is_converted(obj):
        raise Manual("these conda dependencies are not part of an environment that could be converted")
    if sole_value(use.where.statement) is not use.node:
        raise Manual("add this to the environment's conda_file by hand")
    return Decision(converted("Environment(conda_file={…})"), edits=(Edit(use.where.statement, instead=()),))


_MUTATIONS = {
    "add_pip_package": "pip_package",
    "add_conda_package": "conda_package",
    "add_channel": "channel",
    "remove_pip_package": "pip_package",
    "remove_conda_package": "conda_package",
    "remove_channel": "channel",
    "set_python_version": "version",
    "set_pip_option": "pip_option",
    "set_pip_index_url": "index_url",
}
_FOLDED = converted("dependencies")

RULE = Rule(
    code="AML403",
    name="conda-dependencies",
    summary="CondaDependencies and its mutations are folded into the conda_file of the environment that holds it.",
    url=learn("how-to-manage-environments-v2"),
    calls={
        CONDA_DEPENDENCIES: _made,
        f"{CONDA_DEPENDENCIES}.create": _made,
        **{f"{CONDA_DEPENDENCIES}.{name}": _mutation for name in _MUTATIONS},
    },
    parameters={
        CONDA_DEPENDENCIES: {
            "conda_dependencies_file_path": converted("conda_file"),
            "_underlying_structure": dropped("it was None"),
        },
        f"{CONDA_DEPENDENCIES}.create": {
            "pip_indexurl": converted("a --find-links line under pip, as v1 writes it"),
            "pip_packages": _FOLDED,
            "conda_packages": _FOLDED,
            "python_version": _FOLDED,
            "pin_sdk_version": dropped("v1 pins its own packages with it"),
        },
        **{f"{CONDA_DEPENDENCIES}.{name}": {parameter: _FOLDED} for name, parameter in _MUTATIONS.items()},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Environment
from azureml.core.conda_dependencies import CondaDependencies

env = Environment("training")
packages = CondaDependencies.create(pip_packages=["pandas"], python_version="3.10")
packages.add_conda_package("scikit-learn")
packages.add_channel("pytorch")
env.python.conda_dependencies = packages
""",
            after="""\
from azure.ai.ml.entities import Environment

env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge", "pytorch"],
        "dependencies": ["python=3.10", {"pip": ["pandas"]}, "scikit-learn"],
    },
)
""",
        ),
    ),
)
