"""The kinds of steps, and what understands the arguments of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import libcst as cst

from migrate.v1.automl_step import AUTOML_STEP, read_automl_step
from migrate.v1.command_step import COMMAND_STEP, read_command_step
from migrate.v1.estimator_step import ESTIMATOR_STEP, MPI_STEP, read_estimator_step, read_mpi_step
from migrate.v1.many_models import MAKERS, read_many_models
from migrate.v1.module_step import MODULE_STEP, read_module_step
from migrate.v1.notebook_step import NOTEBOOK_STEP, read_notebook_step
from migrate.v1.parallel_step import PARALLEL_RUN_STEP, read_parallel_step
from migrate.v1.problems import Problem
from migrate.v1.r_step import R_SCRIPT_STEP, read_r_step
from migrate.v1.scenarios import Condition
from migrate.v1.script_step import read_python_step
from migrate.v1.spark_step import SYNAPSE_SPARK_STEP, read_spark_step
from migrate.v1.stand_in import KINDS, read_stand_in
from migrate.v1.steps import PYTHON_SCRIPT_STEP, StepModel
from migrate.v1.sweep_step import HYPERDRIVE_STEP, read_sweep_step
from migrate.v1.values import Obj, Value

READERS: dict[str, Callable[[StepModel], None]] = {
    PYTHON_SCRIPT_STEP: read_python_step,
    COMMAND_STEP: read_command_step,
    ESTIMATOR_STEP: read_estimator_step,
    MPI_STEP: read_mpi_step,
    **dict.fromkeys(KINDS, read_stand_in),
    MODULE_STEP: read_module_step,
    PARALLEL_RUN_STEP: read_parallel_step,
    HYPERDRIVE_STEP: read_sweep_step,
    NOTEBOOK_STEP: read_notebook_step,
    R_SCRIPT_STEP: read_r_step,
    SYNAPSE_SPARK_STEP: read_spark_step,
    AUTOML_STEP: read_automl_step,
    **dict.fromkeys(MAKERS, read_many_models),
}
"""By the class of the step, or by the function that makes it."""
FOLLOWED = frozenset(
    {
        PYTHON_SCRIPT_STEP,
        COMMAND_STEP,
        ESTIMATOR_STEP,
        MPI_STEP,
        PARALLEL_RUN_STEP,
        HYPERDRIVE_STEP,
        R_SCRIPT_STEP,
        SYNAPSE_SPARK_STEP,
    }
)
"""The kinds that are followed where functions and loops make them: those with a component of their own."""


def kind_of(obj: Obj) -> str:
    """The class of a step, or the function that makes it."""
    maker = obj.call.symbol if obj.call is not None else ""
    return maker if maker in MAKERS else obj.symbol


def read_step(
    obj: Obj,
    known: Mapping[cst.CSTNode, Value] | None = None,
    branches: Mapping[cst.CSTNode, Condition] | None = None,
) -> StepModel | None:
    """The model of a step; None when nothing is known of how it was made.

    Args:
        known: what each expression of the file stands for.
        branches: by what stands behind ``else`` the condition that it belongs to.
    """
    if obj.call is None:
        return None
    model = StepModel(obj, obj.call, known=known or {}, branches=branches or {})
    if any(name.startswith("*") for name in obj.call.arguments):
        model.problems.append(Problem(obj.call.node, "its arguments are only known when the code runs"))
    if obj.unread:
        model.problems.append(Problem(obj.call.node, obj.unread))
    reader = READERS.get(kind_of(obj))
    if reader is None:
        model.problems.append(Problem(obj.call.node, f"{obj.symbol.rpartition('.')[2]} is not converted yet"))
    else:
        reader(model)
    return model
