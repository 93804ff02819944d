"""``ScheduleRecurrence(frequency="Week", ...)`` → ``RecurrenceTrigger(frequency="week", ...)``"""

from __future__ import annotations

import ast
import re

import libcst as cst

from migrate.decisions.context import Context, given
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, learn
from migrate.v1.catalogue import catalogue
from migrate.v1.uses import AttributeUse, ReferenceUse
from migrate.v1.values import Call, ListValue, Value, constant
from migrate.v2.expressions import V2, Attr, Expr, ListOf, Literal, User, call, method, strings

RECURRENCE = "azureml.pipeline.core.ScheduleRecurrence"
TIME_ZONE = "azureml.pipeline.core.TimeZone"
_FREQUENCIES = ("Minute", "Hour", "Day", "Week", "Month")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT(\d\d):(\d\d)(:\d\d)?")
_OF_DAY = re.compile(r"(\d{1,2}):(\d\d)")


def _recurrence(use: Call, context: Context) -> Decision:
    frequency, interval = use.expression("frequency"), given(use, "interval")
    if frequency is None or interval is None:
        raise Manual("frequency and interval of the schedule are not known")
    fates: dict[str, Fate] = {}
    expr = call(
        V2("azure.ai.ml.entities", "RecurrenceTrigger"),
        frequency=_frequency(frequency, use.value("frequency")),
        interval=interval,
        start_time=given(use, "start_time"),
        time_zone=given(use, "time_zone"),
        schedule=_pattern(use, fates),
    )
    return Decision(converted("RecurrenceTrigger(…)"), expr, arguments=fates)


def _frequency(node: cst.BaseExpression, value: Value | None) -> Expr:
    text = constant(value)
    if isinstance(node, cst.SimpleString) and text in _FREQUENCIES:
        return Literal(str(text).lower())
    return method(User(node), "lower")


def _pattern(use: Call, fates: dict[str, Fate]) -> Expr | None:
    """The times of the day and the days of the week; v2 wants hours and minutes when there is any of them."""
    hours, minutes = given(use, "hours"), given(use, "minutes")
    days = _days(use)
    if given(use, "time_of_day") is not None:
        hours, minutes = _of_day(use)
    elif hours is None and minutes is None and days is None:
        return None
    elif hours is None or minutes is None:
        start = _start(use)
        if start is None:
            raise Manual("RecurrencePattern needs hours and minutes: v1 took them from the time when it was created")
        message = "v1 took what is missing here from the start time"
        fates["hours" if hours is None else "minutes"] = changed("RecurrencePattern(hours=…, minutes=…)", message)
        hours = hours or ListOf((Literal(start[0]),))
        minutes = minutes or ListOf((Literal(start[1]),))
    return call(V2("azure.ai.ml.entities", "RecurrencePattern"), hours=hours, minutes=minutes, week_days=days)


def _days(use: Call) -> Expr | None:
    found = given(use, "week_days")
    node, value = use.expression("week_days"), use.value("week_days")
    if found is None or not isinstance(node, cst.List) or not isinstance(value, ListValue):
        return found
    days = [constant(item.value) for item in value.items]
    return strings([str(day).lower() for day in days]) if all(isinstance(day, str) for day in days) else found


def _of_day(use: Call) -> tuple[Expr, Expr]:
    text = constant(use.value("time_of_day"))
    match = _OF_DAY.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise Manual("give the time of day as hours and minutes of a RecurrencePattern")
    return ListOf((Literal(int(match[1])),)), ListOf((Literal(int(match[2])),))


def _start(use: Call) -> tuple[int, int] | None:
    text = constant(use.value("start_time"))
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    return (int(match[1]), int(match[2])) if match else None


# Attributes and time zones

_ATTRIBUTES = ("frequency", "interval", "start_time", "time_zone")


def _attribute(use: AttributeUse, context: Context) -> Decision:
    name = use.node.attr.value
    if name == "frequency":
        fate = changed("trigger.frequency", "in lower case")
        return Decision(fate, Attr(User(use.node.value), name))
    return Decision(converted(f"trigger.{name}"), Attr(User(use.node.value), name))


def _time_zone(use: ReferenceUse, context: Context) -> Decision:
    """The text of the time zone: the members of v2's enumeration have other names, some misspelt (1.35.2)."""
    text = ast.literal_eval(catalogue().entries[use.symbol].value)
    return Decision(converted(f'"{text}"'), Literal(text))


_ZONES = [one for one in catalogue().entries if one.startswith(f"{TIME_ZONE}.")]


RULE = Rule(
    code="AML610",
    name="recurrence",
    summary="A ScheduleRecurrence becomes a RecurrenceTrigger; hours, minutes and week days are its RecurrencePattern.",
    url=learn("how-to-schedule-pipeline-job"),
    calls={RECURRENCE: _recurrence},
    attributes={f"{RECURRENCE}.{name}": _attribute for name in _ATTRIBUTES},
    references=dict.fromkeys(_ZONES, _time_zone),
    parameters={
        RECURRENCE: {
            "frequency": converted("RecurrenceTrigger(frequency=…)"),
            "interval": converted("RecurrenceTrigger(interval=…)"),
            "start_time": converted("RecurrenceTrigger(start_time=…)"),
            "time_zone": converted("RecurrenceTrigger(time_zone=…)"),
            "hours": converted("RecurrencePattern(hours=…)"),
            "minutes": converted("RecurrencePattern(minutes=…)"),
            "week_days": converted("RecurrencePattern(week_days=…)"),
            "time_of_day": converted("RecurrencePattern(hours=…, minutes=…)"),
        }
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, Schedule, ScheduleRecurrence, TimeZone
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[train])
published = pipeline.publish("demand-training")

recurrence = ScheduleRecurrence(
    frequency="Week",
    interval=2,
    start_time="2026-01-05T00:00:00",
    time_zone=TimeZone.WEuropeStandardTime,
    week_days=["Monday", "Thursday"],
    time_of_day="06:30",
)
Schedule.create(ws, "demand-weekly", published.id, "demand", recurrence=recurrence)
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import (
    BatchEndpoint,
    Environment,
    JobSchedule,
    PipelineComponentBatchDeployment,
    RecurrencePattern,
    RecurrenceTrigger,
)
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
published = ws.batch_endpoints.begin_create_or_update(
    BatchEndpoint(name="demand-training"),
).result()
ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name="version-0",
        endpoint_name=published.name,
        component=ws.components.create_or_update(pipeline.component),
        settings={"default_compute": "cpu", "continue_on_step_failure": False},
    ),
).result()
published.defaults = {"deployment_name": "version-0"}
published = ws.batch_endpoints.begin_create_or_update(published).result()

recurrence = RecurrenceTrigger(
    frequency="week",
    interval=2,
    start_time="2026-01-05T00:00:00",
    time_zone="W. Europe Standard Time",
    schedule=RecurrencePattern(hours=[6], minutes=[30], week_days=["monday", "thursday"]),
)
pipeline.experiment_name = "demand"
ws.schedules.begin_create_or_update(
    JobSchedule(name="demand-weekly", trigger=recurrence, create_job=pipeline),
).result()
""",
        ),
    ),
)
