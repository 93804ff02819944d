"""What class of run ``experiment.submit`` gives: v1 promises a ``Run`` and hands out the one that its argument has."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.v1.automl_step import AUTOML_CONFIG, SUBMIT
from migrate.v1.environments import ENVIRONMENT, OF_RUN
from migrate.v1.estimator_step import ESTIMATORS
from migrate.v1.sweep_step import HYPERDRIVE_CONFIG
from migrate.v1.values import Call, Obj, Value, alternatives

ENVIRONMENT_OF_RUN = f"azureml.core.Run.{OF_RUN}"
BEST_CHILD = "azureml.train.automl.run.AutoMLRun.get_best_child"
BEST_OUTPUT = "azureml.train.automl.run.AutoMLRun.get_output"
"""What gives the trial with the best model."""
_RUNS = {
    AUTOML_CONFIG: "azureml.train.automl.run.AutoMLRun",
    HYPERDRIVE_CONFIG: "azureml.train.hyperdrive.HyperDriveRun",
    "azureml.pipeline.core.Pipeline": "azureml.pipeline.core.PipelineRun",
}
_JOBS = frozenset({*_RUNS, "azureml.core.ScriptRunConfig", *ESTIMATORS})


def is_submission(node: cst.Call, arguments: Sequence[tuple[cst.Arg, Value]]) -> bool:
    """Whether something is asked to submit a job of v1, which only an experiment can."""
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "submit" or not arguments:
        return False
    given = alternatives(arguments[0][1])
    return bool(given) and all(isinstance(one, Obj) and one.symbol in _JOBS for one in given)


def result_class(call: Call) -> str | None:
    """The class of the run that a call submits, or of the environment of a trial; None when that is not known."""
    if call.symbol == ENVIRONMENT_OF_RUN:
        return ENVIRONMENT if is_trial(call.receiver) else None
    if call.symbol != SUBMIT:
        return None
    found = {_RUNS.get(one.symbol) if isinstance(one, Obj) else None for one in alternatives(call.value("config"))}
    return found.pop() if len(found) == 1 else None


def is_trial(run: Value | None) -> bool:
    """Whether a run is a trial of AutoML, as the job that looked for the best model hands them out."""
    made = [one.call or one.source if isinstance(one, Obj) else None for one in alternatives(run)]
    return bool(made) and all(call is not None and call.symbol in (BEST_CHILD, BEST_OUTPUT) for call in made)
