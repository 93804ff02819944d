"""``JasmineClient(…).get_curated_environment(…)`` → the environment of AutoML in the registry ``azureml``"""

from __future__ import annotations

from migrate.decisions.automl_environments import CLIENT
from migrate.decisions.context import Context
from migrate.decisions.environments import reference
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, dropped, learn
from migrate.decisions.settings import settings
from migrate.v1.environments import CURATED_FOR_AUTOML
from migrate.v1.values import Call, Obj

_GET = f"{CLIENT}.{CURATED_FOR_AUTOML}"
_ASKED = dropped("v2 asks no service which environment AutoML has: its name says it")
_NAMED = "v1 asked the service which environment AutoML has; v2 names it in the registry azureml"


def _client(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    asked = context.calls_of(obj, CURATED_FOR_AUTOML)
    known = [one for one in asked if isinstance(one.result, Obj) and one.result in settings(context).environments]
    if not asked or len(known) < len(asked) or len(context.references_to(obj)) > len(asked):
        raise Manual("private name of v1: find a public way")
    edit = removal(use.where.statement, use.node)
    if edit is None and obj.bound_to:
        raise Manual("private name of v1: find a public way")
    return Decision(_ASKED, edits=() if edit is None or not obj.bound_to else (edit,))


def _environment(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    plan, problem = settings(context).environments.get(obj), settings(context).problems.get(obj)
    if plan is None or plan.entity is not None:
        raise Manual(problem.message if problem else "this environment cannot be followed")
    return Decision(
        changed(str(getattr(reference(use), "value", "")), _NAMED), plan.described.expr, (*plan.edits, *plan.aside)
    )


RULE = Rule(
    code="AML410",
    name="automl-environment",
    summary="The environment that AutoML's private client chose is named in the registry azureml.",
    url=learn("how-to-manage-environments-v2"),
    calls={CLIENT: _client, _GET: _environment},
    parameters={
        CLIENT: dict.fromkeys(("service_context", "experiment_name", "experiment_id"), _ASKED),
        _GET: {
            **dict.fromkeys(("scenario", "compute", "compute_sku", "label_override"), _ASKED),
            **dict.fromkeys(("enable_dnn", "enable_gpu"), changed("the name of the environment", _NAMED)),
        },
    },
    examples=(
        Example(
            before="""\
from azureml._restclient.jasmine_client import JasmineClient
from azureml.core import Experiment, RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep
from azureml.train.automl.constants import Scenarios


def backtest(experiment: Experiment) -> Pipeline:
    client = JasmineClient(
        service_context=experiment.workspace.service_context,
        experiment_name=experiment.name,
        experiment_id=experiment.id,
    )
    run_config = RunConfiguration()
    run_config.environment = client.get_curated_environment(
        scenario=Scenarios.AUTOML,
        enable_dnn=False,
        enable_gpu=False,
        compute="cpu",
        compute_sku=experiment.workspace.compute_targets["cpu"].vm_size,
    )
    scores = PipelineData("scores")
    score = PythonScriptStep(
        script_name="score.py",
        source_directory="src",
        arguments=["--to", scores],
        outputs=[scores],
        compute_target="cpu",
        runconfig=run_config,
    )
    return Pipeline(workspace=experiment.workspace, steps=[score])
""",
            after="""\
from azure.ai.ml import Output, command, dsl
from azure.ai.ml.entities import PipelineJob


def backtest(experiment: str) -> PipelineJob:
    score_component = command(
        display_name="score.py",
        code="src",
        command="python score.py --to ${{outputs.scores}}",
        outputs={"scores": Output(type="uri_folder")},
        environment="azureml://registries/azureml/environments/ai-ml-automl/labels/latest",
    )

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition():
        score = score_component()

    return pipeline_definition()
""",
        ),
    ),
)
