"""``environment.docker.base_image = …``, ``ContainerRegistry()``, ``RSection()`` → one ``Environment(...)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.entities import is_entity
from migrate.decisions.environment_sections import conda, image, refuse_unplanned, section
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn, manual
from migrate.decisions.settings import runs_in, settings
from migrate.decisions.v1_text import shown
from migrate.v1.environments import BUILD_CONTEXT, ENVIRONMENT, IGNORED, OF_CONTAINERS, known_variables
from migrate.v1.folding import owned, root_of
from migrate.v1.r_section import PACKAGE_CLASSES, R_SECTION
from migrate.v1.values import Call, Const, Obj, SetEvent

_PYTHON = "azureml.core.environment.PythonSection"
_DOCKER = "azureml.core.environment.DockerSection"
_REGISTRY = "azureml.core.ContainerRegistry"

_VARIABLES = converted("command(environment_variables=…)", "in v2 they belong to the job")
_TOLD = changed(_VARIABLES.v2, "in v2 they belong to the jobs: those of other files that run in it have them")
_MEMORY, _ARGUMENTS = converted("command(shm_size=…)"), converted("command(docker_args=…)")
_OF_JOBS = (_VARIABLES, _MEMORY, _ARGUMENTS)

_IMAGE = converted("Environment(image=…)")
_CONDA = converted("Environment(conda_file=…)")
_BUILD = converted("Environment(build=BuildContext(…))")
_CONNECTION = dropped("v2 keeps credentials of a registry in a workspace connection: see `ml_client.connections`")
_R = changed("Environment(build=BuildContext(…))", "v2 installs no R: the image has it, or a Dockerfile installs it")
_SPARK = dropped("only Spark jobs read it")

_FIELDS: dict[str, dict[str, Fate]] = {
    ENVIRONMENT: {
        "python": _CONDA,
        "docker": _IMAGE,
        "environment_variables": _VARIABLES,
        "r": _R,
        "name": converted("name"),
        "version": converted("version"),
        "inferencing_stack_version": dropped("only web services read it: add azureml-inference-server-http there"),
    },
    _PYTHON: {
        "conda_dependencies": _CONDA,
        "conda_dependencies_file": _CONDA,
        "interpreter_path": converted("command", "the command begins with it when the dependencies are user managed"),
        "user_managed_dependencies": dropped("v2: without conda_file the image's own Python is used"),
    },
    _DOCKER: {
        "base_image": _IMAGE,
        "base_dockerfile": _BUILD,
        "build_context": _BUILD,
        "base_image_registry": converted("Environment(image=…)", "the address of the registry begins the image's name"),
        "enabled": dropped("every v2 job runs in a container"),
        "shared_volumes": dropped("v2 has no such setting"),
        "gpu_support": dropped("the compute decides"),
        "shm_size": _MEMORY,
        "arguments": _ARGUMENTS,
    },
    R_SECTION: {
        "r_version": _R,
        "user_managed": converted("Environment(image=…)", "v2 installs nothing into the image"),
        "snapshot_date": changed("Environment(build=…)", "the day of Posit's archive of CRAN: Microsoft's is closed"),
        "cran_packages": _R,
        "github_packages": _R,
        "custom_url_packages": _R,
        "bioconductor_packages": _R,
    },
    PACKAGE_CLASSES[0]: {"name": _R, "version": _R, "repository": _R},
    PACKAGE_CLASSES[1]: {"repository": _R},
    _REGISTRY: {
        "address": converted("Environment(image=…)", "the address of the registry begins the image's name"),
        "username": _CONNECTION,
        "password": _CONNECTION,
    },
    "azureml.core.environment.SparkSection": {"precache_packages": _SPARK},
}
_SETS: dict[str, Fate] = {f"{owner}.{name}": fate for owner, fields in _FIELDS.items() for name, fate in fields.items()}


_NAMES = (f"{ENVIRONMENT}.name", f"{ENVIRONMENT}.version")


def _held(use: Call, context: Context) -> Decision:
    """``ContainerRegistry()`` and ``DockerBuildContext.from_local_directory(...)``: part of the environment."""
    obj = use.result
    assert isinstance(obj, Obj)
    if obj not in settings(context).sections:
        raise Manual("no environment that could be converted holds this")
    context.vanished[obj] = f"`{obj.name}` is now part of the environment"
    edit = removal(use.where.statement, use.node)
    return Decision(converted("Environment(...)"), edits=(edit,) if edit is not None else ())


def set_on_environment(obj: Obj, event: SetEvent, context: Context) -> Decision:
    """``environment.docker.base_image = …``: part of the Environment that is written once."""
    root = root_of(obj)
    found = settings(context)
    if root in found.sections:
        edit = removal(event.where.statement, event.expression)
        return Decision(_SETS[context.symbol_of(obj, event)], edits=(edit,) if edit is not None else ())
    if is_entity(root, context) and root not in found.environments:
        moot = event.name in IGNORED or (event.name in OF_CONTAINERS and _has_jobs(root, context))
        edit = removal(event.where.statement, event.expression) if moot else None
        if edit is not None:
            return Decision(_SETS[context.symbol_of(obj, event)], edits=(edit,))
        raise Manual(f"a registered environment is changed here: a v2 environment has no `{event.name}`")
    refuse_unplanned(root, context)
    fate = _SETS[context.symbol_of(obj, event)]
    if fate is _VARIABLES and _is_told(root, context):
        return Decision(_TOLD)
    if fate in _OF_JOBS and not _has_jobs(root, context):
        if event.value == Const(None):
            return Decision(dropped("it was None"))
        message = (
            f"a v2 environment has no such settings, give them to the jobs that run in it: {_of_jobs(root, context)}"
        )
        return Decision(manual(message, fate.v2), stands=True)
    return Decision(fate)


def _of_jobs(root: Obj, context: Context) -> str:
    """What is set of that kind: the statements are gone, and the environment has one TODO for all of them."""
    found = (
        (event, context.symbol_of(part, event))
        for part in owned(root)
        for event in part.sets.values()
        if event.value != Const(None)
    )
    told = [(event, _SETS[symbol]) for event, symbol in found if _SETS.get(symbol) in _OF_JOBS]
    told.sort(key=lambda one: one[0].where.order)
    return ", ".join(f"{fate.v2.replace('…', _value(event))}" for event, fate in told)


def _value(event: SetEvent) -> str:
    """The value without secrets; of ``env.environment_variables["LEVEL"] = "debug"`` as a dictionary."""
    if not isinstance(event.node, cst.Subscript):
        return shown(event.expression)
    key = event.node.slice[0].slice
    return f"{{{shown(key.value, event.expression)}}}" if isinstance(key, cst.Index) else "…"


def _is_told(root: Obj, context: Context) -> bool:
    """Whether other files of the project take the environment, and give its variables to their jobs."""
    made = root.call.where.function if root.call is not None else None
    name = root.name if made is None or made.is_module else made.name
    return not _has_jobs(root, context) and bool(known_variables(root)) and context.taken(name)


def _has_jobs(root: Obj, context: Context) -> bool:
    """Whether something that is converted runs in the environment, or whatever holds the run configuration."""
    return root.symbol != ENVIRONMENT or any(runs_in(step, root) for step in context.scripts)


RULE = Rule(
    code="AML406",
    name="environment-settings",
    summary="What is set on an Environment and on its sections becomes arguments of the one Environment(...).",
    url=learn("how-to-manage-environments-v2"),
    calls={
        _REGISTRY: _held,
        R_SECTION: _held,
        **dict.fromkeys(PACKAGE_CLASSES, _held),
        f"{BUILD_CONTEXT}.from_local_directory": _held,
    },
    attributes={
        f"{ENVIRONMENT}.python": section,
        f"{ENVIRONMENT}.docker": section,
        f"{ENVIRONMENT}.r": section,
        f"{ENVIRONMENT}.environment_variables": section,
        f"{_DOCKER}.base_image_registry": section,
        f"{ENVIRONMENT}.spark": section,
        f"{_PYTHON}.conda_dependencies": conda,
        f"{_DOCKER}.base_image": image,
    },
    sets={symbol: set_on_environment for symbol in _SETS if symbol not in _NAMES},
    parameters={
        R_SECTION: {},
        **{symbol: {} for symbol in PACKAGE_CLASSES},
        f"{BUILD_CONTEXT}.from_local_directory": {
            "workspace": dropped("v2 uploads the folder when the environment is registered or used"),
            "path": converted("path"),
            "dockerfile_path": converted("dockerfile_path"),
        },
        _REGISTRY: {},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Environment

env = Environment("training")
env.docker.enabled = True
env.docker.base_image = "my.azurecr.io/base:1"
env.python.user_managed_dependencies = True
""",
            after="""\
from azure.ai.ml.entities import Environment

env = Environment(name="training", image="my.azurecr.io/base:1")
""",
        ),
        Example(
            before="""\
from azureml.core import Environment
from azureml.core.container_registry import ContainerRegistry

registry = ContainerRegistry()
registry.address = "my.azurecr.io"
registry.username = "puller"
registry.password = password
env = Environment.from_docker_image("training", "base:1", container_registry=registry)
copy = env.clone("scoring")
""",
            after="""\
from azure.ai.ml.entities import Environment

env = Environment(name="training", image="my.azurecr.io/base:1")
copy = Environment(name="scoring", image="my.azurecr.io/base:1")
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.environment import DockerBuildContext

ws = Workspace.from_config()
context = DockerBuildContext.from_local_directory(ws, "docker", dockerfile_path="train.Dockerfile")
env = Environment.from_docker_build_context("training", context)
env.register(ws)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import BuildContext, Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
env = Environment(
    name="training",
    build=BuildContext(path="docker", dockerfile_path="train.Dockerfile"),
)
ws.environments.create_or_update(env)
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import DEFAULT_GPU_IMAGE


def get_environment(ws: Workspace, name: str, gpu: bool, docker: bool) -> Environment:
    environment = Environment.from_conda_specification(name, "conda.yml")
    if docker:
        environment.docker.enabled = True
    if gpu:
        environment.docker.base_image = DEFAULT_GPU_IMAGE
    environment.register(ws)
    return environment
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment


def get_environment(ws: MLClient, name: str, gpu: bool, docker: bool) -> Environment:
    environment = Environment(
        name=name,
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file="conda.yml",
    )
    if gpu:
        environment.image = "mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04"
    ws.environments.create_or_update(environment)
    return environment
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace


def get_environment(ws: Workspace, name: str, conda_file: str = "", image: str = "", dockerfile: str = ""):
    if conda_file:
        environment = Environment.from_conda_specification(name, conda_file)
    else:
        environment = Environment(name)
    if image:
        environment.docker.base_image = image
        environment.python.user_managed_dependencies = True
    elif dockerfile:
        with open(dockerfile) as file:
            environment.docker.base_dockerfile = file.read()
        environment.python.user_managed_dependencies = True
    environment.register(ws)
    return environment
""",
            after="""\
from pathlib import Path

from azure.ai.ml import MLClient
from azure.ai.ml.entities import BuildContext, Environment


def get_environment(ws: MLClient, name: str, conda_file: str = "", image: str = "", dockerfile: str = ""):
    if conda_file:
        environment = Environment(
            name=name,
            image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
            conda_file=conda_file,
        )
    else:
        environment = Environment(
            name=name,
            image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
            conda_file={
                "channels": ["anaconda", "conda-forge"],
                "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
            },
        )
    if image:
        environment = Environment(name=environment.name, image=image)
    elif dockerfile:
        with open(dockerfile) as file:
            environment_folder = Path("environments", environment.name)
            environment_folder.mkdir(parents=True, exist_ok=True)
            Path(environment_folder, "Dockerfile").write_text(file.read())
            environment = Environment(name=environment.name, build=BuildContext(path=environment_folder))
    ws.environments.create_or_update(environment)
    return environment
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
environment = Environment("own-python")
environment.docker.base_image = "my.azurecr.io/base:1"
environment.python.user_managed_dependencies = True
environment.python.interpreter_path = "/opt/miniconda/envs/work/bin/python"
run_config = RunConfiguration()
run_config.environment = environment
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(name="own-python", image="my.azurecr.io/base:1")
train_component = command(
    display_name="train.py",
    code="src",
    command="/opt/miniconda/envs/work/bin/python train.py",
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace

ws = Workspace.from_config()
env = Environment.from_conda_specification("training", "conda.yml")
env.docker.shm_size = "4g"
env.environment_variables = {"LEVEL": "debug", "PASSWORD": "correct horse"}
env.register(ws)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML406): a v2 environment has no such settings, give them to the jobs that run in it: command(shm_size="4g"), command(environment_variables={"LEVEL": "debug", "PASSWORD": "***"}) — https://learn.microsoft.com/azure/machine-learning/how-to-manage-environments-v2?view=azureml-api-2
env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file="conda.yml",
)
ws.environments.create_or_update(env)
""",  # noqa: E501
        ),
    ),
)
