"""The columns that v1 chooses of the table of an output: what reads the table chooses them in v2."""

from __future__ import annotations

from tests.conversion import assert_converts

_OUTPUT = "azureml.pipeline.core.pipeline_output_dataset.PipelineOutputTabularDataset"


def test_the_table_that_automl_reads() -> None:
    converted = assert_converts(
        """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import AutoMLStep, PythonScriptStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
clean = PipelineData("clean").as_dataset()
prep = PythonScriptStep(
    name="prep",
    script_name="prep.py",
    arguments=["--to", clean],
    outputs=[clean],
    compute_target="cpu",
    source_directory="src",
)
table = clean.parse_parquet_files().keep_columns(["day", "units"])
config = AutoMLConfig(
    task="regression",
    primary_metric="r2_score",
    training_data=table,
    label_column_name="units",
    compute_target="cpu",
    iterations=3,
)
train = AutoMLStep(name="train", automl_config=config)
pipeline = Pipeline(ws, steps=[train])
run = Experiment(ws, "demand").submit(pipeline)
run.wait_for_completion()
run.find_step_run(prep.name)[0].get_output_data(clean.name).download("out")
""",
        """\
from azure.ai.ml import MLClient, Output, automl, command, dsl
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
prep_component = command(
    display_name="prep",
    code="src",
    command=(
        "python prep.py --to ${{outputs.clean}}"
        " && echo '{type: mltable, paths: [{pattern: ./**/*.parquet}], transformations:"
        " [read_parquet, {keep_columns: [day, units]}]}' > ${{outputs.clean}}/MLTable"
    ),
    outputs={"clean": Output(type="mltable")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline():
    prep = prep_component()
    train = automl.regression(
        display_name="train",
        training_data=prep.outputs.clean,
        target_column_name="units",
        primary_metric="r2_score",
        outputs={"best_model": Output(type="mlflow_model")},
    )
    train.set_limits(max_trials=3)


pipeline = demand_pipeline()
run = ws.jobs.create_or_update(pipeline, experiment_name="demand")
ws.jobs.stream(run.name)
ws.jobs.download(
    [job for job in ws.jobs.list(parent_job_name=run.name) if job.display_name == "prep"][0].name,
    download_path="out",
    output_name="clean",
)
""",
    )
    assert converted.outcome(f"{_OUTPUT}.keep_columns") == "changed"
