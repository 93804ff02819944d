"""``pipeline._set_experiment_name("x")`` → ``pipeline.experiment_name = "x"``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.removal import alone
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, converted, dropped, learn
from migrate.v1.pipelines import PIPELINE
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call
from migrate.v2.expressions import User
from migrate.v2.statements import Assign


def _set(use: Call, context: Context) -> Decision:
    pipeline, name = single(use.receiver), use.expression("name")
    receiver = use.node.func.value if isinstance(use.node.func, cst.Attribute) else None
    if pipeline is None or context.decide_object(pipeline).stays_v1:
        raise Manual("the pipeline whose experiment is named here could not be converted")
    if name is None or not isinstance(receiver, cst.Name) or not alone(use.where.statement, use.node):
        raise Manual("write `pipeline_job.experiment_name = …`")
    named = Assign(f"{receiver.value}.experiment_name", User(name))
    return Decision(converted("pipeline_job.experiment_name"), edits=(Edit(use.where.statement, instead=(named,)),))


def _mentioned(use: AttributeUse, context: Context) -> Decision:
    """The method without its brackets, which many templates have: v1 did nothing there either."""
    if not alone(use.where.statement, use.node):
        raise Manual("write `pipeline_job.experiment_name = …`")
    fate = dropped("the method was only named, not called: v1 did nothing here either")
    return Decision(fate, edits=(Edit(use.where.statement, instead=()),))


_NAME = f"{PIPELINE}._set_experiment_name"

RULE = Rule(
    code="AML618",
    name="pipeline-experiment",
    summary="The experiment of a pipeline becomes the experiment_name of its job.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={_NAME: _set},
    attributes={_NAME: _mentioned},
    parameters={_NAME: {"name": converted("experiment_name")}},
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[train])
pipeline._set_experiment_name
pipeline._set_experiment_name("training")
run = pipeline.submit("training")
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
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
pipeline.experiment_name = "training"
run = ws.jobs.create_or_update(pipeline, experiment_name="training")
""",
        ),
    ),
)
