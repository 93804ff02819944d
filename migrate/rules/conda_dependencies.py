"""``CondaDependencies.create(...)`` and its mutations → one dictionary in ``Environment(conda_file=…)``"""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrate.decisions.conda import conda_expr, extended
from migrate.decisions.context import Context, given, receiver_of, single
from migrate.decisions.entities import is_entity, owner_of_section
from migrate.decisions.part_comments import tells_more
from migrate.decisions.removal import alone, removal, sole_value
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.run_annotations import given_or_made
from migrate.decisions.settings import settings
from migrate.v1.conda import CHANGED_FILE, CONDA_DEPENDENCIES, fold_conda
from migrate.v1.folding import mutations, where_of
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Call, Obj, constant
from migrate.v2.expressions import V2, Attr, Code, Expr, Literal, User, call, method
from migrate.v2.statements import Assign

_WITHOUT_SDK = (
    "azureml packages are left out, since no script that runs in this environment imports azureml; "
    "what only came with them has to be listed"
)


def _made(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    if is_written(obj, context) or obj in settings(context).conda_dictionaries:
        return _dictionary(use, obj, context)
    if obj not in settings(context).conda_users:
        raise Manual("write the dependencies as a conda file, or as a dictionary for Environment(conda_file=…)")
    model = fold_conda(obj)
    if model.problems:
        raise Manual(model.problems[0].message)
    context.vanished[obj] = f"`{obj.name}` is now part of the environment's conda_file"
    edit = removal(use.where.statement, use.node)
    edits = () if edit is None else (replace(edit, keep_comments=tells_more(use.where.statement)),)
    if obj in settings(context).without_sdk:
        fate = changed("Environment(conda_file={…})", _WITHOUT_SDK)
        return Decision(fate, edits=edits, arguments={"pip_packages": fate})
    return Decision(converted("Environment(conda_file={…})"), edits=edits)


def _dictionary(use: Call, obj: Obj, context: Context) -> Decision:
    """Dependencies that are only written to a file: a dictionary under the same variable."""
    model = fold_conda(obj)
    if model.problems:
        raise Manual(model.problems[0].message)
    if model.extends and (is_written(obj, context) or not obj.name):
        raise Manual(CHANGED_FILE)
    fate = converted("a dictionary as in Environment(conda_file={…})")
    value: Expr = User(model.file) if model.file is not None else conda_expr(model, keeps_sdk=True)
    read: tuple[Assign, ...] = ()
    if model.file is not None and (model.extends or is_written(obj, context)):
        value = call(Attr(V2("yaml"), "safe_load"), method(call(V2("pathlib", "Path"), value), "read_text"))
    if model.extends:
        read, value = (Assign(obj.name, value),), extended(Code(obj.name), model)
    found = mutations(obj)
    if any(where.conditional and where.blocks != found[0].blocks for where in found):
        raise Manual("packages are added in a branch that does more than that")
    places = [where.statement for where in found]
    if read and len(set(places)) < 2:
        raise Manual(CHANGED_FILE)
    if len(places) < 2:
        return Decision(fate, value)
    removed = (Edit(statement, instead=()) for statement in places[:-1])
    return Decision(
        fate, edits=(*removed, Edit(places[-1], instead=(*read, Assign(obj.name, value)), keep_comments=True))
    )


def is_written(obj: Obj, context: Context) -> bool:
    """Whether the dependencies are written to a file and used for nothing else."""
    if not any(one.entry.name in _WRITES for one in obj.calls.values()) or not obj.name:
        return False
    receivers = {one.node.func.value for one in obj.calls.values() if isinstance(one.node.func, cst.Attribute)}
    return all(reference in receivers for reference in context.references_to(obj))


_WRITES = ("serialize_to_string", "save", "save_to_file", "as_dict")


def _written(use: Call, context: Context) -> Decision:
    """``cd.serialize_to_string()``: the dictionary as YAML."""
    conda = _of_environment(use, context)
    if conda is None:
        obj, receiver = single(use.receiver), receiver_of(use)
        if obj is None or receiver is None or not is_written(obj, context) or not context.is_converted(obj):
            raise Manual("write the dependencies as a conda file by hand")
        conda = User(receiver)
    if use.entry.name == "as_dict":
        return Decision(converted("the dictionary"), conda)
    dumped = call(Attr(V2("yaml"), "safe_dump"), conda, sort_keys=Literal(False))
    if use.entry.name == "serialize_to_string":
        return Decision(converted("yaml.safe_dump(conda)"), dumped)
    path = given(use, "conda_file_path") or given(use, "path")
    folder = use.expression("base_directory")
    if path is None or (folder is not None and constant(use.value("base_directory")) not in (".", "./", "")):
        raise Manual("write the dependencies with `yaml.safe_dump` to a file of your choice")
    if not alone(use.where.statement, use.node):
        raise Manual("v1 gave the path of the file that is written here")
    return Decision(converted("yaml.safe_dump(conda)"), method(call(V2("pathlib", "Path"), path), "write_text", dumped))


def _of_environment(use: Call, context: Context) -> Expr | None:
    """What the v2 environment has of the dependencies, when the code has them from one."""
    receiver = receiver_of(use)
    environment = owner_of_section(receiver) if receiver is not None else None
    if environment is None or not is_entity(context.value(environment), context):
        return None
    return Attr(User(environment), "conda_file")


def _mutation(use: Call, context: Context) -> Decision:
    obj = single(use.receiver)
    if obj is None or not context.is_converted(obj):
        raise Manual("these conda dependencies are not part of an environment that could be converted")
    if sole_value(use.where.statement) is not use.node:
        raise Manual("add this to the environment's conda_file by hand")
    unmade = obj.call is None and obj in settings(context).without_sdk
    fate = changed("Environment(conda_file={…})", _WITHOUT_SDK) if unmade else converted("Environment(conda_file={…})")
    return Decision(fate, edits=(Edit(where_of(use).statement, instead=()),))


def _annotation(use: ReferenceUse, context: Context) -> Decision:
    """The class of what a function gives or takes in place of the dependencies."""
    found = given_or_made(use.node, list(settings(context).conda_dictionaries), context)
    files = [model.file is not None and not model.extends for model in map(fold_conda, found)]
    if not found or len(set(files)) > 1:
        raise Manual("name the class of what is in Environment(conda_file=…): dict, or str for the path of a file")
    return Decision(_FOLDED_AS, Code("str" if files[0] else "dict"))


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
    "remove_pip_option": "pip_option",
    "set_pip_requirements": "pip_requirements",
}
_FRAMEWORKS = ("add_tensorflow_pip_package", "add_tensorflow_conda_package")
_FOLDED = converted("dependencies")
_FOLDED_AS = converted("Environment(conda_file=…)", "the function gives or takes what conda_file is")

RULE = Rule(
    code="AML403",
    name="conda-dependencies",
    summary="CondaDependencies and its mutations are folded into the conda_file of the environment that holds it.",
    url=learn("how-to-manage-environments-v2"),
    calls={
        CONDA_DEPENDENCIES: _made,
        f"{CONDA_DEPENDENCIES}.create": _made,
        **{f"{CONDA_DEPENDENCIES}.{name}": _mutation for name in (*_MUTATIONS, *_FRAMEWORKS, "add_cntk_package")},
        **{f"{CONDA_DEPENDENCIES}.{name}": _written for name in _WRITES},
    },
    references={CONDA_DEPENDENCIES: _annotation},
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
        **{f"{CONDA_DEPENDENCIES}.{name}": {"core_type": _FOLDED, "version": _FOLDED} for name in _FRAMEWORKS},
        f"{CONDA_DEPENDENCIES}.add_cntk_package": {"core_type": _FOLDED},
        f"{CONDA_DEPENDENCIES}.serialize_to_string": {},
        f"{CONDA_DEPENDENCIES}.as_dict": {},
        f"{CONDA_DEPENDENCIES}.save": {"path": converted("path")},
        f"{CONDA_DEPENDENCIES}.save_to_file": {
            "base_directory": dropped("it is the folder of the code"),
            "conda_file_path": converted("path"),
        },
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
        Example(
            before="""\
from azureml.core.conda_dependencies import CondaDependencies

packages = CondaDependencies()
packages.add_tensorflow_pip_package(core_type="gpu", version="2.4")
packages.set_pip_option("--pre")
packages.save_to_file(".", "training.yml")
with open("copy.yml", "w") as file:
    file.write(packages.serialize_to_string())
""",
            after="""\
from pathlib import Path

import yaml

packages = {
    "channels": ["anaconda", "conda-forge"],
    "dependencies": [
        "python=3.8.13",
        {"pip": ["--pre", "azureml-defaults", "tensorflow-gpu==2.4"]},
    ],
}
Path("training.yml").write_text(yaml.safe_dump(packages, sort_keys=False))
with open("copy.yml", "w") as file:
    file.write(yaml.safe_dump(packages, sort_keys=False))
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace

ws = Workspace.from_config()
environments = Environment.list(workspace=ws)
for name in environments:
    if environments[name].python.conda_dependencies is not None:
        print(name, environments[name].python.conda_dependencies.serialize_to_string())
env = Environment("training")
env.python.conda_dependencies.add_pip_package("pandas")
env.register(ws)
print(env.docker.base_image, env.python.conda_dependencies.as_dict())
""",
            after="""\
import yaml
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environments = [environment.name for environment in ws.environments.list()]
for name in environments:
    if ws.environments.get(name, label="latest").conda_file is not None:
        print(name, yaml.safe_dump(
            ws.environments.get(name, label="latest").conda_file,
            sort_keys=False,
        ))
env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults", "pandas"]}],
    },
)
ws.environments.create_or_update(env)
print(env.image, env.conda_file)
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
packages = ["numpy", "scipy"]
conda = CondaDependencies()
for package in ["pandas", "pyarrow"]:
    conda.add_pip_package(package)
for package in packages:
    # what training needs
    conda.add_conda_package(package)
run_config = RunConfiguration(conda_dependencies=conda)
run_config.environment.docker.base_image = "example.azurecr.io/base:1"
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
packages = ["numpy", "scipy"]
# what training needs
environment = Environment(
    image="example.azurecr.io/base:1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults", "pandas", "pyarrow"]}, *packages],
    },
)
train_component = command(display_name="train.py", code="src", command="python train.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
import os

from azureml.core import Environment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import DEFAULT_GPU_IMAGE, RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
gpu = os.environ.get("GPU") == "1"
environment = Environment("sales")
dependencies = CondaDependencies.create(pip_packages=["pandas"])
if gpu:
    environment.docker.base_image = DEFAULT_GPU_IMAGE
    dependencies.add_pip_package("cupy")
dependencies.add_conda_package("numpy")
environment.python.conda_dependencies = dependencies
run_config = RunConfiguration()
run_config.environment = environment
train_step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
import os

from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
gpu = os.environ.get("GPU") == "1"
environment = Environment(
    name="sales",
    image=(
        "mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04"
        if gpu
        else "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"
    ),
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", {"pip": ["pandas", *(["cupy"] if gpu else [])]}, "numpy"],
    },
)
train_component = command(display_name="train.py", code="src", command="python train.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
packages = CondaDependencies("conda.yml")
packages.add_pip_package("xgboost==1.5")
run_config = RunConfiguration(conda_dependencies=packages)
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from pathlib import Path

import yaml
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
conda_dependencies = yaml.safe_load(Path("conda.yml").read_text())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        **conda_dependencies,
        "dependencies": [
            *[part for part in conda_dependencies["dependencies"] if isinstance(part, str)],
            {
                "pip": [
                    *[
                        package
                        for part in conda_dependencies["dependencies"]
                        for package in (part["pip"] if isinstance(part, dict) else [])
                    ],
                    "xgboost==1.5",
                ],
            },
        ],
    },
)
train_component = command(display_name="train.py", code="src", command="python train.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
        ),
    ),
)
