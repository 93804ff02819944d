"""``run.find_step_run("train")`` → the children of the job whose display name it is"""

from __future__ import annotations

from migrate.decisions.annotations import annotation
from migrate.decisions.context import Context
from migrate.decisions.jobs import PIPELINE_RUN, RUN, STEP_RUN, job, job_of, title_of
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, learn
from migrate.ledger import Outcome
from migrate.v1.pipelines import PIPELINE_STEP
from migrate.v1.uses import AttributeUse, SubscriptUse
from migrate.v1.values import Call, Const, objects
from migrate.v2.expressions import Attr, User, chosen, method

_CHILDREN = "ml_client.jobs.list(parent_job_name=job.name)"


def _find(use: Call, context: Context) -> Decision:
    one, name = job(use, context), use.expression("name")
    if name is None:
        raise Manual("choose the child job by its display name")
    children = method(context.client(use.client), "jobs.list", parent_job_name=Attr(one, "name"))
    variable = "job" if "job" not in context.names else "child_job"
    expr = chosen(variable, children, "display_name", User(name))
    return Decision(changed(_CHILDREN, "a step is a child job, whose display name is the name of the step"), expr)


def _item(use: SubscriptUse, context: Context) -> Decision:
    job_of(use, context)
    return Decision(converted("the child job"))


def _name(use: AttributeUse, context: Context) -> Decision:
    """``step.name`` outside of the pipeline: a text, since v2 has no step there."""
    steps = [context.step(obj) for obj in objects(use.receiver)]
    model = steps[0] if len(steps) == 1 else None
    if model is None or context.decide(model.call).fate.outcome is Outcome.MANUAL:
        raise Manual("the display name of the node, which is only known inside of the pipeline function")
    given = model.argument("name")
    if context.mover_of(model) is not None and given is not None and not isinstance(given.value, Const):
        raise Manual("the display name of the node, which is another one for each that the code makes")
    return Decision(converted("the display name of the node"), title_of(model))


RULE = Rule(
    code="AML613",
    name="step_run",
    summary="The run of a step is a child of the pipeline job; its display name is the name of the step.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={f"{PIPELINE_RUN}.find_step_run": _find},
    references={STEP_RUN: annotation},
    subscripts={STEP_RUN: _item, RUN: _item},
    attributes={f"{PIPELINE_STEP}.name": _name},
    parameters={f"{PIPELINE_RUN}.find_step_run": {"name": converted("job.display_name")}},
    examples=(
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
run = Experiment(ws, "demand").submit(Pipeline(ws, steps=[train]))
run.wait_for_completion()
training = run.find_step_run(train.name)[0]
print(training.id, training.get_status())
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
ws.jobs.stream(run.name)
training = [job for job in ws.jobs.list(parent_job_name=run.name) if job.display_name == "train.py"][0]
print(training.name, ws.jobs.get(training.name).status)
""",
        ),
    ),
)
