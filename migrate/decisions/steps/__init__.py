"""What the steps of a v1 pipeline become, one module for each kind of step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from migrate.decisions.context import Context
from migrate.decisions.definitions import at_top, document
from migrate.decisions.rule import Decision, Edit, Manual, converted, manual
from migrate.decisions.run_settings import Bound
from migrate.decisions.steps.automl import AutoMLBuilder
from migrate.decisions.steps.base import MARKER, StepBuilder
from migrate.decisions.steps.command import CommandBuilder
from migrate.decisions.steps.estimator import EstimatorBuilder
from migrate.decisions.steps.many_models import ManyModelsBuilder
from migrate.decisions.steps.moved import moved_step
from migrate.decisions.steps.notebook import NotebookBuilder
from migrate.decisions.steps.parallel import ParallelBuilder
from migrate.decisions.steps.plan import ComponentPlan, PlanOf
from migrate.decisions.steps.script import PythonBuilder, RScriptBuilder
from migrate.decisions.steps.spark import SparkBuilder
from migrate.decisions.steps.stand_in import StandInBuilder, TransferBuilder, v1_text
from migrate.decisions.steps.sweep import SweepBuilder
from migrate.decisions.unused import is_left_out, is_unused, unused
from migrate.ledger import Outcome
from migrate.v1.automl_step import AUTOML_STEP
from migrate.v1.command_step import COMMAND_STEP
from migrate.v1.estimator_step import ESTIMATOR_STEP, MPI_STEP
from migrate.v1.kinds import kind_of
from migrate.v1.many_models import MAKERS
from migrate.v1.module_step import MODULE_STEP
from migrate.v1.notebook_step import NOTEBOOK_STEP
from migrate.v1.parallel_step import PARALLEL_RUN_STEP
from migrate.v1.r_step import R_SCRIPT_STEP
from migrate.v1.spark_step import SYNAPSE_SPARK_STEP
from migrate.v1.stand_in import DATA_TRANSFER_STEP, KINDS
from migrate.v1.steps import PYTHON_SCRIPT_STEP, StepModel
from migrate.v1.sweep_step import HYPERDRIVE_STEP
from migrate.v1.values import Call, Obj
from migrate.v2.statements import Define, DefineClass

BUILDERS: Mapping[str, Callable[[StepModel, Context, PlanOf], StepBuilder]] = {
    **dict.fromkeys(KINDS, StandInBuilder),
    DATA_TRANSFER_STEP: TransferBuilder,
    MODULE_STEP: PythonBuilder,
    PYTHON_SCRIPT_STEP: PythonBuilder,
    COMMAND_STEP: CommandBuilder,
    ESTIMATOR_STEP: EstimatorBuilder,
    MPI_STEP: EstimatorBuilder,
    PARALLEL_RUN_STEP: ParallelBuilder,
    NOTEBOOK_STEP: NotebookBuilder,
    R_SCRIPT_STEP: RScriptBuilder,
    SYNAPSE_SPARK_STEP: SparkBuilder,
    HYPERDRIVE_STEP: SweepBuilder,
    AUTOML_STEP: AutoMLBuilder,
    **dict.fromkeys(MAKERS, ManyModelsBuilder),
}
"""By the class of the step, who plans it."""


_STAYS = "the pipeline is not converted: "


def component_plan(step: StepModel, context: Context) -> ComponentPlan:
    """The plan of a step that some converted pipeline holds; worked out once.

    Raises:
        Manual: something in the step is not converted yet.
    """
    key = ("component", step.obj)
    if key not in context.plans:
        try:
            builder = BUILDERS[kind_of(step.obj)]
            if step.stand_in and builder is not TransferBuilder:
                builder = StandInBuilder
            context.plans[key] = builder(step, context, component_plan).plan()
        except Manual as refusal:
            context.plans[key] = refusal
    found = context.plans[key]
    if isinstance(found, Manual):
        raise found
    assert isinstance(found, ComponentPlan)
    return found


def step_decision(use: Call, context: Context, v2: str) -> Decision:
    """What becomes of the statement that makes a step: the rules of all kinds of steps share this.

    Args:
        v2: what the step becomes, for the report.
    """
    obj = use.result
    assert isinstance(obj, Obj)
    step = context.step(obj)
    if step is None:
        raise Manual("this step cannot be followed")
    if is_left_out(step, context) and is_unused(use, context):
        return unused(use, "no pipeline holds this step")
    if step.problems:
        raise Manual(step.problems[0].message)
    if step not in context.converted_steps:
        raise Manual(_why_not(step, context))
    plan = component_plan(step, context)
    mover = context.mover_of(step)
    needed = definitions(step, plan, context)
    if mover is not None:
        decision = moved_step(use, step, mover, plan, context, component_plan)
        return replace(decision, edits=(*needed, *decision.edits))
    maker = f", made by `{plan.variable}`" if plan.variable else ""
    context.vanished[obj] = f"in v2 the step is a node inside the pipeline function{maker}"
    instead = (*plan.before, *plan.assigned())
    if plan.owns_statement:
        edit = Edit(use.where.statement, instead=instead)
    else:
        edit = Edit(use.where.statement, before=instead)
    return Decision(converted(v2), edits=(*needed, edit), arguments=plan.fates)


def definitions(step: StepModel, plan: ComponentPlan, context: Context) -> Iterator[Edit]:
    """What the document has to define for the step, above the first step that needs it."""
    home = document(step.call.where, context)
    for needed in plan.needs:
        sharing = (one for one in context.converted_steps if document(one.call.where, context) == home)
        first = next(one for one in sharing if one is step or needed in _needs(one, context))
        if first is step:
            yield Edit(at_top(step.call.where, context), before=(needed,))


def _needs(step: StepModel, context: Context) -> tuple[Define | DefineClass, ...]:
    try:
        return component_plan(step, context).needs
    except Manual:
        return ()


def _why_not(step: StepModel, context: Context) -> str:
    """Why no pipeline that is converted holds the step."""
    holders = [model for model in context.pipelines.values() if step in model.steps]
    reasons = [problem.message for model in holders for problem in model.all_problems]
    if not reasons:
        return "no pipeline that could be converted holds this step"
    return f"its pipeline stays v1: {reasons[0].removeprefix(_STAYS)}"


def stand_in_decision(use: Call, context: Context, advice: str) -> Decision:
    """What becomes of a step that v2 has no counterpart for: something in its place that a person has to write.

    Args:
        advice: what the person may do.
    """
    made = step_decision(use, context, "")
    if made.fate.outcome is Outcome.DROPPED:
        return made
    (edit,) = made.edits
    return replace(
        made, fate=manual(advice), stands=True, edits=(replace(edit, comments=("# In v1:", *v1_text(use, context))),)
    )


__all__ = [
    "BUILDERS",
    "MARKER",
    "Bound",
    "ComponentPlan",
    "StepBuilder",
    "component_plan",
    "stand_in_decision",
    "step_decision",
]
