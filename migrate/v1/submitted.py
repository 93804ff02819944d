"""What class of run ``experiment.submit`` gives: v1 promises a ``Run`` and hands out the one that its argument has."""

from __future__ import annotations

from migrate.v1.automl_step import AUTOML_CONFIG, SUBMIT
from migrate.v1.sweep_step import HYPERDRIVE_CONFIG
from migrate.v1.values import Call, Obj, alternatives

_RUNS = {
    AUTOML_CONFIG: "azureml.train.automl.run.AutoMLRun",
    HYPERDRIVE_CONFIG: "azureml.train.hyperdrive.HyperDriveRun",
    "azureml.pipeline.core.Pipeline": "azureml.pipeline.core.PipelineRun",
}


def run_class(call: Call) -> str | None:
    """The class of the run that a call submits; None when it is no submission, or what is submitted is not known."""
    if call.symbol != SUBMIT:
        return None
    found = {_RUNS.get(one.symbol) if isinstance(one, Obj) else None for one in alternatives(call.value("config"))}
    return found.pop() if len(found) == 1 else None
