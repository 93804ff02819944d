"""``RunConfiguration`` → the ``environment``, ``environment_variables`` and ``compute`` of the steps that use it"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.conversion import Style
from migrate.decisions.context import Context
from migrate.decisions.environments import add_files, literal
from migrate.decisions.idle import idle_statements
from migrate.decisions.misplaced import sees
from migrate.decisions.read_fields import FIELDS as READ
from migrate.decisions.read_fields import field_set
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import (
    Decision,
    Edit,
    Example,
    Fate,
    Manual,
    Rule,
    converted,
    dropped,
    learn,
    manual,
)
from migrate.decisions.run_annotations import NO_STEP, annotation
from migrate.decisions.run_fields import FIELDS
from migrate.decisions.run_settings import FROM_OUTSIDE
from migrate.decisions.settings import RunPlan, settings
from migrate.decisions.settings.escaping import MORE
from migrate.decisions.steps import component_plan
from migrate.decisions.steps.kept import kept_in, name_in_v2
from migrate.decisions.steps.script_job import job_is_converted
from migrate.v1.folding import TARGET, VARIABLES, mutations, root_of
from migrate.v1.nodes import code_of, walk
from migrate.v1.run_configurations import RUN_CONFIGURATION, comes_from_outside
from migrate.v1.steps import StepModel
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Obj, SetEvent, Where
from migrate.v2.expressions import Code, Index, Literal, User
from migrate.v2.statements import Assign

_IDLE = dropped("nothing runs with this run configuration")
_SETS: dict[str, Fate] = {
    **{f"{RUN_CONFIGURATION}.{name}": fate for name, fate in FIELDS.items()},
}


def plan_of(obj: Obj, context: Context) -> RunPlan:
    root = root_of(obj)
    plan = settings(context).runs.get(root)
    if plan is None:
        problem = settings(context).problems.get(root)
        raise Manual(problem.message if problem else NO_STEP)
    return plan


def check_planned(obj: Obj, context: Context) -> None:
    """Refuse what is set on a run configuration that stays v1.

    Raises:
        Manual: why it does.
    """
    if not job_is_converted(root_of(obj), context):
        plan_of(obj, context)


def run_configuration_made(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    idle = idle_statements(use, context)
    if idle:
        edits = tuple(Edit(statement, instead=()) for statement in idle)
        return Decision(_IDLE, edits=edits, arguments=dict.fromkeys(use.arguments, _IDLE))
    plan = plan_of(obj, context)
    escapes = False
    edits_of_attribute: tuple[Edit, ...] = ()
    for step in context.scripts:
        if step.run is not None and step.run.obj is obj and not sees(step.call.where, use.where):
            escapes = True
    if escapes and not plan.is_dictionary:
        for reference in context.references_to(obj):
            if context.function_of(reference) is use.where.function:
                context.replacements[reference] = plan.environment.expr
    kept = kept_in(obj, context)
    held = _attribute_of(use) if escapes and not kept else None
    if (kept or held is not None) and plan.is_dictionary:
        raise Manual(MORE)
    if kept:
        edits_of_attribute = _keep(kept, plan, use, context)
    elif held is not None:
        edits_of_attribute = (Edit(_last(plan, use).statement, after=(Assign(code_of(held), plan.environment.expr),)),)
    if not escapes:
        context.vanished[obj] = f"`{obj.name}` is spread over the components in v2: environment, variables, compute"
    if context.options.style is not Style.YAML:
        add_files(plan.environment.described, use.where, context)
    edits = (*plan.edits, *edits_of_attribute)
    steps = [step for step in context.scripts if step.run is not None and step.run.obj is obj]
    if all(_in_yaml(step, context) for step in steps):
        edits = tuple(Edit(edit.statement, instead=()) for edit in edits)
    if sole_value(use.where.statement) is use.node and not any(edit.statement is use.where.statement for edit in edits):
        edits = (*edits, Edit(use.where.statement, instead=()))
    return Decision(converted("command(environment=…)"), plan.inline, edits)


def _keep(kept: Sequence[cst.Attribute], plan: RunPlan, use: Call, context: Context) -> tuple[Edit, ...]:
    """``self.run_config``, which is handed to what makes the steps: in v2 that is the environment."""
    expr = plan.environment.expr
    if isinstance(expr, Literal):
        context.replacements |= dict.fromkeys(kept, expr)
        return ()
    name = name_in_v2(kept[0].attr.value, context)
    context.replacements |= {node: Code(f"{code_of(node.value)}.{name}") for node in kept}
    made_in = use.where.function.node
    owner = (
        made_in.params.params[0].name.value if isinstance(made_in, cst.FunctionDef) and made_in.params.params else ""
    )
    if not owner:
        raise Manual(MORE)
    return (Edit(_last(plan, use).statement, after=(Assign(f"{owner}.{name}", expr),)),)


def _last(plan: RunPlan, use: Call) -> Where:
    """Where the last thing is set on it."""
    return max([use.where, *mutations(plan.model.obj)], key=lambda where: where.order)


def _attribute_of(use: Call) -> cst.Attribute | None:
    """``config.run_config = RunConfiguration()``: what holds it for others."""
    statement = use.where.statement
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    target = small.targets[0].target if isinstance(small, cst.Assign) and small.value is use.node else None
    return target if isinstance(target, cst.Attribute) else None


def _in_yaml(step: StepModel, context: Context) -> bool:
    """Also of a step that turns out not to be convertible: its pipeline is left out then."""
    if step in context.script_jobs:
        return False
    try:
        return component_plan(step, context).in_yaml
    except Manual:
        return True


def _set(obj: Obj, event: SetEvent, context: Context) -> Decision:
    check_planned(obj, context)
    if event.name == "environment" and comes_from_outside(event.value):
        return Decision(manual(FROM_OUTSIDE.format("this"), "command(environment=…)"), stands=True)
    return Decision(_SETS[context.symbol_of(obj, event)])


def _part(use: AttributeUse, context: Context) -> Decision:
    assert isinstance(use.receiver, Obj)
    if job_is_converted(root_of(use.receiver), context):
        return Decision(converted("command(...)"))
    plan, made, name = plan_of(use.receiver, context), use.receiver.call, use.node.attr.value
    if plan.is_dictionary and made is not None and made.where.function is not use.where.function:
        if any(use.node in walk(event.node) for _, event in plan.model.later):
            return Decision(converted("command(...)"))
        if name not in ("environment", "environment_variables"):
            raise Manual(f"the run configuration is a dictionary for `command` here: write what `{name}` was")
        return Decision(converted("command(...)"), Index(User(use.node.value), Literal(name)))
    if name == VARIABLES[0] and isinstance(plan.variables, Code) and _is_settled(plan, use):
        return Decision(converted("command(environment_variables=…)"), plan.variables)
    return Decision(converted("command(...)"))


def _is_settled(plan: RunPlan, use: AttributeUse) -> bool:
    """Whether the code reads the environment variables after all of them are set, where the dictionary is in sight."""
    found = (*plan.model.variables, *plan.model.environment.variables)
    places = [*mutations(plan.model.obj), *(event.where for event in found)]
    here = all(where.function is use.where.function and not where.blocks for where in places)
    return here and not plan.model.environment.variables and all(where.order < use.where.order for where in places)


def _read(use: AttributeUse, context: Context) -> Decision:
    """``run_config.target`` in other code: what was set there."""
    assert isinstance(use.receiver, Obj)
    plan, name = plan_of(use.receiver, context), use.node.attr.value
    event = field_set(use)
    if event is not None:
        return Decision(FIELDS[name], literal(User(event.expression), context))
    if name == TARGET and plan.names_compute and not _is_made_in(use.where.function, use.receiver):
        return Decision(FIELDS[name], Index(User(use.node.value), Literal("compute")))
    raise Manual(f"write what `{name}` was: nothing in v2 holds it")


def _is_made_in(function: object, run: Obj) -> bool:
    return run.call is not None and run.call.where.function is function


_PARTS = (
    "environment",
    "environment_variables",
    "docker",
    "mpi",
    "pytorch",
    "tensorflow",
    "history",
    "kubernetescompute",
    "spark",
)

RULE = Rule(
    code="AML401",
    name="run-configuration",
    summary="A RunConfiguration is spread: environment, variables, compute and limits go to the components.",
    url=learn("migrate-to-v2-command-job"),
    calls={RUN_CONFIGURATION: run_configuration_made},
    attributes={
        **{f"{RUN_CONFIGURATION}.{name}": _part for name in _PARTS},
        **{f"{RUN_CONFIGURATION}.{name}": _read for name in READ},
    },
    references={RUN_CONFIGURATION: annotation},
    sets=dict.fromkeys(_SETS, _set),
    parameters={
        RUN_CONFIGURATION: {
            "script": dropped("the step has the script"),
            "arguments": dropped("the step has the arguments"),
            "framework": FIELDS["framework"],
            "communicator": FIELDS["communicator"],
            "conda_dependencies": converted("Environment(conda_file=…)"),
            "command": converted("command"),
            "_history_enabled": dropped("outputs/ and logs/ are always collected"),
            "_path": dropped("v2 has no such argument"),
            "_name": dropped("v2 has no such argument"),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()

run_config = RunConfiguration()
run_config.target = "gpu"
run_config.environment = Environment.get(ws, "training", version="3")
run_config.environment_variables = {"OMP_NUM_THREADS": 4}
run_config.max_run_duration_seconds = 3600

train = PythonScriptStep(script_name="train.py", source_directory="src", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

environment_variables = {"OMP_NUM_THREADS": "4"}

train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment="azureml:training:3",
    environment_variables=environment_variables,
    timeout=3600,
)


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


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
packages = CondaDependencies.create(pip_packages=["lightgbm==4.3.0"])
train_step = PythonScriptStep(
    name="Train",
    script_name="train.py",
    source_directory="src",
    compute_target="cpu",
    runconfig=RunConfiguration(conda_dependencies=packages),
)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", {"pip": ["lightgbm==4.3.0"]}],
    },
)
train_component = command(
    display_name="Train",
    code="src",
    command="python train.py",
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()


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
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "training", version="3")
run_config.environment_variables = {"MODE": "fast"}
if debug:
    run_config.environment_variables["LEVEL"] = 10
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment_variables = {"MODE": "fast"}
if debug:
    environment_variables["LEVEL"] = "10"
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment="azureml:training:3",
    environment_variables=environment_variables,
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
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.target = "cpu"
if use_registered:
    run_config.environment = Environment.get(workspace=ws, name="training")
else:
    run_config.environment.python.user_managed_dependencies = False
    run_config.environment.python.conda_dependencies = CondaDependencies.create(pip_packages=["pandas"])
prepare = PythonScriptStep(script_name="prepare.py", source_directory="src", runconfig=run_config)
pipeline = Pipeline(ws, steps=[prepare])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
if use_registered:
    environment = "azureml:training@latest"
else:
    environment = Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={"channels": ["anaconda", "conda-forge"], "dependencies": ["python=3.10.18", {"pip": ["pandas"]}]},
    )
prepare_component = command(display_name="prepare.py", code="src", command="python prepare.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prepare = prepare_component()


pipeline = pipeline_definition()
""",
        ),
    ),
)
