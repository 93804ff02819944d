"""``Environment("name")`` and what is set on it → one ``azure.ai.ml.entities.Environment(...)``"""

from __future__ import annotations

from migrate.conversion import Style
from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.settings import settings
from migrate.v1.environments import ENVIRONMENT
from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.uses import AttributeUse, ReferenceUse
from migrate.v1.values import Call, Obj, SetEvent, objects
from migrate.v2.expressions import V2

_ENTITY = V2("azure.ai.ml.entities", "Environment")
_PYTHON = "azureml.core.environment.PythonSection"
_DOCKER = "azureml.core.environment.DockerSection"

_VARIABLES = converted("command(environment_variables=…)", "in v2 they belong to the job")

_SETS: dict[str, Fate] = {
    f"{ENVIRONMENT}.python": converted("Environment(conda_file=…)"),
    f"{ENVIRONMENT}.docker": converted("Environment(image=…)"),
    f"{ENVIRONMENT}.environment_variables": _VARIABLES,
    f"{_PYTHON}.conda_dependencies": converted("Environment(conda_file=…)"),
    f"{_PYTHON}.user_managed_dependencies": dropped("v2: without conda_file the image's own Python is used"),
    f"{_DOCKER}.base_image": converted("Environment(image=…)"),
    f"{_DOCKER}.enabled": dropped("every v2 job runs in a container"),
    f"{_DOCKER}.shared_volumes": dropped("v2 has no such setting"),
    f"{_DOCKER}.gpu_support": dropped("the compute decides"),
}


def root_of(obj: Obj) -> Obj:
    """The object that the parts belong to: the run configuration or environment itself."""
    while obj.owner is not None and obj.call is None:
        obj = obj.owner
    return obj


def _made(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    plan = settings(context).environments.get(obj)
    if plan is None:
        problem = settings(context).problems.get(obj)
        raise Manual(problem.message if problem else "this environment cannot be followed")
    if _only_in_v1(obj, context):
        raise Manual("the run configuration that holds this environment could not be converted")
    expr = None if plan.edits else plan.described.expr
    in_yaml = context.options.style is Style.YAML and any(step.environment is obj for step in context.converted_steps)
    if use.entry.name == "get":
        message = "v2 looks the environment up when the job is submitted"
        return Decision(changed("azureml:<name>@latest", message), expr, plan.edits, removable=in_yaml)
    return Decision(converted("Environment(name, image, conda_file)"), expr, plan.edits, removable=in_yaml)


def _only_in_v1(obj: Obj, context: Context) -> bool:
    """Whether it is set on run configurations alone, and those stay v1."""
    events = context.interpreter.uses.sets.values()
    holders = {holder for holder, event in events if obj in objects(event.value) and holder.symbol == RUN_CONFIGURATION}
    return bool(holders) and holders.isdisjoint(settings(context).runs)


def set_on_environment(obj: Obj, event: SetEvent, context: Context) -> Decision:
    """``environment.docker.base_image = …``: part of the Environment that is written once."""
    root = root_of(obj)
    found = settings(context)
    if root not in found.environments and root not in found.runs:
        problem = found.problems.get(root)
        raise Manual(problem.message if problem else "what this belongs to could not be converted")
    return Decision(_SETS[context.symbol_of(obj, event)])


def _section(use: AttributeUse, context: Context) -> Decision:
    """``environment.python`` on the way to something that is set."""
    receiver = use.receiver
    assert isinstance(receiver, Obj)
    root = root_of(receiver)
    found = settings(context)
    if root in found.environments or root in found.runs:
        return Decision(converted("Environment(...)"))
    problem = found.problems.get(root)
    raise Manual(problem.message if problem else "what this belongs to could not be converted")


def _name(use: AttributeUse, context: Context) -> Decision:
    return Decision(converted(f"Environment.{use.node.attr.value}"))


def _reference(use: ReferenceUse, context: Context) -> Decision:
    return Decision(converted("azure.ai.ml.entities.Environment"), _ENTITY)


_NAME = converted("name")

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
    },
    attributes={
        f"{ENVIRONMENT}.python": _section,
        f"{ENVIRONMENT}.docker": _section,
        f"{ENVIRONMENT}.name": _name,
        f"{ENVIRONMENT}.version": _name,
        f"{ENVIRONMENT}.environment_variables": _section,
        f"{_PYTHON}.conda_dependencies": _section,
    },
    sets=dict.fromkeys(_SETS, set_on_environment),
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
            "container_registry": dropped("it was None"),
            "conda_specification": converted("conda_file"),
            "pip_requirements": dropped("it was None"),
        },
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
    ),
)
