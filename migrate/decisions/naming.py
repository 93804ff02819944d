"""Names of what v2 has and v1 had not: the pipeline function, a step's component, an environment file."""

from __future__ import annotations

from pathlib import PurePosixPath

from migrate.decisions.context import Context, single
from migrate.v1.pipelines import PipelineModel
from migrate.v1.steps import StepModel
from migrate.v1.values import constant
from migrate.v2 import names


def experiment_of(model: PipelineModel, context: Context) -> str | None:
    """The name of the experiment that the pipeline is submitted to, when it is a literal."""
    for use in context.interpreter.uses.calls.values():
        submitted = single(use.value("config")) or single(use.value("pipeline"))
        if use.entry.name == "submit" and submitted is model.obj:
            experiment = single(use.receiver)
            name = experiment.argument("name") if experiment else None
            text = constant(name.value) if name else None
            if isinstance(text, str):
                return text
    return None


def function_name(model: PipelineModel, context: Context) -> str:
    """After the experiment that the pipeline is submitted to, else after its variable."""
    experiment = experiment_of(model, context)
    if experiment is not None:
        name = names.snake(experiment)
        name = name if name.endswith("pipeline") else f"{name}_pipeline"
        return name if name != model.variable else f"{name}_definition"
    if model.variable and model.variable != "pipeline":
        return f"{names.snake(model.variable)}_definition"
    return "pipeline_definition"


def base_name(step: StepModel) -> str:
    """``train_step`` and ``step_train`` → ``train``; for a step without variable its v1 name, or that of its script."""
    name = names.snake(step.variable or PurePosixPath(step.title).name.removesuffix(".py") or "step")
    for affix in ("_step", "_pipeline"):
        name = name.removesuffix(affix) or name
    rest = name.removeprefix("step_")
    return rest if rest.isidentifier() else name


def distinct_name(step: StepModel, context: Context) -> str:
    """``base_name``, or after the v1 name of a step in a variable that holds other steps in other functions."""
    name = base_name(step)
    places = [one for one in context.converted_steps if not context.names.are_apart(one.call.where, step.call.where)]
    alike = [one for one in places if one.variable == step.variable and base_name(one) == name]
    titles = [names.snake(PurePosixPath(one.title).name.removesuffix(".py") or "step") for one in alike]
    if len(alike) < 2 or len(set(titles)) < len(titles):
        return name
    return titles[alike.index(step)] if step in alike else name


def environment_stem(step: StepModel, context: Context) -> str:
    """Name of the conda file of an environment that has no name of its own."""
    runs = {one.run.obj.name for one in context.converted_steps if one.run is not None}
    if step.run is not None and len(runs) > 1:
        return names.snake(step.run.obj.name or "environment")
    for model in context.pipelines_of(step):
        experiment = experiment_of(model, context)
        if experiment is not None:
            return names.snake(experiment).removesuffix("_pipeline")
    stem = names.snake(context.path.stem)
    return stem.removesuffix("_pipeline") or stem
