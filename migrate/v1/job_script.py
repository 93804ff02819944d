"""Scripts that run inside jobs."""

from __future__ import annotations

from migrate.v1.uses import Uses

_RUN_CONTEXT = "azureml.core.Run.get_context"
_SUBMITTING = frozenset({"azureml.core.Experiment.submit", "azureml.pipeline.core.Pipeline"})


def runs_in_jobs(uses: Uses) -> bool:
    """Whether a file is a script that runs inside jobs: it asks for its run, and submits nothing.

    It may stay v1 as long as its environment has azureml-core (how-to-migrate-from-v1); v2 code in it would need
    packages that the environment has not.
    """
    symbols = {call.symbol for call in uses.calls.values()}
    return _RUN_CONTEXT in symbols and not symbols & _SUBMITTING
