"""``ParallelRunStep(...)`` with its ``ParallelRunConfig`` → ``score_component = parallel_run_function(...)``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Edit, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.steps import step_decision
from migrate.v1.parallel_step import PARALLEL_RUN_CONFIG, PARALLEL_RUN_STEP
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Obj, SetEvent, constant


def _step(use: Call, context: Context) -> Decision:
    return step_decision(use, context, "parallel_run_function(...)")


def _configuration(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    edit = removal(use.where.statement, use.node)
    if edit is not None and obj.bound_to and not context.references_to(obj):
        return Decision(dropped("nothing uses this configuration"), edits=(edit,))
    if not _is_used(obj, context):
        raise Manual("no step that could be converted uses this ParallelRunConfig")
    context.vanished[obj] = f"`{obj.name}` is spread over the parallel components in v2"
    edits: tuple[Edit, ...] = (edit,) if edit is not None else ()
    return Decision(converted("parallel_run_function(...)"), edits=edits, arguments=_actions(use))


def _is_used(obj: Obj, context: Context) -> bool:
    return any(step.configuration is not None and step.configuration.obj is obj for step in context.converted_steps)


def _actions(use: Call) -> dict[str, Fate]:
    """What a summary needs no remark on."""
    action = constant(use.value("output_action"))
    if isinstance(action, str) and action.lower() == "summary_only":
        return {"output_action": converted("no append_row_to")}
    return {}


def _set(obj: Obj, event: SetEvent, context: Context) -> Decision:
    if not _is_used(obj, context):
        raise Manual("no step that could be converted uses this ParallelRunConfig")
    return Decision(_FATES[event.name], edits=(Edit(event.where.statement, instead=()),))


def _attribute(use: AttributeUse, context: Context) -> Decision:
    raise Manual("the configuration is spread over the parallel components in v2: name the value itself")


_FATES: dict[str, Fate] = {
    "environment": converted("RunFunction(environment=…)"),
    "entry_script": converted("RunFunction(entry_script=…)"),
    "source_directory": converted("RunFunction(code=…)"),
    "error_threshold": converted("error_threshold"),
    "output_action": changed(
        "RunFunction(append_row_to=…)",
        "v2 writes the rows to the output itself, a file without ending; v1 wrote parallel_run_step.txt into a folder",
    ),
    "append_row_file_name": changed(
        "RunFunction(append_row_to=…)", "v2 writes the rows to the output itself: its name cannot be chosen"
    ),
    "compute_target": converted("compute"),
    "node_count": converted("instance_count"),
    "process_count_per_node": converted("max_concurrency_per_instance"),
    "mini_batch_size": converted("mini_batch_size"),
    "description": converted("description"),
    "logging_level": converted("logging_level"),
    "run_invocation_timeout": converted("retry_settings: timeout"),
    "run_max_try": converted("retry_settings: max_retries", "v1 counts all tries, v2 those after the first"),
    "allowed_failed_count": converted("mini_batch_error_threshold"),
    "allowed_failed_percent": converted("RunFunction(program_arguments=…)"),
    "partition_keys": converted("partition_keys"),
    "environment_variables": converted("environment_variables"),
}

RULE = Rule(
    code="AML504",
    name="parallel-run-step",
    summary="A ParallelRunStep and its ParallelRunConfig become one parallel component.",
    url=learn("migrate-to-v2-execution-parallel-run-step"),
    calls={PARALLEL_RUN_STEP: _step, PARALLEL_RUN_CONFIG: _configuration},
    sets={f"{PARALLEL_RUN_CONFIG}.{name}": _set for name in _FATES},
    attributes={f"{PARALLEL_RUN_CONFIG}.{name}": _attribute for name in _FATES},
    parameters={
        PARALLEL_RUN_STEP: {
            "name": converted("display_name"),
            "parallel_run_config": converted("the settings of the component"),
            "inputs": converted("input_data"),
            "output": converted("outputs"),
            "side_inputs": converted("inputs"),
            "arguments": converted("RunFunction(program_arguments=…)"),
            "allow_reuse": converted("is_deterministic"),
        },
        PARALLEL_RUN_CONFIG: _FATES,
    },
)
