"""``environment.docker.base_image = …``, ``ContainerRegistry()``, ``RSection()`` → one ``Environment(...)``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.settings import settings
from migrate.v1.environments import BUILD_CONTEXT, ENVIRONMENT
from migrate.v1.folding import root_of
from migrate.v1.r_section import PACKAGE_CLASSES, R_SECTION
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Obj, SetEvent

_PYTHON = "azureml.core.environment.PythonSection"
_DOCKER = "azureml.core.environment.DockerSection"
_REGISTRY = "azureml.core.ContainerRegistry"

_VARIABLES = converted("command(environment_variables=…)", "in v2 they belong to the job")

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
        "shm_size": converted("command(shm_size=…)"),
        "arguments": converted("command(docker_args=…)"),
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


def _is_planned(root: Obj, context: Context) -> bool:
    """Whether it is an environment or run configuration that is converted, or the environment of such a one."""
    found = settings(context)
    held = any(run.model.environment.obj is root for run in found.runs.values())
    return held or root in found.environments or root in found.runs


def set_on_environment(obj: Obj, event: SetEvent, context: Context) -> Decision:
    """``environment.docker.base_image = …``: part of the Environment that is written once."""
    root = root_of(obj)
    found = settings(context)
    if root in found.sections:
        edit = removal(event.where.statement, event.expression)
        return Decision(_SETS[context.symbol_of(obj, event)], edits=(edit,) if edit is not None else ())
    if not _is_planned(root, context):
        problem = found.problems.get(root)
        raise Manual(problem.message if problem else "what this belongs to could not be converted")
    return Decision(_SETS[context.symbol_of(obj, event)])


def _section(use: AttributeUse, context: Context) -> Decision:
    """``environment.python`` on the way to something that is set."""
    receiver = use.receiver
    assert isinstance(receiver, Obj)
    root = root_of(receiver)
    found = settings(context)
    if _is_planned(root, context):
        return Decision(converted("Environment(...)"))
    problem = found.problems.get(root)
    raise Manual(problem.message if problem else "what this belongs to could not be converted")


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
        f"{ENVIRONMENT}.python": _section,
        f"{ENVIRONMENT}.docker": _section,
        f"{ENVIRONMENT}.r": _section,
        f"{ENVIRONMENT}.environment_variables": _section,
        f"{_PYTHON}.conda_dependencies": _section,
        f"{_DOCKER}.base_image_registry": _section,
        f"{ENVIRONMENT}.spark": _section,
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
    ),
)
