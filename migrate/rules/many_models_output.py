"""``get_output_from_mm_pipeline(run, …)`` → ``ws.jobs.download(run.name, output_name="predictions", …)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.jobs import is_job
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, learn
from migrate.decisions.steps.many_models import PREDICTIONS
from migrate.v1.many_models import INFERENCE, OUTPUT
from migrate.v1.values import Call, constant, objects
from migrate.v2.expressions import V2, Attr, Expr, Literal, User, method
from migrate.v2.statements import Do

_FILE = "automl_raw_prediction.csv"
_ROWS = f"the file has other columns than in v1, the predictions in `automl_prediction`: {_FILE} of the component"


def _output(use: Call, context: Context) -> Decision:
    """``get_output_from_mm_pipeline(run, "results", …)``: download the predictions and name their file."""
    run, folder, file = (
        use.expression("run"),
        use.expression("results_name"),
        use.value("parallel_run_output_file_name"),
    )
    asked = [single(one.call.value("config")) for one in objects(use.value("run")) if one.call is not None]
    models = [context.pipelines.get(one) if one is not None else None for one in asked]
    steps = [step for model in models if model is not None for step in model.steps]
    if not steps or any(step.call.symbol != INFERENCE for step in steps) or not is_job(use.value("run"), context):
        raise Manual("the pipeline whose output this is could not be converted")
    if not str(constant(file)).endswith(".csv"):
        raise Manual(f"v1 wrote rows without names of columns: read {_FILE} of the output `{PREDICTIONS}`")
    if not isinstance(run, cst.Name) or not isinstance(folder, (cst.Name, cst.SimpleString)):
        raise Manual(f"download the output `{PREDICTIONS}` of the job and read {_FILE} in it")
    where = _text(folder)
    job = Attr(User(run), "name")
    client = context.client(use.client)
    download = method(client, "jobs.download", job, download_path=where, output_name=Literal(PREDICTIONS))
    parts = (Literal(part) for part in ("named-outputs", PREDICTIONS, _FILE))
    path = method(V2("os"), "path.join", where, *parts)
    return Decision(changed(_DOWNLOAD, _ROWS), path, (Edit(use.where.statement, before=(Do(download),)),))


def _text(node: cst.Name | cst.SimpleString) -> Expr:
    """A text as it is, or the variable that holds it."""
    return Literal(node.evaluated_value) if isinstance(node, cst.SimpleString) else User(node)


_DOWNLOAD = "ml_client.jobs.download(job.name, output_name=…, download_path=…)"

RULE = Rule(
    code="AML516",
    name="many-models-output",
    summary="The predictions of many models are downloaded as an output of the job.",
    url=learn("how-to-auto-train-forecast"),
    calls={OUTPUT: _output},
    parameters={
        OUTPUT: {
            "run": converted("job.name"),
            "results_name": changed("download_path", "v1 removed what was in the folder, v2 adds to it"),
            "output_name": converted("output_name"),
            "parallel_run_output_file_name": changed(_FILE, "the component names the file by itself"),
        },
    },
    examples=(
        Example(
            before="""\
import pandas as pd
from azureml.contrib.automl.pipeline.steps import AutoMLPipelineBuilder
from azureml.contrib.automl.pipeline.steps.utilities import get_output_from_mm_pipeline
from azureml.core import Dataset, Experiment, Workspace
from azureml.pipeline.core import Pipeline

ws = Workspace.from_config()
experiment = Experiment(ws, "shops")
future = Dataset.File.from_files((ws.get_default_datastore(), "sales/future"))
steps = AutoMLPipelineBuilder.get_many_models_batch_inference_steps(
    experiment=experiment,
    inference_data=future,
    compute_target="cpu",
    node_count=2,
    partition_column_names=["shop"],
    train_run_id="calm_owl_5t0k",
    train_experiment_name="shops",
    append_row_file_name="forecasts.csv",
)
pipeline = Pipeline(ws, steps=steps)
run = experiment.submit(pipeline)
run.wait_for_completion()

file = get_output_from_mm_pipeline(run, "results", "many_models_inference_output", "forecasts.csv")
print(pd.read_csv(file).head())
""",
            after="""\
import os

import pandas as pd
from azure.ai.ml import Input, MLClient, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
experiment = "shops"
future = Input(
    type="uri_folder",
    path=f"azureml://datastores/{ws.datastores.get_default().name}/paths/sales/future",
    mode="ro_mount",
)
many_models_inference_component = MLClient(DefaultAzureCredential(), registry_name="azureml").components.get(
    "automl_many_models_inference",
    label="latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def shops_pipeline(future: Input(type="uri_folder")):
    many_models_inference = many_models_inference_component(
        raw_data=future,
        compute_name="cpu",
        max_nodes=2,
        max_concurrency_per_node=2,
        parallel_step_timeout_in_seconds=3700,
        train_run_id="calm_owl_5t0k",
        training_experiment_name="shops",
        partition_column_names="shop",
    )
    return {"predictions": many_models_inference.outputs.run_output}


pipeline = shops_pipeline(future=future)
run = ws.jobs.create_or_update(pipeline, experiment_name=experiment)
ws.jobs.stream(run.name)

ws.jobs.download(run.name, download_path="results", output_name="predictions")
file = os.path.join("results", "named-outputs", "predictions", "automl_raw_prediction.csv")
print(pd.read_csv(file).head())
""",
        ),
    ),
)
