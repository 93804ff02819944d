"""``best_run.get_environment()`` → an ``Environment`` with the conda file that the best trial of AutoML wrote"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.jobs import RUN, job
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, learn
from migrate.decisions.settings import settings
from migrate.decisions.tracking import tracked
from migrate.v1.environments import OF_RUN
from migrate.v1.values import Call, Obj

_FATE = changed(
    "Environment(image, conda_file)",
    "built anew with the packages that the best trial wrote down, in the default image of v1: choose one with CUDA for "
    "deep learning on a GPU; needs the packages mlflow and azureml-mlflow",
)


def _environment(use: Call, context: Context) -> Decision:
    obj = use.result
    if not isinstance(obj, Obj):
        raise Manual("ml_client.jobs.get(job.name).environment names that of a command job; v2 does not hand it out")
    job(use, context)
    plan, problem = settings(context).environments.get(obj), settings(context).problems.get(obj)
    if plan is None:
        raise Manual(problem.message if problem else "this environment cannot be followed")
    edits = (*tracked(use, context), *plan.edits, *plan.aside)
    return Decision(_FATE, None if plan.edits else plan.described.expr, edits)


RULE = Rule(
    code="AML411",
    name="run-environment",
    summary="The environment of AutoML's best trial is built from the conda file that the trial wrote.",
    url=learn("how-to-manage-environments-v2"),
    calls={f"{RUN}.{OF_RUN}": _environment},
    parameters={f"{RUN}.{OF_RUN}": {}},
    examples=(
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from azureml.train.automl.run import AutoMLRun

ws = Workspace.from_config()
experiment = Experiment(ws, "rides")
run = AutoMLRun(experiment, "AutoML_17")
best = run.get_best_child()
run_config = RunConfiguration()
run_config.environment = best.get_environment()
predictions = OutputFileDatasetConfig(name="predictions")
predict = PythonScriptStep(
    script_name="predict.py",
    source_directory="src",
    arguments=["--to", predictions],
    compute_target="cpu",
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[predict])
""",
            after="""\
import mlflow
from azure.ai.ml import MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
run = ws.jobs.get("AutoML_17")
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
best = ws.jobs.get(mlflow.get_run(run.name).data.tags["automl_best_child_run_id"])
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file=mlflow.artifacts.download_artifacts(
        run_id=best.name,
        artifact_path="outputs/conda_env_v_1_0_0.yml",
    ),
)
predict_component = command(
    display_name="predict.py",
    code="src",
    command="python predict.py --to ${{outputs.predictions}}",
    outputs={"predictions": Output(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    predict = predict_component()


pipeline = pipeline_definition()
""",
        ),
    ),
)
