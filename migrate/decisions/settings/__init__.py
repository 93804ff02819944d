"""What the environments and run configurations of a file become, worked out once for all rules that ask.

A v1 run configuration is spread: its environment becomes an ``Environment``, its variables a dictionary, its target
the compute. Each is written where the last statement that changed it stood; the statements before it go.
"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.settings.environments import EnvironmentPlanner, runs_in, script_data, uses_v1
from migrate.decisions.settings.plans import DefaultEnvironment, EnvironmentPlan, RunPlan, Settings
from migrate.decisions.settings.runs import RunPlanner
from migrate.v1.environments import ENVIRONMENT_CLASSES
from migrate.v1.loaded import is_loaded
from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.values import Obj
from migrate.v1.values import objects as v1_objects

__all__ = [
    "DefaultEnvironment",
    "EnvironmentPlan",
    "RunPlan",
    "Settings",
    "default_environment",
    "runs_in",
    "script_data",
    "settings",
    "uses_v1",
]


def settings(context: Context) -> Settings:
    """The plans of the file at hand."""
    key = ("settings", None)
    if key not in context.plans:
        context.plans[key] = _plan(context)
    found = context.plans[key]
    assert isinstance(found, Settings)
    return found


def _plan(context: Context) -> Settings:
    objects = [call.result for call in context.interpreter.uses.calls.values()]
    loaded = [one for obj in objects if isinstance(obj, Obj) and is_loaded(obj) for one in obj.sets.values()]
    objects += [value for event in loaded for value in v1_objects(event.value)]
    found = sorted(
        {obj for obj in objects if isinstance(obj, Obj) and obj.call is not None},
        key=lambda obj: obj.call.where.order if obj.call else (0, 0, 0),
    )
    planned = Settings()
    environments = EnvironmentPlanner(context, planned)
    runs = RunPlanner(context, planned, environments)
    for obj in found:
        if obj.symbol in ENVIRONMENT_CLASSES:
            environments.environment(obj)
    environments.keep_together()
    for obj in found:
        if obj.symbol == RUN_CONFIGURATION:
            runs.run(obj)
    given = [step.run.obj for step in context.scripts if step.run is not None and step.run.obj.call is None]
    for obj in dict.fromkeys(given):
        runs.run(obj)
    environments.finish()
    return planned


def default_environment(context: Context, packages: tuple[str, ...] = ()) -> DefaultEnvironment:
    """The environment of the steps that were given none; the same for all of them that need the same packages."""
    found = settings(context)
    if packages not in found.default:
        found.default[packages] = EnvironmentPlanner(context, found).default_environment(packages)
    return found.default[packages]
