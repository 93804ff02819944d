"""Modules whose functions make steps, pipelines or run configurations for each other.

What becomes of such a function depends on its callers, and on them what it makes, so these modules are understood as
one. They are written so only when that converts more of their pipelines than each of them does alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from migrate.decisions.context import Context
from migrate.ledger import Location
from migrate.v1.automl_step import AUTOML_CONFIG
from migrate.v1.configurations import SCRIPT_RUN_CONFIG
from migrate.v1.data import CONSUMPTION, INTERMEDIATE, OUTSIDE, PIPELINE_PARAMETER
from migrate.v1.elsewhere import ClassOf, Gives, Table, Told
from migrate.v1.estimator_step import ESTIMATORS
from migrate.v1.makers import caller_of
from migrate.v1.nodes import walk as descendants
from migrate.v1.parallel_step import PARALLEL_RUN_CONFIG
from migrate.v1.pipelines import PIPELINE, PIPELINE_STEP
from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.scopes import FunctionScope
from migrate.v1.sweep_step import HYPERDRIVE_CONFIG
from migrate.v1.values import Call, DictValue, Foreign, Function, ListValue, Obj, Unknown, Value, alternatives

_DATA = INTERMEDIATE | OUTSIDE | {CONSUMPTION, PIPELINE_PARAMETER}
_PARTS = INTERMEDIATE | OUTSIDE | {RUN_CONFIGURATION, PARALLEL_RUN_CONFIG}
PUBLISHED = ("azureml.pipeline.core.PublishedPipeline", "azureml.pipeline.core.PipelineEndpoint")
"""What a schedule and an endpoint are given in v1; in v2 they need the pipeline itself."""
_STARTING = frozenset(
    {"azureml.pipeline.core.Schedule.create", "azureml.pipeline.core.Schedule.create_for_pipeline_endpoint"}
    | {f"{PUBLISHED[1]}.{name}" for name in ("publish", "add", "add_default")}
)
_SUBMITTED = frozenset({SCRIPT_RUN_CONFIG, HYPERDRIVE_CONFIG, AUTOML_CONFIG, *ESTIMATORS})
_SETTLING = _SUBMITTED | {PIPELINE, RUN_CONFIGURATION, PARALLEL_RUN_CONFIG}
_MOST = 12
"""How many modules are understood as one at most; each is, as often as there are modules."""


def component(start: str, neighbours: Callable[[str], Iterable[str]]) -> set[str]:
    """The modules that belong together with one; none when there are too many."""
    found, todo = {start}, [start]
    while todo:
        more = set(neighbours(todo.pop())) - found
        found |= more
        todo += sorted(more)
        if len(found) > _MOST:
            return set()
    return found


def made_for(context: Context, lookup: Callable[[str], Told | None]) -> dict[str, set[str]]:
    """By module the functions and classes that a document takes from there and that make something for its pipelines.

    A class whose methods make something needs those that it inherits from.
    """
    found: dict[str, set[str]] = {}
    interpreter = context.interpreter
    for named in {one for one in interpreter.values.values() if isinstance(one, Foreign)}:
        told = lookup(named.dotted) if "." in named.dotted else None
        if isinstance(told, (Gives, ClassOf, Table)) and told.maker is not None:
            path, name = told.maker
            found.setdefault(path, set()).add(name)
    makers = {scope.owner for scope in making(context)}
    for node, cls in interpreter.classes.items():
        for base in node.bases if cls in makers else ():
            for value in alternatives(interpreter.values.get(base.value)):
                told = lookup(value.dotted) if isinstance(value, Foreign) and "." in value.dotted else None
                if isinstance(told, ClassOf):
                    path, _, name = told.name.partition(":")
                    found.setdefault(path, set()).add(name)
    return found


def given_to(context: Context) -> dict[str, set[str]]:
    """By module the functions that a document gives parts of its pipelines to: steps, their data and settings."""
    found: dict[str, set[str]] = {}
    for (path, name), given in context.interpreter.handed.values():
        if "." not in name and any(_holds_part(value, context) for _, value in given):
            found.setdefault(path, set()).add(name)
    return found


def kept_in(context: Context) -> dict[str, set[str]]:
    """By module the variables at its top that hold what a document needs for its pipelines."""
    found: dict[str, set[str]] = {}
    for path, name in context.interpreter.kept_elsewhere:
        found.setdefault(path, set()).add(name)
    return found


def _holds_part(value: Value, context: Context) -> bool:
    for one in alternatives(value):
        if isinstance(one, (Obj, Unknown)):
            if one.symbol in _PARTS or context.catalogue.is_subclass(one.symbol, PIPELINE_STEP):
                return True
        elif isinstance(one, ListValue):
            if any(_holds_part(item.value, context) for item in one.items):
                return True
        elif isinstance(one, DictValue) and any(_holds_part(item.value, context) for item in one.items.values()):
            return True
    return False


def making(context: Context) -> set[FunctionScope]:
    """The functions that make steps, pipelines, or what these are given, also by calling others that do."""
    is_subclass = context.catalogue.is_subclass
    found = {
        use.where.function
        for use in context.interpreter.uses.calls.values()
        if use.symbol in _SETTLING or is_subclass(use.symbol, PIPELINE_STEP)
    }
    known = context.interpreter.functions.values()
    found |= {scope for scope in known if any(_is_data(one) for one in alternatives(scope.result))}
    todo = list(found)
    while todo:
        callers = {caller_of(call, context.interpreter) for call in todo.pop().calls}
        more = {one for one in callers if one is not None and not one.is_module} - found
        found |= more
        todo += more
    return found


def _is_data(value: Value) -> bool:
    """Whether data or pipeline parameters are among what a function gives."""
    if isinstance(value, ListValue):
        return any(_is_data(one) for item in value.items for one in alternatives(item.value))
    if isinstance(value, DictValue):
        return any(_is_data(one) for item in value.items.values() for one in alternatives(item.value))
    return isinstance(value, Obj) and value.symbol in _DATA


def converted_pipelines(context: Context) -> set[Location]:
    """Where the pipelines are made that are converted, their schedules and endpoints, and jobs without a pipeline."""
    models = {model.call.node: model.convertible for model in context.pipelines.values()}
    return {
        context.interpreter.source.place(use.where.cell, use.where.line, use.where.column)
        for use in pipelines_wanted(context)
        if models.get(use.node, True) and not context.decisions[use.node].stays_v1
    }


def pipelines_wanted(context: Context) -> list[Call]:
    """The calls that make the pipelines, their schedules and endpoints, and what is submitted without a pipeline."""
    others = (use for use in context.interpreter.uses.calls.values() if use.symbol in _STARTING | _SUBMITTED)
    return [*(model.call for model in context.pipelines.values()), *others]


def changes(context: Context, path: str, name: str) -> bool:
    """Whether a function of a document is another one after the conversion."""
    function = context.interpreter.modules[path].variables.get(name)
    if not isinstance(function, Function) or function.scope.node is None:
        return True
    decided = context.decisions.items()
    touched = {
        *context.replacements,
        *context.superfluous,
        *context.more_parameters,
        *context.client_parameters,
        *context.more_arguments,
    }
    touched |= {node for node, decision in decided if not decision.stays_v1}
    touched |= {edit.statement for _, decision in decided for edit in decision.edits}
    touched |= {statement for move in context.moves for statement in move.statements}
    return any(node in touched for node in descendants(function.scope.node))
