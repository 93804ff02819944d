"""``Environment("name")`` and what is set on it → one ``azure.ai.ml.entities.Environment(...)``"""

from __future__ import annotations

from migrate.conversion import Style
from migrate.decisions.annotations import annotated, held_by
from migrate.decisions.conda import unread_python
from migrate.decisions.context import Context
from migrate.decisions.environments import add_files, is_curated
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn, manual
from migrate.decisions.settings import settings
from migrate.decisions.staying_annotations import refuse_staying
from migrate.rules.environment_settings import set_on_environment
from migrate.v1.environments import ENVIRONMENT, OF_RUN, fold_environment
from migrate.v1.uses import AttributeUse, ReferenceUse
from migrate.v1.values import Call, Obj, constant, objects
from migrate.v2.expressions import V2, Code, Expr, Literal, Text

_ENTITY = V2("azure.ai.ml.entities", "Environment")
_PYTHON = "azureml.core.environment.PythonSection"
_DOCKER = "azureml.core.environment.DockerSection"
_REGISTRY = "azureml.core.ContainerRegistry"


def _made(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    plan = settings(context).environments.get(obj)
    if plan is None:
        problem = settings(context).problems.get(obj)
        raise Manual(problem.message if problem else "this environment cannot be followed")
    edits = (*plan.edits, *plan.aside)
    expr = None if plan.edits else plan.entity or plan.described.expr
    if context.options.style is not Style.YAML:
        add_files(plan.described, use.where, context)
    in_yaml = context.options.style is Style.YAML and any(step.environment is obj for step in context.converted_steps)
    model = fold_environment(obj)
    if model.conda is not None and model.conda.extends and model.conda.file is None:
        origin = model.reference or (model.copied.call if model.copied is not None else None)
        fate = manual(_CURATED, "Environment(...)") if is_curated(origin) else changed("Environment(...)", _EXTENDED)
        return Decision(fate, expr, edits, removable=in_yaml, stands=True)
    if use.entry.name == "get" and plan.described.reference is None and plan.entity is None:
        return Decision(changed("Environment(...)", _READ), expr, edits, removable=in_yaml)
    if use.entry.name == "get":
        if plan.entity is not None:
            message = "v2 wants a version or a label; curated environments are also in the registry azureml"
            return Decision(changed("ml_client.environments.get(name, label=…)", message), expr, edits)
        message = "v2 looks the environment up when the job is submitted"
        return Decision(changed("azureml:<name>@latest", message), expr, edits, removable=in_yaml)
    why = _WHY.get(use.entry.name, "") or _other_python(use, context) or (_EARLY if plan.is_early else "")
    fate = changed("Environment(...)", why) if why else _DESCRIBED
    return Decision(fate, expr, edits, removable=in_yaml)


def _other_python(use: Call, context: Context) -> str:
    """Why the Python is not the one that v1 installed: v1 has put its default in place of what it could not read."""
    path = constant(use.value("file_path")) if use.entry.name == "from_conda_specification" else None
    file = context.find(path) if isinstance(path, str) else None
    written = unread_python(file.read_text(encoding="utf-8", errors="replace")) if file and file.is_file() else ""
    return (
        f"v2 installs Python {written} as the conda file says; v1 could not read that and installed its own default "
        "(3.10.18 in azureml-core 1.61, 3.8.13 in 1.50)"
        if written
        else ""
    )


_READ = "what the registered environment has is read from the workspace when the code runs"
_EXTENDED = f"{_READ}; one that has no conda file stops it there, and a package that is there already is not replaced"
_CURATED = (
    "curated environments are images without a conda file today, and such a one stops the code here: name all packages "
    "in a conda file of your own, or install them in a Dockerfile FROM its image, BuildContext(path=…)"
)
_DESCRIBED = converted("Environment(name, image, conda_file)")
_EARLY = "what v1 sets after the first use holds from the beginning"
_WHY = {
    "from_pip_requirements": "v2 takes no requirements file: its lines go into the pip part of the dependencies",
    "from_dockerfile": "v2 builds from a folder with a Dockerfile, and sends all that is in the folder",
    "load_from_directory": "v2 does not read what v1 saved: image and conda file are named here",
}


def _name(use: AttributeUse, context: Context) -> Decision:
    if any(obj.call is not None and obj.call.entry.name == OF_RUN for obj in objects(use.receiver)):
        raise Manual("give the environment a name of your own: v2 has none for that of a run")
    return Decision(converted(f"Environment.{use.node.attr.value}"))


def _reference(use: ReferenceUse, context: Context) -> Decision:
    """``Environment``, or ``str`` where only the name of one is held."""
    refuse_staying(use, context)
    held = [obj for value in annotated(use.node, context) for obj in held_by(value)]
    if held and all(obj.call is not None and _is_name(context.decide(obj.call).expr) for obj in held):
        return Decision(converted("str", "the name of the environment and its version"), Code("str"))
    return Decision(converted("azure.ai.ml.entities.Environment"), _ENTITY)


def _is_name(expr: Expr | None) -> bool:
    return isinstance(expr, (Literal, Text))


_NAME = converted("name")
_FILE = converted("conda_file")

RULE = Rule(
    code="AML402",
    name="environment",
    summary="An Environment and all that is set on it become one Environment(name, image, conda_file).",
    url=learn("how-to-manage-environments-v2"),
    calls={
        ENVIRONMENT: _made,
        f"{ENVIRONMENT}.get": _made,
        f"{ENVIRONMENT}.from_conda_specification": _made,
        f"{ENVIRONMENT}.from_docker_image": _made,
        f"{ENVIRONMENT}.from_dockerfile": _made,
        f"{ENVIRONMENT}.from_docker_build_context": _made,
        f"{ENVIRONMENT}.from_pip_requirements": _made,
        f"{ENVIRONMENT}.load_from_directory": _made,
        f"{ENVIRONMENT}.clone": _made,
    },
    attributes={
        f"{ENVIRONMENT}.name": _name,
        f"{ENVIRONMENT}.version": _name,
    },
    sets={f"{ENVIRONMENT}.name": set_on_environment, f"{ENVIRONMENT}.version": set_on_environment},
    references={ENVIRONMENT: _reference},
    parameters={
        ENVIRONMENT: {"name": _NAME},
        f"{ENVIRONMENT}.get": {
            "workspace": dropped("the reference is resolved in the workspace of the job"),
            "name": _NAME,
            "version": converted("the version in the reference"),
            "label": converted("the label in the reference"),
        },
        f"{ENVIRONMENT}.from_conda_specification": {"name": _NAME, "file_path": converted("conda_file")},
        f"{ENVIRONMENT}.from_docker_image": {
            "name": _NAME,
            "image": converted("image"),
            "container_registry": converted("image", "the address of the registry begins the image's name"),
            "conda_specification": _FILE,
            "pip_requirements": _FILE,
        },
        f"{ENVIRONMENT}.from_dockerfile": {
            "name": _NAME,
            "dockerfile": converted("build=BuildContext(path, dockerfile_path)"),
            "conda_specification": dropped("it was None"),
            "pip_requirements": dropped("it was None"),
        },
        f"{ENVIRONMENT}.from_docker_build_context": {"name": _NAME, "docker_build_context": converted("build")},
        f"{ENVIRONMENT}.from_pip_requirements": {"name": _NAME, "file_path": _FILE, "pip_version": _FILE},
        f"{ENVIRONMENT}.load_from_directory": {"path": converted("image, conda_file")},
        f"{ENVIRONMENT}.clone": {"new_name": _NAME},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Environment

env = Environment.from_pip_requirements("training", "requirements.txt", pip_version="23.3")
env.python.conda_dependencies.add_conda_package("scipy")
""",
            after="""\
from pathlib import Path

from azure.ai.ml.entities import Environment

env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": [
            "python=3.8.13",
            {"pip": Path("requirements.txt").read_text().splitlines()},
            "pip=23.3",
            "scipy",
        ],
    },
)
""",
        ),
        Example(
            before="""\
from azureml.core import Environment

env = Environment("training")
env.docker.base_image = None
env.docker.base_dockerfile = '''
FROM python:3.10
RUN pip install pandas
'''
env.python.user_managed_dependencies = True
other = Environment.from_dockerfile("scoring", "docker/scoring/Dockerfile")
""",
            after="""\
from azure.ai.ml.entities import BuildContext, Environment

env = Environment(name="training", build=BuildContext(path="environments/training"))
other = Environment(name="scoring", build=BuildContext(path="docker/scoring"))
""",
            files={"environments/training/Dockerfile": "FROM python:3.10\nRUN pip install pandas\n"},
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace

ws = Workspace.from_config()
base = Environment.get(ws, "shared", version="4")
env = base.clone("mine")
env.register(ws)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
base = ws.environments.get("shared", version="4")
env = Environment(name="mine", image=base.image, conda_file=base.conda_file)
ws.environments.create_or_update(env)
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace

ws = Workspace.from_config()
try:
    env = Environment.get(ws, "prices")
except Exception:
    env = Environment.from_conda_specification("prices", "conda.yml")
    env.register(ws)
    env.docker.base_image = "my.azurecr.io/base:1"
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
try:
    env = ws.environments.get("prices", label="latest")
except Exception:
    env = Environment(
        name="prices",
        image="my.azurecr.io/base:1",
        conda_file="conda.yml",
    )
    ws.environments.create_or_update(env)
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace


def get_environment(ws: Workspace, name: str, requirements: str, version: str = None):
    try:
        environment = Environment.get(ws, name, version)
    except Exception:
        environment = Environment.from_pip_requirements(name, requirements)
        if version:
            environment.version = version
        environment.register(ws)
    return environment
""",
            after="""\
from pathlib import Path

from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment


def get_environment(ws: MLClient, name: str, requirements: str, version: str = None):
    try:
        environment = ws.environments.get(
            name,
            version=version,
            label=None if version else "latest",
        )
    except Exception:
        environment = Environment(
            name=name,
            image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
            conda_file={
                "channels": ["anaconda", "conda-forge"],
                "dependencies": [
                    "python=3.8.13",
                    {"pip": Path(requirements).read_text().splitlines()},
                    "pip",
                ],
            },
        )
        if version:
            environment.version = version
        ws.environments.create_or_update(environment)
    return environment
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import DEFAULT_CPU_IMAGE, RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
env = Environment.get(ws, "training")
run_config = RunConfiguration()
run_config.environment = env
run_config.environment.docker.enabled = True
run_config.environment.docker.base_image = DEFAULT_CPU_IMAGE
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
registered_environment = ws.environments.get("training", label="latest")
env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file=registered_environment.conda_file,
)
train_component = command(display_name="train.py", code="src", command="python train.py", environment=env)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
env = Environment.get(ws, "shared", version="4").clone("mine")
env.python.conda_dependencies.add_pip_package("xgboost==1.5")
env.python.conda_dependencies.add_conda_package("scipy")
run_config = RunConfiguration()
run_config.environment = env
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
registered_environment = ws.environments.get("shared", version="4")
env = Environment(
    name="mine",
    image=registered_environment.image,
    conda_file={
        **registered_environment.conda_file,
        "dependencies": [
            *[part for part in registered_environment.conda_file["dependencies"] if isinstance(part, str)],
            {
                "pip": [
                    *[
                        package
                        for part in registered_environment.conda_file["dependencies"]
                        for package in (part["pip"] if isinstance(part, dict) else [])
                    ],
                    "xgboost==1.5",
                ],
            },
            "scipy",
        ],
    },
)
train_component = command(display_name="train.py", code="src", command="python train.py", environment=env)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
        ),
    ),
)
