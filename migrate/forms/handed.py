"""Functions that hand on what they are given, and settings made in loops, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "functions_that_hand_on_what_they_are_given": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def make_step(name, arguments=None, inputs=None, **more):
    return PythonScriptStep(
        script_name=f"{name}.py",
        source_directory="src",
        arguments=arguments or [],
        inputs=inputs or [],
        compute_target="cpu",
        runconfig=run_config,
        **more,
    )


clean = PipelineData("clean")
prep_step = make_step("prep", ["--to", clean], outputs=[clean], allow_reuse=False)
train_step = make_step("train", ["--from", clean], inputs=[clean])
report_step = make_step("report")
pipeline = Pipeline(ws, steps=[prep_step, train_step, report_step])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py --to ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment="azureml:sales:4",
    is_deterministic=False,
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment="azureml:sales:4",
)
report_component = command(
    display_name="report.py",
    code="src",
    command="python report.py",
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep_step = prep_component()
    train_step = train_component(clean=prep_step.outputs.clean)
    report_step = report_component()


pipeline = pipeline_definition()
""",
    ),
    "settings_made_in_a_loop": (
        """\
from azureml.core import Dataset, Environment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep

ws = Workspace.from_config()
environment = Environment.get(ws, "sales", version="4")

steps = []
for region in ["north", "south"]:
    config = ParallelRunConfig(
        source_directory="src",
        entry_script="fast.py",
        mini_batch_size="5",
        error_threshold=10,
        output_action="append_row",
        environment=environment,
        compute_target="cpu",
        node_count=2,
    )
    sales = Dataset.get_by_name(ws, region)
    scores = PipelineData(f"scores_{region}")
    step = ParallelRunStep(
        name=f"score-{region}",
        parallel_run_config=config,
        inputs=[sales.as_named_input("sales")],
        output=scores,
        allow_reuse=False,
    )
    steps.append(step)
pipeline = Pipeline(ws, steps=steps)
""",
        """\
from azure.ai.ml import Input, MLClient, Output, dsl
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = "azureml:sales:4"


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    for region in ["north", "south"]:
        sales = Input(
            type="uri_folder",
            path=f"azureml:{region}@latest",
            mode="ro_mount",
        )
        step_component = parallel_run_function(
            display_name=f"score-{region}",
            inputs={"sales": Input(type="uri_folder")},
            outputs={"scores": Output(type="uri_file")},
            input_data="${{inputs.sales}}",
            mini_batch_size="5",
            instance_count=2,
            error_threshold=10,
            task=RunFunction(
                code="src",
                entry_script="fast.py",
                append_row_to="${{outputs.scores}}",
                environment=environment,
            ),
            is_deterministic=False,
        )
        step = step_component(sales=sales)
        step.name = f"score_{region}"


pipeline = pipeline_definition()
""",
    ),
    "data_found_where_a_step_is_made": (
        """\
from azureml.core import Dataset, Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data.dataset_consumption_config import DatasetConsumptionConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def make_step(ws, run_config, region):
    store = Datastore.get(ws, "files")
    return PythonScriptStep(
        name="train",
        script_name="train.py",
        source_directory="src",
        arguments=[
            "--sales",
            Dataset.get_by_name(ws, "sales").as_named_input("sales").as_mount(),
            "--shops",
            DatasetConsumptionConfig("shops", ws.datasets["shops"], mode="download"),
            "--prices",
            Dataset.File.from_files((store, f"{region}/prices")).as_named_input("prices").as_mount(),
        ],
        compute_target="cpu",
        runconfig=run_config,
    )


ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
pipeline = Pipeline(ws, steps=[make_step(ws, run_config, "north")])
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential


def make_step(ws, environment, region):
    train_component = command(
        display_name="train",
        code="src",
        command="python train.py --sales ${{inputs.sales}} --shops ${{inputs.shops}} --prices ${{inputs.prices}}",
        inputs={
            "sales": Input(type="uri_folder"),
            "shops": Input(type="uri_folder"),
            "prices": Input(type="uri_folder"),
        },
        environment=environment,
    )
    train_step = train_component(
        sales=Input(type="uri_folder", path="azureml:sales@latest", mode="ro_mount"),
        shops=Input(type="uri_folder", path="azureml:shops@latest", mode="download"),
        prices=Input(type="uri_folder", path=f"azureml://datastores/files/paths/{region}/prices", mode="ro_mount"),
    )
    train_step.name = "train"
    return train_step


ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    make_step(ws, "azureml:sales:4", "north")


pipeline = pipeline_definition()
""",
    ),
    "settings_that_a_function_makes_of_what_it_is_given": (
        """\
from azureml.core import Dataset, Environment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep


def build_config(folder, scoring_environment, cluster, nodes):
    return ParallelRunConfig(
        source_directory=folder,
        entry_script="check.py",
        mini_batch_size="5",
        error_threshold=-1,
        output_action="append_row",
        environment=scoring_environment,
        compute_target=cluster,
        node_count=nodes,
    )


def main():
    ws = Workspace.from_config()
    environment = Environment("scoring")
    environment.docker.base_image = "contoso.azurecr.io/scoring:3"
    environment.python.user_managed_dependencies = True
    variables = {"MODE": "fast"}
    variables["LEVEL"] = "3"
    environment.environment_variables = variables
    config = build_config("src", environment, "cpu", 3)
    scores = PipelineData("scores", datastore=ws.get_default_datastore())
    score_step = ParallelRunStep(
        name="score",
        parallel_run_config=config,
        inputs=[Dataset.get_by_name(ws, "sales").as_named_input("sales")],
        output=scores,
    )
    pipeline = Pipeline(ws, steps=[score_step])
    pipeline.publish(name="scoring")


if __name__ == "__main__":
    main()
""",
        """\
from azure.ai.ml import Input, MLClient, Output, dsl
from azure.ai.ml.entities import (
    BatchEndpoint,
    Environment,
    PipelineComponentBatchDeployment,
)
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.identity import DefaultAzureCredential


def build_config(folder, scoring_environment, cluster, nodes):
    return {
        "code": folder,
        "entry_script": "check.py",
        "environment": scoring_environment,
        "mini_batch_size": "5",
        "instance_count": nodes,
        "error_threshold": -1,
        "compute": cluster,
    }


def main():
    ws = MLClient.from_config(DefaultAzureCredential())
    variables = {"MODE": "fast"}
    variables["LEVEL"] = "3"
    environment = Environment(name="scoring", image="contoso.azurecr.io/scoring:3")
    config = build_config("src", environment, "cpu", 3)
    score_component = parallel_run_function(
        display_name="score",
        inputs={"sales": Input(type="uri_folder")},
        outputs={"scores": Output(type="uri_file")},
        input_data="${{inputs.sales}}",
        mini_batch_size=config["mini_batch_size"],
        instance_count=config["instance_count"],
        error_threshold=config["error_threshold"],
        task=RunFunction(
            code=config["code"],
            entry_script=config["entry_script"],
            append_row_to="${{outputs.scores}}",
            environment=config["environment"],
        ),
        environment_variables=variables,
        compute=config["compute"],
    )

    @dsl.pipeline(continue_on_step_failure=False)
    def pipeline_definition(sales: Input(type="uri_folder")):
        score_step = score_component(sales=sales)

    pipeline = pipeline_definition(
        sales=Input(type="uri_folder", path="azureml:sales@latest", mode="ro_mount"),
    )
    published_pipeline = ws.batch_endpoints.begin_create_or_update(
        BatchEndpoint(name="scoring"),
    ).result()
    ws.batch_deployments.begin_create_or_update(
        PipelineComponentBatchDeployment(
            name="version-0",
            endpoint_name=published_pipeline.name,
            component=ws.components.create_or_update(pipeline.component),
            settings={"default_compute": "cpu", "continue_on_step_failure": False},
        ),
    ).result()
    published_pipeline.defaults = {"deployment_name": "version-0"}
    published_pipeline = ws.batch_endpoints.begin_create_or_update(
        published_pipeline,
    ).result()


if __name__ == "__main__":
    main()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
