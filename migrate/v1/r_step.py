"""``RScriptStep``: a script that Rscript runs."""

from __future__ import annotations

import libcst as cst

from migrate.v1.environments import Given
from migrate.v1.problems import Problem
from migrate.v1.step_settings import read_script_step
from migrate.v1.steps import StepModel
from migrate.v1.values import Const, constant

R_SCRIPT_STEP = "azureml.pipeline.steps.RScriptStep"
_CPU = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04"
_GPU = "mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.1-cudnn8-ubuntu20.04"
"""The images that v1 takes when the run configuration names none (azureml-pipeline-steps 1.62)."""


def read_r_step(model: StepModel) -> None:
    """Fill in what the step and its run configuration say."""
    read_script_step(model)
    if model.run is None:
        if not model.problems:
            model.problems.append(Problem(model.call.node, "v1 takes no R step without a run configuration"))
        return
    environment = model.run.environment
    if environment.reference is not None or environment.opaque:
        return
    if environment.r is None:
        model.problems.append(Problem(model.call.node, "v1 takes no R step whose environment has no RSection"))
    elif environment.image is None and environment.dockerfile is None:
        gpu = model.argument("use_gpu")
        if gpu is not None and not isinstance(constant(gpu.value), bool):
            model.problems.append(Problem(gpu.node, "`use_gpu` is only known when the code runs"))
        image = _GPU if gpu is not None and gpu.value == Const(True) else _CPU
        environment.image = Given(cst.SimpleString(f'"{image}"'), Const(image))
    elif not environment.r.user_managed:
        model.problems.append(Problem(model.call.node, "v1 installs no R packages into an image of one's own"))
