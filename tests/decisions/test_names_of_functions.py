"""Variables of one name in several functions are different variables."""

from __future__ import annotations

from tests.conversion import assert_converts, convert

_BEFORE = """\
import os

from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineParameter, Schedule, ScheduleRecurrence
from azureml.pipeline.steps import PythonScriptStep


def get_environment():
    env = Environment("demand")
    env.environment_variables = {"STAGE": os.getenv("STAGE", "test")}
    return env


def build(ws, cfg):
    run_config = RunConfiguration()
    run_config.environment = get_environment()
    day = PipelineParameter("day", default_value="2020-01-01")
    train = PythonScriptStep(
        name="train",
        script_name="train.py",
        source_directory="src",
        arguments=["--day", day] + (["--fast"] if cfg["fast"] else []),
        compute_target=cfg["compute"],
        runconfig=run_config,
    )
    return Pipeline(ws, steps=[train])


def main(publish):
    cfg = {"fast": True, "compute": "cpu"}
    ws = Workspace.from_config()
    pipeline = build(ws, cfg)
    if publish:
        published = pipeline.publish(name="demand")
        daily = ScheduleRecurrence(frequency="Day", interval=1)
        Schedule.create(
            ws,
            name="demand-daily",
            pipeline_id=published.id,
            experiment_name="demand",
            recurrence=daily,
            pipeline_parameters={"day": "today"},
        )
    else:
        Experiment(ws, "demand").submit(pipeline, pipeline_parameters={"day": "2021-01-01"})
"""


def test_each_function_has_its_own() -> None:
    """``cfg`` of ``main`` says nothing of ``cfg`` in ``build``, and ``os`` is the same in all of them."""
    assert_converts(
        _BEFORE,
        """\
import os

from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import (
    BatchEndpoint,
    Environment,
    JobSchedule,
    PipelineComponentBatchDeployment,
    RecurrenceTrigger,
)
from azure.identity import DefaultAzureCredential


def get_environment():
    env = Environment(
        name="demand",
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
        },
    )
    return env


def build(ws, cfg):
    environment = get_environment()
    environment_variables = {"STAGE": os.getenv("STAGE", "test")}
    train_component = command(
        display_name="train",
        code="src",
        command=f"python train.py --day '${{{{inputs.day}}}}'{' --fast' if cfg['fast'] else ''}",
        inputs={"day": Input(type="string")},
        environment=environment,
        environment_variables=environment_variables,
    )

    @dsl.pipeline(default_compute=cfg["compute"], continue_on_step_failure=False)
    def demand_pipeline(day: str = "2020-01-01"):
        train = train_component(day=day)

    return demand_pipeline()


def main(publish):
    cfg = {"fast": True, "compute": "cpu"}
    ws = MLClient.from_config(DefaultAzureCredential())
    pipeline = build(ws, cfg)
    if publish:
        published = ws.batch_endpoints.begin_create_or_update(BatchEndpoint(name="demand")).result()
        ws.batch_deployments.begin_create_or_update(
            PipelineComponentBatchDeployment(
                name="version-0",
                endpoint_name=published.name,
                component=ws.components.create_or_update(pipeline.component),
                settings={
                    "default_compute": pipeline.settings.default_compute,
                    "continue_on_step_failure": False,
                },
            ),
        ).result()
        published.defaults = {"deployment_name": "version-0"}
        published = ws.batch_endpoints.begin_create_or_update(published).result()
        daily = RecurrenceTrigger(frequency="day", interval=1)
        pipeline.inputs.day = "today"
        pipeline.experiment_name = "demand"
        ws.schedules.begin_create_or_update(
            JobSchedule(name="demand-daily", trigger=daily, create_job=pipeline),
        ).result()
    else:
        pipeline.inputs.day = "2021-01-01"
        ws.jobs.create_or_update(pipeline, experiment_name="demand")
""",
    )


def test_the_same_variable_changes() -> None:
    """Look-alikes: it changes in the function itself; what a function sets is known only there; two jobs are made."""
    changed = _BEFORE.replace("    return Pipeline(ws", '    cfg = {"fast": False}\n    return Pipeline(ws')
    assert "depends on `cfg`, which changes afterwards" in convert(changed).text
    stage = _BEFORE.replace('os.getenv("STAGE", "test")', "stage").replace(
        "    env = Env", "    stage = 'a'\n    env = Env"
    )
    assert "`stage` is not known where the step is made" in convert(stage).text
    twice = _BEFORE.replace("    else:\n        Exp", "    if publish != 'only':\n        Exp")
    text = convert(twice).text
    assert '        scheduled_job = build(ws, cfg)\n        scheduled_job.inputs.day = "today"\n' in text
    assert '        pipeline.inputs.day = "2021-01-01"\n        ws.jobs.create_or_update(pipeline, ' in text
