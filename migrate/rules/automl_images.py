"""``AutoMLImageConfig(task=ImageTask.…)`` → ``automl.image_classification(…)`` with a search space"""

from __future__ import annotations

from migrate.decisions.automl_images import TASKS
from migrate.decisions.automl_job import job_made, job_plan
from migrate.decisions.context import Context, single
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, converted, dropped, learn
from migrate.v1.automl_step import AUTOML_IMAGE_CONFIG
from migrate.v1.steps import StepModel
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Call, Obj

_FUNCTION = "automl.image_…(…): one function for each task on images"
_PARAMETERS = (
    "task",
    "compute_target",
    "training_data",
    "hyperparameter_sampling",
    "iterations",
    "max_concurrent_iterations",
    "experiment_timeout_hours",
    "early_termination_policy",
    "validation_data",
)


def _job(obj: Obj | None, context: Context) -> StepModel:
    job = next((one for one in context.jobs if one.obj is obj), None)
    if job is None:
        why = context.why_no_job(obj) if obj is not None else None
        raise Manual(why or _FUNCTION)
    return job


def _made(use: Call, context: Context) -> Decision:
    return job_made(use, _job(single(use.result), context), context)


def _task(use: ReferenceUse, context: Context) -> Decision:
    """``task=ImageTask.IMAGE_CLASSIFICATION``: the function says it in v2."""
    for call in context.interpreter.uses.calls.values():
        if call.symbol == AUTOML_IMAGE_CONFIG and call.expression("task") is use.node:
            job_plan(_job(single(call.result), context), context)
            return Decision(converted("automl.image_…(…)"))
    raise Manual(_FUNCTION)


_GIVEN: dict[str, Fate] = dict.fromkeys(_PARAMETERS, converted("automl.image_…(…)"))

RULE = Rule(
    code="AML521",
    name="automl-images",
    summary="AutoML for images becomes a job of its task, with the search space and the limits of the sweep.",
    url=learn("how-to-auto-train-image-models"),
    calls={AUTOML_IMAGE_CONFIG: _made},
    references={
        f"{TASKS}.{name}": _task
        for name in (
            "IMAGE_CLASSIFICATION",
            "IMAGE_CLASSIFICATION_MULTILABEL",
            "IMAGE_OBJECT_DETECTION",
            "IMAGE_INSTANCE_SEGMENTATION",
        )
    },
    parameters={AUTOML_IMAGE_CONFIG: {**_GIVEN, "arguments": dropped("it was None")}},
    examples=(
        Example(
            before="""\
from azureml.automl.core.shared.constants import ImageTask
from azureml.core import Dataset, Experiment, Workspace
from azureml.train.automl import AutoMLImageConfig
from azureml.train.hyperdrive import BanditPolicy, RandomParameterSampling, choice, uniform

ws = Workspace.from_config()
space = {
    "model": choice(
        {"model_name": choice("vitb16r224"), "number_of_epochs": choice(15, 30)},
        {"model_name": choice("seresnext"), "layers_to_freeze": choice(0, 2)},
    ),
    "learning_rate": uniform(0.001, 0.01),
}
config = AutoMLImageConfig(
    task=ImageTask.IMAGE_CLASSIFICATION,
    compute_target="gpu",
    training_data=Dataset.get_by_name(ws, "fruit", version=2),
    validation_data=Dataset.get_by_name(ws, "fruit-validation", version=1),
    hyperparameter_sampling=RandomParameterSampling(space),
    early_termination_policy=BanditPolicy(evaluation_interval=2, slack_factor=0.2, delay_evaluation=6),
    iterations=10,
    max_concurrent_iterations=2,
    experiment_timeout_hours=6,
)
run = Experiment(ws, "fruit").submit(config)
run.wait_for_completion(wait_post_processing=True)
""",
            after="""\
from azure.ai.ml import Input, MLClient, automl
from azure.ai.ml.automl import SearchSpace
from azure.ai.ml.sweep import BanditPolicy, Choice, Uniform
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = automl.image_classification(
    compute="gpu",
    training_data=Input(type="mltable", path="azureml:fruit:2"),
    validation_data=Input(type="mltable", path="azureml:fruit-validation:1"),
    target_column_name="label",
)
config.set_limits(max_trials=10, max_concurrent_trials=2, timeout_minutes=360)
config.set_sweep(
    sampling_algorithm="random",
    early_termination=BanditPolicy(slack_factor=0.2, evaluation_interval=2, delay_evaluation=6),
)
config.extend_search_space(
    value=[
        SearchSpace(
            model_name=Choice(values=["vitb16r224"]),
            number_of_epochs=Choice(values=[15, 30]),
            learning_rate=Uniform(min_value=0.001, max_value=0.01),
        ),
        SearchSpace(
            model_name=Choice(values=["seresnext"]),
            layers_to_freeze=Choice(values=[0, 2]),
            learning_rate=Uniform(min_value=0.001, max_value=0.01),
        ),
    ],
)
run = ws.jobs.create_or_update(config, experiment_name="fruit")
ws.jobs.stream(run.name)
""",
        ),
    ),
)
