"""``PythonScriptStep(...)`` → ``train_component = command(...)``, called as a node inside the pipeline function"""

from __future__ import annotations

from migrate.decisions.component import component_plan
from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Edit, Manual, Rule, converted, dropped, learn
from migrate.v1.steps import PYTHON_SCRIPT_STEP
from migrate.v1.values import Call, Obj
from migrate.v2.statements import Assign


def _step(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    step = context.step(obj)
    if step is None:
        raise Manual("this step cannot be followed")
    if step.problems:
        raise Manual(step.problems[0].message)
    if step not in context.converted_steps:
        raise Manual("the pipeline that holds this step could not be converted")
    plan = component_plan(step, context)
    context.vanished[obj] = f"in v2 the step is a node inside the pipeline function, made by `{plan.variable}`"
    instead = (*plan.before, Assign(plan.variable, plan.value))
    if plan.owns_statement:
        edit = Edit(use.where.statement, instead=instead)
    else:
        edit = Edit(use.where.statement, before=instead)
    return Decision(converted("command(...)"), edits=(edit,), arguments=plan.fates)


_HASH = dropped("v1 had already stopped using it: the whole code folder counts")

RULE = Rule(
    code="AML501",
    name="python-script-step",
    summary="A PythonScriptStep becomes a command component; its node stands in the pipeline function.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={PYTHON_SCRIPT_STEP: _step},
    parameters={
        PYTHON_SCRIPT_STEP: {
            "script_name": converted("command"),
            "name": converted("display_name"),
            "arguments": converted("command"),
            "compute_target": converted("compute"),
            "runconfig": converted("environment, environment_variables"),
            "runconfig_pipeline_params": dropped("it was None"),
            "inputs": converted("inputs"),
            "outputs": converted("outputs"),
            "params": converted("environment_variables"),
            "source_directory": converted("code"),
            "allow_reuse": converted("is_deterministic"),
            "version": dropped("only a registered component has a version"),
            "hash_paths": _HASH,
        }
    },
)
