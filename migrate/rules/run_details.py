"""``RunDetails(run).show()`` → ``print(run.studio_url)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, plain_name, single
from migrate.decisions.jobs import is_job
from migrate.decisions.removal import alone, removal
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.values import Call, Obj
from migrate.v2.expressions import Attr, CallTo, Code, User, call

_WIDGET = "azureml.widgets.RunDetails"
_SHOW = "show the job in the studio: `print(job.studio_url)`"
_NO_WIDGET = "v2 has no widget: the address of the job in the studio is printed"
_FATE = changed("print(job.studio_url)", _NO_WIDGET)


def _widget(use: Call, context: Context) -> Decision:
    run, widget = use.expression("run_instance"), use.result
    if run is None or not is_job(use.value("run_instance"), context):
        raise Manual("what started this run is not v2 code yet")
    if alone(use.where.statement, use.node):
        return Decision(_FATE, _print(run))
    assert isinstance(widget, Obj)
    edit = removal(use.where.statement, use.node)
    if edit is None:
        return Decision(_FATE)
    if plain_name(run) is None or len(widget.calls) < len(context.references_to(widget)):
        raise Manual(_SHOW)
    return Decision(_FATE, edits=(edit,))


def _show(use: Call, context: Context) -> Decision:
    widget = single(use.receiver)
    run = widget.call.expression("run_instance") if widget is not None and widget.call is not None else None
    if run is None:
        raise Manual(_SHOW)
    return Decision(_FATE, _print(run))


def _print(run: cst.BaseExpression) -> CallTo:
    return call(Code("print"), Attr(User(run), "studio_url"))


RULE = Rule(
    code="AML612",
    name="run_details",
    summary="There is no widget in v2: the job's page in the studio shows how it goes.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={_WIDGET: _widget, f"{_WIDGET}.show": _show},
    parameters={
        _WIDGET: {"run_instance": converted("job.studio_url")},
        f"{_WIDGET}.show": {
            "render_lib": dropped("v2 has no widget"),
            "widget_settings": dropped("v2 has no widget"),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from azureml.widgets import RunDetails

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
run = Experiment(ws, "demand").submit(Pipeline(ws, steps=[train]))
RunDetails(run).show()
widget = RunDetails(run)
widget.show()
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
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
def demand_pipeline():
    train = train_component()


run = ws.jobs.create_or_update(demand_pipeline(), experiment_name="demand")
print(run.studio_url)
print(run.studio_url)
""",
        ),
    ),
)
