"""``RunConfiguration`` → the ``environment``, ``environment_variables`` and ``compute`` of the steps that use it"""

from __future__ import annotations

from migrate.decisions.component import component_plan
from migrate.decisions.context import Context, sees
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Decision, Edit, Fate, Manual, Rule, converted, dropped, learn
from migrate.decisions.settings import RunPlan, settings
from migrate.rules.environment import root_of
from migrate.v1.environments import RUN_CONFIGURATION
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Obj, SetEvent

_SECTIONS = ("MpiConfiguration", "DockerConfiguration", "HistoryConfiguration")

_SETS: dict[str, Fate] = {
    "environment": converted("command(environment=…)"),
    "target": converted("compute"),
    "environment_variables": converted("command(environment_variables=…)"),
    "[]": converted("command(environment_variables=…)"),
    "auto_prepare_environment": dropped("v2 always prepares the environment"),
    "node_count": converted("command(instance_count=…)"),
    "max_run_duration_seconds": converted("command(timeout=…)"),
    "framework": dropped("v2 needs no framework for plain Python"),
    "communicator": dropped("it names no distribution"),
    "history": dropped("outputs/ and logs/ are always collected"),
    "script": dropped("the step has the script"),
    "arguments": dropped("the step has the arguments"),
    "use_docker": dropped("every v2 job runs in a container"),
    "docker": dropped("every v2 job runs in a container"),
    "shm_size": converted("command(shm_size=…)"),
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
    if all(component_plan(step, context).in_yaml for step in steps):
        edits = tuple(Edit(edit.statement, instead=()) for edit in edits)
    if sole_value(use.where.statement) is use.node and not any(edit.statement is use.where.statement for edit in edits):
        edits = (*edits, Edit(use.where.statement, instead=()))
    return Decision(converted("command(environment=…)"), edits=edits)


def _set(obj: Obj, event: SetEvent, context: Context) -> Decision:
    _plan(obj, context)
    fate = _SETS.get(event.name)
    if fate is None:
        raise Manual(f"`{event.name}` is not converted yet")
    return Decision(fate)


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
    sets={
        RUN_CONFIGURATION: _set,
        **{f"azureml.core.runconfig.{name}": _set for name in _SECTIONS},
    },
    parameters={
        RUN_CONFIGURATION: {
            "script": dropped("the step has the script"),
            "arguments": dropped("the step has the arguments"),
            "framework": dropped("v2 needs no framework for plain Python"),
            "communicator": dropped("it names no distribution"),
            "conda_dependencies": converted("Environment(conda_file=…)"),
            "_history_enabled": dropped("outputs/ and logs/ are always collected"),
            "_path": dropped("v2 has no such argument"),
            "_name": dropped("v2 has no such argument"),
        }
    },
)
