"""The environment that a run was executed in, which v1 asks the service for."""

from __future__ import annotations

from migrate.decisions.context import receiver_of
from migrate.decisions.rule import Manual
from migrate.v1.submitted import is_trial
from migrate.v1.values import Call
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import V2, Attr, Expr, Literal, User, method

CONDA_FILE = "outputs/conda_env_v_1_0_0.yml"
"""Where each trial of AutoML keeps the packages that it was trained with (azureml-examples: automl-standalone-jobs)."""


def run_environment(use: Call, image: Expr) -> EnvironmentSpec:
    """``run.get_environment()``: one with the packages that a trial of AutoML wrote down.

    Args:
        image: what they are installed into.

    Raises:
        Manual: the run is not known to be a trial of AutoML; others keep no such file.
    """
    receiver = receiver_of(use)
    if receiver is None or not is_trial(use.receiver):
        raise Manual("where this run comes from is not known in all cases")
    name, path = Attr(User(receiver), "name"), Literal(CONDA_FILE)
    downloaded = method(V2("mlflow"), "artifacts.download_artifacts", run_id=name, artifact_path=path)
    return EnvironmentSpec(image=image, conda=downloaded)
