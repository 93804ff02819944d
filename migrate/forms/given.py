"""Outputs and settings of steps that functions give and take."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "output_that_a_function_gives_or_is_given": (
        """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def output_location(store=None) -> PipelineData:
    if store is None:
        scores = PipelineData("scores", datastore=ws.get_default_datastore())
    else:
        scores = PipelineData(store.name, datastore=store)
    return scores


def build(scores: PipelineData):
    score = PythonScriptStep(
        script_name="score.py",
        arguments=["--to", scores],
        outputs=[scores],
        compute_target="cpu",
        source_directory="src",
    )
    copy = PythonScriptStep(
        script_name="copy.py",
        arguments=["--from", scores],
        inputs=[scores],
        compute_target="cpu",
        source_directory="src",
    )
    return Pipeline(ws, steps=[score, copy])


pipeline = build(output_location())
archived = build(output_location(ws.datastores["archive"]))
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def output_location(store=None) -> Output:
    if store is None:
        scores = Output(type="uri_folder")
    else:
        scores = Output(
            type="uri_folder",
            path=f"azureml://datastores/{store.name}/paths/azureml/${{{{name}}}}/${{{{output_name}}}}",
        )
    return scores


def build(scores: Output):
    environment = Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
        },
    )
    score_component = command(
        display_name="score.py",
        code="src",
        command="python score.py --to ${{outputs.scores}}",
        outputs={"scores": scores},
        environment=environment,
    )
    copy_component = command(
        display_name="copy.py",
        code="src",
        command="python copy.py --from ${{inputs.scores}}",
        inputs={"scores": Input(type="uri_folder")},
        environment=environment,
    )

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition():
        score = score_component()
        copy = copy_component(scores=score.outputs.scores)

    return pipeline_definition()


pipeline = build(output_location())
archived = build(output_location(ws.datastores.get("archive")))
""",
    ),
    "settings_of_a_parallel_step_that_a_function_gives": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.compute import ComputeTarget
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep


def scoring_config(ws: Workspace, target: ComputeTarget, nodes: int) -> ParallelRunConfig:
    return ParallelRunConfig(
        entry_script="score.py",
        source_directory="src",
        mini_batch_size="5",
        error_threshold=10,
        output_action="append_row",
        environment=Environment.get(ws, "scoring"),
        compute_target=target,
        node_count=nodes,
        run_invocation_timeout=300,
    )


ws = Workspace.from_config()
target = ComputeTarget(ws, "cpu")
scores = PipelineData("scores", datastore=ws.get_default_datastore())
config = scoring_config(ws, target, 2)
score = ParallelRunStep(
    name="score",
    inputs=[ws.datasets["images"].as_named_input("images")],
    output=scores,
    parallel_run_config=config,
)
pipeline = Pipeline(ws, steps=[score])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, dsl
from azure.ai.ml.entities import Compute
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.identity import DefaultAzureCredential


def scoring_config(ws: MLClient, target: Compute, nodes: int) -> dict:
    return {
        "code": "src",
        "entry_script": "score.py",
        "environment": "azureml:scoring@latest",
        "mini_batch_size": "5",
        "instance_count": nodes,
        "error_threshold": 10,
        "retry_settings": {"timeout": 300},
        "compute": target.name,
    }


ws = MLClient.from_config(DefaultAzureCredential())
target = ws.compute.get("cpu")
config = scoring_config(ws, target, 2)
score_component = parallel_run_function(
    display_name="score",
    inputs={"images": Input(type="uri_folder")},
    outputs={"scores": Output(type="uri_file")},
    input_data="${{inputs.images}}",
    mini_batch_size=config["mini_batch_size"],
    instance_count=config["instance_count"],
    error_threshold=config["error_threshold"],
    retry_settings=config["retry_settings"],
    task=RunFunction(
        code=config["code"],
        entry_script=config["entry_script"],
        append_row_to="${{outputs.scores}}",
        environment=config["environment"],
    ),
    compute=config["compute"],
)


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition(images: Input(type="uri_folder")):
    score = score_component(images=images)


pipeline = pipeline_definition(
    images=Input(type="uri_folder", path="azureml:images@latest", mode="ro_mount"),
)
""",
    ),
    "run_configuration_that_a_function_gives": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def get_run_config(ws: Workspace, nodes: int) -> RunConfiguration:
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "training", version="3")
    run_config.environment_variables = {"MODE": "fast"}
    run_config.target = "gpu"
    run_config.node_count = nodes
    return run_config


ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", runconfig=get_run_config(ws, nodes=2))
pipeline = Pipeline(ws, steps=[train])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential


def get_run_config(ws: MLClient, nodes: int) -> dict:
    environment_variables = {"MODE": "fast"}
    run_config = {
        "environment": "azureml:training:3",
        "environment_variables": environment_variables,
        "compute": "gpu",
        "instance_count": nodes,
    }
    return run_config


ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(display_name="train.py", code="src", command="python train.py", **get_run_config(ws, nodes=2))


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
    ),
    "data_of_each_call": (
        """\
import os

from azureml.core import Dataset, Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
regions = os.environ.get("REGIONS", "north,south").split(",")
lake = Datastore.get(ws, "lake")
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def make_step(region):
    orders = Dataset.File.from_files((lake, f"{region}/orders/**")).as_named_input("orders").as_mount()
    prices = Dataset.Tabular.from_parquet_files((lake, f"{region}/prices/*.parquet")).as_named_input("prices")
    return PythonScriptStep(
        "train.py",
        source_directory="src",
        arguments=["--orders", orders, "--prices", prices],
        compute_target="cpu",
        runconfig=run_config,
    )


pipeline = Pipeline(ws, steps=[make_step(region) for region in regions])
""",
        """\
import os
from pathlib import Path

import yaml
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
regions = os.environ.get("REGIONS", "north,south").split(",")


def make_step(region):
    orders = Input(type="uri_folder", path=f"azureml://datastores/lake/paths/{region}/orders", mode="ro_mount")
    Path(f"tables/table_{region}").mkdir(parents=True, exist_ok=True)
    Path(f"tables/table_{region}/MLTable").write_text(
        yaml.safe_dump(
            {
                "$schema": "https://azuremlschemas.azureedge.net/latest/MLTable.schema.json",
                "type": "mltable",
                "paths": [{"pattern": f"azureml://datastores/lake/paths/{region}/prices/*.parquet"}],
                "transformations": ["read_parquet"],
            },
            sort_keys=False,
        ),
    )
    prices = Input(type="mltable", path=f"./tables/table_{region}", mode="direct")
    train_component = command(
        display_name="train.py",
        code="src",
        command="python train.py --orders ${{inputs.orders}} --prices ${{inputs.prices}}",
        inputs={"orders": Input(type="uri_folder"), "prices": Input(type="mltable")},
        environment="azureml:sales:4",
    )
    return train_component(orders=orders, prices=prices)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    for region in regions:
        make_step(region)


pipeline = pipeline_definition()
""",
    ),
}
