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
}
"""By shape: the v1 code and the v2 code."""
