"""``set_environment_variables_for_run(run_config)`` → the variables that it set, as ``environment_variables={…}``"""

from __future__ import annotations

from migrate.decisions.context import Context, single
from migrate.decisions.parts import part_set
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, converted, learn
from migrate.rules.run_configuration import plan_of
from migrate.v1.automl_variables import SET_VARIABLES
from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.values import Call

_V2 = "environment_variables={…}"


def _set(use: Call, context: Context) -> Decision:
    obj = single(use.value("run_config"))
    if obj is None or sole_value(use.where.statement) is not use.node:
        raise Manual("which run configuration gets the variables of AutoML cannot be read from the code")
    if obj.symbol == RUN_CONFIGURATION:
        plan_of(obj, context)
        return Decision(converted(_V2))
    event = next(one for one in obj.sets.values() if one.where.statement is use.where.statement)
    part_set(obj, event, context)
    return Decision(converted(_V2), edits=(Edit(use.where.statement, instead=()),))


RULE = Rule(
    code="AML408",
    name="automl-variables",
    summary="The environment variables that many models and HTS set are written out.",
    url=learn("migrate-to-v2-command-job"),
    calls={SET_VARIABLES: _set},
    parameters={SET_VARIABLES: {"run_config": converted(_V2)}},
    examples=(
        Example(
            before="""\
from azureml.contrib.automl.pipeline.steps import utilities
from azureml.core import Dataset, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep, PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "forecasting", version="3")
utilities.set_environment_variables_for_run(run_config)

split = PipelineData("split")
split_step = PythonScriptStep(
    script_name="split.py",
    source_directory="src",
    compute_target="cpu",
    arguments=["--output", split],
    outputs=[split],
    runconfig=run_config,
)
config = ParallelRunConfig(
    source_directory="src",
    entry_script="score.py",
    environment=Environment.get(ws, "forecasting", version="3"),
    compute_target="cpu",
    node_count=2,
    mini_batch_size="1",
    error_threshold=1,
    output_action="summary_only",
)
utilities.set_environment_variables_for_run(config)
score = ParallelRunStep(name="score", parallel_run_config=config, inputs=[split], output=PipelineData("scores"))
pipeline = Pipeline(ws, steps=[split_step, score])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment_variables = {
    "DISABLE_ENV_MISMATCH": "True",
    "AUTOML_IGNORE_PACKAGE_VERSION_INCOMPATIBILITIES": "True",
    "AZUREML_FLUSH_INGEST_WAIT": "",
    "AZUREML_OTEL_EXPORT_RH": "",
    "AZUREML_METRICS_POLLING_INTERVAL": "30",
}

split_component = command(
    display_name="split.py",
    code="src",
    command="python split.py --output ${{outputs.split}}",
    outputs={"split": Output(type="uri_folder")},
    environment="azureml:forecasting:3",
    environment_variables=environment_variables,
)
score_component = parallel_run_function(
    display_name="score",
    inputs={"split": Input(type="uri_folder")},
    outputs={"scores": Output(type="uri_folder")},
    input_data="${{inputs.split}}",
    mini_batch_size="1",
    instance_count=2,
    error_threshold=1,
    task=RunFunction(code="src", entry_script="score.py", environment="azureml:forecasting:3"),
    environment_variables={
        "DISABLE_ENV_MISMATCH": "True",
        "AUTOML_IGNORE_PACKAGE_VERSION_INCOMPATIBILITIES": "True",
        "AZUREML_FLUSH_INGEST_WAIT": "",
        "AZUREML_OTEL_EXPORT_RH": "",
        "AZUREML_METRICS_POLLING_INTERVAL": "30",
    },
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    split_step = split_component()
    score = score_component(split=split_step.outputs.split)


pipeline = pipeline_definition()
""",
        ),
    ),
)
