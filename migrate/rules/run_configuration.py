"""``RunConfiguration`` → the ``environment``, ``environment_variables`` and ``compute`` of the steps that use it"""

from __future__ import annotations

from migrate.decisions.context import Context, sees
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, converted, dropped, learn
from migrate.decisions.settings import RunPlan, settings
from migrate.decisions.steps import component_plan
from migrate.rules.environment import root_of
from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.steps import StepModel
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Obj, SetEvent

_DOCKER = "azureml.core.runconfig.DockerConfiguration"
_COLLECTED = dropped("outputs/ and logs/ are always collected")
_CONTAINER = dropped("every v2 job runs in a container")

_SETS: dict[str, Fate] = {
    f"{RUN_CONFIGURATION}.environment": converted("command(environment=…)"),
    f"{RUN_CONFIGURATION}.target": converted("compute"),
    f"{RUN_CONFIGURATION}.environment_variables": converted("command(environment_variables=…)"),
    f"{RUN_CONFIGURATION}.auto_prepare_environment": dropped("v2 always prepares the environment"),
    f"{RUN_CONFIGURATION}.node_count": converted("command(instance_count=…)"),
    f"{RUN_CONFIGURATION}.max_run_duration_seconds": converted("command(timeout=…)"),
    f"{RUN_CONFIGURATION}.framework": dropped("v2 needs no framework for plain Python"),
    f"{RUN_CONFIGURATION}.communicator": dropped("it names no distribution"),
    f"{RUN_CONFIGURATION}.history": _COLLECTED,
    f"{RUN_CONFIGURATION}.script": dropped("the step has the script"),
    f"{RUN_CONFIGURATION}.arguments": dropped("the step has the arguments"),
    f"{RUN_CONFIGURATION}.docker": _CONTAINER,
    f"{_DOCKER}.use_docker": _CONTAINER,
    f"{_DOCKER}.shm_size": converted("command(shm_size=…)"),
}


def _plan(obj: Obj, context: Context) -> RunPlan:
    root = root_of(obj)
    plan = settings(context).runs.get(root)
    if plan is None:
        problem = settings(context).problems.get(root)
        raise Manual(problem.message if problem else "no step that could be converted uses this run configuration")
    return plan


def _made(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    plan = _plan(obj, context)
    escapes = False
    for step in context.converted_steps:
        if step.run is not None and step.run.obj is obj and not sees(step.call.where, use.where):
            escapes = True
    if escapes:
        for reference in context.references_to(obj):
            if context.function_of(reference) is use.where.function:
                context.replacements[reference] = plan.environment.expr
    else:
        context.vanished[obj] = f"`{obj.name}` is spread over the components in v2: environment, variables, compute"
    edits = plan.edits
    steps = [step for step in context.converted_steps if step.run is not None and step.run.obj is obj]
    if all(_in_yaml(step, context) for step in steps):
        edits = tuple(Edit(edit.statement, instead=()) for edit in edits)
    if sole_value(use.where.statement) is use.node and not any(edit.statement is use.where.statement for edit in edits):
        edits = (*edits, Edit(use.where.statement, instead=()))
    return Decision(converted("command(environment=…)"), edits=edits)


def _in_yaml(step: StepModel, context: Context) -> bool:
    """Also of a step that turns out not to be convertible: its pipeline is left out then."""
    try:
        return component_plan(step, context).in_yaml
    except Manual:
        return True


def _set(obj: Obj, event: SetEvent, context: Context) -> Decision:
    _plan(obj, context)
    return Decision(_SETS[context.symbol_of(obj, event)])


def _part(use: AttributeUse, context: Context) -> Decision:
    assert isinstance(use.receiver, Obj)
    _plan(use.receiver, context)
    return Decision(converted("command(...)"))


_PARTS = ("environment", "environment_variables", "docker", "mpi", "history")

RULE = Rule(
    code="AML401",
    name="run-configuration",
    summary="A RunConfiguration is spread: environment, variables, compute and limits go to the components.",
    url=learn("migrate-to-v2-command-job"),
    calls={RUN_CONFIGURATION: _made},
    attributes={f"{RUN_CONFIGURATION}.{name}": _part for name in _PARTS},
    sets=dict.fromkeys(_SETS, _set),
    parameters={
        RUN_CONFIGURATION: {
            "script": dropped("the step has the script"),
            "arguments": dropped("the step has the arguments"),
            "framework": dropped("v2 needs no framework for plain Python"),
            "communicator": dropped("it names no distribution"),
            "conda_dependencies": converted("Environment(conda_file=…)"),
            "command": dropped("it was None"),
            "_history_enabled": dropped("outputs/ and logs/ are always collected"),
            "_path": dropped("v2 has no such argument"),
            "_name": dropped("v2 has no such argument"),
        }
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
    ),
)
