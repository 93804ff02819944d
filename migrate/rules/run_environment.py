"""``run.get_environment()`` → an ``Environment`` that a person describes; the pipeline that runs in it is converted"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Example, Rule, learn, manual
from migrate.v1.environments import OF_A_RUN
from migrate.v1.values import Call

_ADVICE = (
    "describe the environment of that run: Environment(image=…, conda_file=…); the best model of AutoML has its conda "
    "file at outputs/conda_env_v_1_0_0.yml (mlflow.artifacts.download_artifacts), a command job of v2 has .environment"
)


def _environment(use: Call, context: Context) -> Decision:
    return Decision(manual(_ADVICE, "Environment(image=…, conda_file=…)"), stands=True)


RULE = Rule(
    code="AML408",
    name="run-environment",
    summary="What a run was executed in is for a person to describe; steps take the variable as it is.",
    url=learn("how-to-manage-environments-v2"),
    calls={OF_A_RUN: _environment},
    stand_ins=frozenset({OF_A_RUN}),
    parameters={OF_A_RUN: {}},
    examples=(
        Example(
            before="""\
from azureml.core import Experiment, RunConfiguration, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from azureml.train.automl.run import AutoMLRun

ws = Workspace.from_config()
automl_run = AutoMLRun(Experiment(ws, "sales"), "AutoML_1234")
best_run = automl_run.get_best_child()
environment = best_run.get_environment()

run_config = RunConfiguration()
run_config.environment = environment
infer_step = PythonScriptStep("infer.py", source_directory="src", runconfig=run_config, compute_target="cpu")
pipeline = Pipeline(ws, [infer_step])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
automl_run = ws.jobs.get("AutoML_1234")
# TODO(azureml-migrate AML003): mlflow.get_run(job.name).data.tags["automl_best_child_run_id"]: The tag of the parent run names the best child. — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-execution-automl?view=azureml-api-2
best_run = automl_run.get_best_child()
# TODO(azureml-migrate AML408): describe the environment of that run: Environment(image=…, conda_file=…); the best model of AutoML has its conda file at outputs/conda_env_v_1_0_0.yml (mlflow.artifacts.download_artifacts), a command job of v2 has .environment — https://learn.microsoft.com/azure/machine-learning/how-to-manage-environments-v2?view=azureml-api-2
environment = best_run.get_environment()

infer_component = command(display_name="infer.py", code="src", command="python infer.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    infer_step = infer_component()


pipeline = pipeline_definition()
""",  # noqa: E501
        ),
    ),
)
