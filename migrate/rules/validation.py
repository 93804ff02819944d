"""``pipeline.validate()`` → ``ws.jobs.validate(pipeline)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.removal import untaken
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, learn
from migrate.decisions.some_pipeline import is_some_job
from migrate.v1.pipelines import PIPELINE
from migrate.v1.values import Call
from migrate.v2.expressions import Attr, User, method


def _validate(use: Call, context: Context) -> Decision:
    pipeline = single(use.receiver)
    receiver = use.node.func.value if isinstance(use.node.func, cst.Attribute) else None
    some = is_some_job(use.receiver, context)
    known = some or (pipeline is not None and not context.decide_object(pipeline).stays_v1)
    if receiver is None or not known:
        raise Manual("the pipeline that is validated here could not be converted")
    expr = method(context.client(use.client), "jobs.validate", User(receiver))
    if untaken(use.where.statement, use.node):
        return Decision(converted("ml_client.jobs.validate(job)"), expr)
    fate = changed("ml_client.jobs.validate(job).error_messages", "v2 returns a dictionary by place instead of a list")
    return Decision(fate, Attr(expr, "error_messages"))


RULE = Rule(
    code="AML606",
    name="validation",
    summary="Validating a pipeline becomes ml_client.jobs.validate.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={f"{PIPELINE}.validate": _validate},
    parameters={f"{PIPELINE}.validate": {}},
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[train])
pipeline.validate()
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
ws.jobs.validate(pipeline)
""",
        ),
    ),
)
