"""``HyperDriveConfig`` that is submitted by itself: a sweep over the trials that it describes."""

from __future__ import annotations

from migrate.v1.configurations import fold_configuration
from migrate.v1.problems import Problem
from migrate.v1.steps import StepModel
from migrate.v1.sweep_step import read_trials

_OF_SERVICE = ("debug_flag", "custom_run_id")


def read_sweep_job(model: StepModel) -> None:
    """Fill in what the configuration and the script of its trials say."""
    configuration = fold_configuration(model.obj, model.call)
    read_trials(model, configuration, alone=True)
    for name in _OF_SERVICE:
        argument = configuration.argument(name)
        if argument is not None:
            model.problems.append(Problem(argument.node, f"a sweep of v2 has no `{name}`"))
