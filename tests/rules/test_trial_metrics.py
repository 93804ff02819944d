"""The output of v1 with the metrics of all trials, where a step of the pipeline reads it."""

from __future__ import annotations

from migrate.conversion import Style
from tests.conversion import assert_stable, convert

SEARCHED = """\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import HyperDriveStep, PythonScriptStep
from azureml.train.hyperdrive import HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, uniform

ws = Workspace.from_config()
metrics = PipelineData("metrics", ws.get_default_datastore())
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "training", version="3")
config = HyperDriveConfig(
    run_config=ScriptRunConfig("src", script="train.py", environment=run_config.environment, compute_target="gpu"),
    hyperparameter_sampling=RandomParameterSampling({"--rate": uniform(0.001, 0.1)}),
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=8,
)
search = HyperDriveStep("search", config, metrics_output=metrics)
choose = PythonScriptStep(
    "choose.py", source_directory="src", compute_target="cpu", runconfig=run_config, READS
)
pipeline = Pipeline(ws, steps=[search, choose])
"""


def test_a_step_that_reads_them_waits_for_a_component_that_a_person_has_to_write() -> None:
    found = convert(SEARCHED.replace("READS", 'arguments=["--metrics", metrics], inputs=[metrics]'))
    (left,) = found.manual
    assert (left.symbol, left.name) == ("azureml.pipeline.steps.HyperDriveStep", "metrics_output")
    assert (
        """\
search_metrics_component = command(
    display_name="metrics of search",
    command="echo 'v2 has no metrics of a sweep as an output: write here what reads those of search' >&2; exit 1",
    inputs={"after_search": Input(type="uri_folder")},
    outputs={"metrics": Output(type="uri_file")},
    environment=Environment(image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"),
    compute="serverless",
)
"""
        in found.text
    )
    assert (
        """\
    search_metrics = search_metrics_component(after_search=search.outputs.done)
    choose = choose_component(metrics=search_metrics.outputs.metrics)
"""
        in found.text
    )
    assert_stable(found)


def test_what_the_component_writes_goes_where_the_metrics_went() -> None:
    text = SEARCHED.replace('"metrics", ws.get_default_datastore()', '"metrics", Datastore.get(ws, "results")')
    text = text.replace("import Environment", "import Datastore, Environment")
    found = convert(text.replace("READS", 'arguments=["--metrics", metrics], inputs=[metrics]'), Style.YAML)
    assert (
        """\
    search_metrics = search_metrics_component(after_search=search.outputs.done)
    search_metrics.compute = "serverless"
    search_metrics.outputs.metrics.path = "azureml://datastores/results/paths/azureml/${{name}}/${{output_name}}"
    choose = choose_component(metrics=search_metrics.outputs.metrics)
"""
        in found.text
    )
    assert (
        found.files["components/search_metrics/component.yaml"]
        == """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: search_metrics
display_name: metrics of search
inputs:
  after_search:
    type: uri_folder
outputs:
  metrics:
    type: uri_file
command: "echo 'v2 has no metrics of a sweep as an output: write here what reads those of search' >&2; exit 1"
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
"""
    )


LOOPED = """\
steps = []
for region in ["north", "south"]:
    metrics = PipelineData(f"metrics_{region}")
    search = HyperDriveStep(f"search {region}", config, metrics_output=metrics)
    choose = PythonScriptStep(
        "choose.py",
        name=f"choose {region}",
        source_directory="src",
        compute_target="cpu",
        runconfig=run_config,
        arguments=["--metrics", metrics],
        inputs=[metrics],
    )
    steps += [search, choose]
pipeline = Pipeline(ws, steps=steps)
"""


def test_a_loop_that_makes_the_steps() -> None:
    before = SEARCHED[: SEARCHED.index("search =")]
    found = convert(before.replace('metrics = PipelineData("metrics", ws.get_default_datastore())\n', "") + LOOPED)
    (left,) = found.manual
    assert (left.symbol, left.name) == ("azureml.pipeline.steps.HyperDriveStep", "metrics_output")
    assert (
        """\
        search.name = f"search_{region}"
        search_metrics = search_metrics_component(after_search=search.outputs.done)
        search_metrics.name = f"{search.name}_metrics"
        metrics = search_metrics.outputs.metrics
"""
        in found.text
    )


TRAINED = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline, PipelineData, TrainingOutput
from azureml.pipeline.steps import AutoMLStep, PythonScriptStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
config = AutoMLConfig(
    task="regression", training_data=Dataset.get_by_name(ws, "rides"), label_column_name="fare", compute_target="cpu"
)
metrics = PipelineData("metrics", pipeline_output_name="metrics", training_output=TrainingOutput(type="Metrics"))
train = AutoMLStep(name="train", automl_config=config, outputs=[metrics])
choose = PythonScriptStep(
    "choose.py", source_directory="src", compute_target="cpu", arguments=["--metrics", metrics], inputs=[metrics]
)
pipeline = Pipeline(ws, steps=[choose])
"""


def test_metrics_of_an_automl_job() -> None:
    found = convert(TRAINED)
    (left,) = found.manual
    assert (left.symbol, left.name) == ("azureml.pipeline.steps.AutoMLStep", "outputs")
    assert 'inputs={"after_train": Input(type="mlflow_model")},' in found.text
    assert (
        """\
    train_metrics = train_metrics_component(after_train=train.outputs.best_model)
    choose = choose_component(metrics=train_metrics.outputs.metrics)
    return {"metrics": train_metrics.outputs.metrics}
"""
        in found.text
    )


def test_metrics_that_no_step_reads() -> None:
    found = convert(SEARCHED.replace("READS", 'arguments=["--best", "1"]'))
    assert not found.manual
    assert "metrics" not in found.text.replace("primary_metric", "")
