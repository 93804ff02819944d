"""``AutoMLImageConfig``: a job of v2 for one task on images, which sweeps over models and their hyperparameters."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.automl import AutoMLPlan, minutes
from migrate.decisions.context import Context, single
from migrate.decisions.moving import check_moved
from migrate.decisions.rule import Fate, Manual, changed, converted
from migrate.decisions.search_space import ALGORITHMS, CHOICE, hyperparameter, policy_of
from migrate.v1.configurations import Configuration
from migrate.v1.values import Argument, Const, DictValue, Where
from migrate.v2.expressions import V2, Expr, ListOf, Literal, User, call

TASKS = "azureml.automl.core.shared.constants.ImageTask"
_FUNCTIONS = {
    f"{TASKS}.{name.upper()}": name
    for name in (
        "image_classification",
        "image_classification_multilabel",
        "image_object_detection",
        "image_instance_segmentation",
    )
}
_RENAMED = {
    "grad_accumulation_step": "gradient_accumulation_step",
    "lr_scheduler": "learning_rate_scheduler",
    "train_crop_size": "training_crop_size",
    "valid_crop_size": "validation_crop_size",
    "valid_resize_size": "validation_resize_size",
}
"""Hyperparameters that v2 has under another name."""
_SAME = frozenset(
    [
        "beta1",
        "beta2",
        "early_stopping_delay",
        "early_stopping_patience",
        "evaluation_frequency",
        "layers_to_freeze",
        "learning_rate",
        "max_size",
        "min_size",
        "model_name",
        "model_size",
        "momentum",
        "number_of_epochs",
        "optimizer",
        "step_lr_gamma",
        "step_lr_step_size",
        "training_batch_size",
        "validation_batch_size",
        "warmup_cosine_lr_cycles",
        "warmup_cosine_lr_warmup_epochs",
        "weight_decay",
        "weighted_loss",
    ]
)
_CONDITIONAL = "model"
"""The entry that holds a search space for each of several models."""
_LABEL = "v1 reads the column `label` of the table; v2 has it named"
_KNOWN = frozenset(
    [
        "task",
        "compute_target",
        "training_data",
        "validation_data",
        "hyperparameter_sampling",
        "iterations",
        "max_concurrent_iterations",
        "experiment_timeout_hours",
        "early_termination_policy",
    ]
)


def image_plan(configuration: Configuration, where: Where, context: Context) -> AutoMLPlan:
    """The job, and what its methods say.

    Raises:
        Manual: v2 has no counterpart, or only running the code tells what is configured.
    """
    unknown = [name for name in configuration.arguments if name not in _KNOWN and configuration.argument(name)]
    if unknown:
        raise Manual(f"set what `{unknown[0]}` says by methods of the job: set_training_parameters(…)")
    sampling = configuration.argument("hyperparameter_sampling")
    held = single(sampling.value) if sampling is not None else None
    space = held.call.value("parameter_space") if held is not None and held.call is not None else None
    if held is None or held.symbol not in ALGORITHMS or not isinstance(space, DictValue):
        raise Manual("what its search space holds is only known when the code runs")
    plan = AutoMLPlan(_task(configuration.argument("task"), context), {"target_column_name": Literal("label")})
    _limits(plan, configuration)
    policy = policy_of(configuration.argument("early_termination_policy"), where, context)
    plan.put("set_sweep", "sampling_algorithm", Literal(ALGORITHMS[held.symbol]))
    if policy is not None:
        plan.put("set_sweep", "early_termination", policy)
    spaces = [call(V2("azure.ai.ml.automl", "SearchSpace"), **one) for one in _spaces(space, where, context)]
    plan.put("extend_search_space", "value", ListOf(tuple(spaces)))
    plan.fates[configuration.obj] = _FATES
    return plan


def _task(argument: Argument | None, context: Context) -> str:
    use = context.interpreter.uses.references.get(argument.node.value) if argument is not None else None
    if use is None or use.symbol not in _FUNCTIONS:
        raise Manual("which task on images it has is only known when the code runs")
    return _FUNCTIONS[use.symbol]


def _limits(plan: AutoMLPlan, configuration: Configuration) -> None:
    """v1 runs as many trials at a time as there are, when it is told nothing else; v2 one."""
    trials, at_once = configuration.argument("iterations"), configuration.argument("max_concurrent_iterations")
    if trials is None:
        raise Manual("how many models are trained is only known when the code runs")
    plan.put("set_limits", "max_trials", User(trials.node.value))
    if at_once is not None or trials.value != Const(1):
        plan.put("set_limits", "max_concurrent_trials", User((at_once or trials).node.value))
    hours = configuration.argument("experiment_timeout_hours")
    if hours is not None:
        plan.put("set_limits", "timeout_minutes", minutes(hours))


def _spaces(space: DictValue, where: Where, context: Context) -> Iterator[dict[str, Expr]]:
    """The search spaces of v2: one, or one for each of the models that have hyperparameters of their own."""
    own = _entries_of(space, where, context)
    if _CONDITIONAL not in space.items:
        yield own
        return
    node = space.items[_CONDITIONAL].node
    use = context.interpreter.uses.calls.get(node) if isinstance(node, cst.Call) else None
    values = [argument.value for argument in use.arguments.values()] if use is not None else []
    for value in values or (None,):
        if use is None or use.symbol != CHOICE or not isinstance(value, DictValue):
            raise Manual("which models it trains is only known when the code runs")
        yield {**_entries_of(value, where, context), **own}


def _entries_of(space: DictValue, where: Where, context: Context) -> dict[str, Expr]:
    found: dict[str, Expr] = {}
    for name, item in space.items.items():
        use = context.interpreter.uses.calls.get(item.node) if isinstance(item.node, cst.Call) else None
        if not space.complete or not isinstance(name, str):
            raise Manual("what its search space holds is only known when the code runs")
        if name == _CONDITIONAL:
            continue
        v2 = _RENAMED.get(name, name)
        if use is None or (name not in _RENAMED and name not in _SAME):
            raise Manual(f"say in a SearchSpace of v2 what `{name}` is")
        for argument in use.arguments.values():
            check_moved(argument.node.value, use.where, where, context)
        found[v2] = hyperparameter(name, use, context).expr
    return found


def entries(space: DictValue, context: Context) -> set[cst.CSTNode]:
    """The expressions that say what the hyperparameters of a search space can be, also those of single models."""
    found: set[cst.CSTNode] = {item.node for item in space.items.values()}
    for node in list(found):
        use = context.interpreter.uses.calls.get(node) if isinstance(node, cst.Call) else None
        values = [argument.value for argument in use.arguments.values()] if use is not None else []
        found.update(inner for value in values if isinstance(value, DictValue) for inner in entries(value, context))
    return found


_FATES: dict[str, Fate] = {
    "task": converted("automl.image_…(…)"),
    "compute_target": converted("compute"),
    "training_data": changed("training_data, target_column_name", _LABEL),
    "validation_data": converted("validation_data"),
    "hyperparameter_sampling": converted("extend_search_space([SearchSpace(…)]), set_sweep(sampling_algorithm=…)"),
    "iterations": converted("set_limits(max_trials=…)"),
    "max_concurrent_iterations": converted("set_limits(max_concurrent_trials=…)"),
    "experiment_timeout_hours": converted("set_limits(timeout_minutes=…)"),
    "early_termination_policy": converted("set_sweep(early_termination=…)"),
}
