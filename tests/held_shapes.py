"""Pipelines whose data other functions or branches make, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "output_that_branches_make": (
        """\
import os

from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

if os.environ.get("STORE") is None:
    clean = PipelineData("clean", datastore=ws.get_default_datastore())
else:
    store = Datastore.get(ws, os.environ["STORE"])
    clean = PipelineData(store.name, datastore=store)

prep_step = PythonScriptStep(
    script_name="prep.py",
    arguments=["--to", clean],
    outputs=[clean],
    source_directory="src",
    compute_target="cpu",
    runconfig=run_config,
)
train_step = PythonScriptStep(
    script_name="train.py",
    arguments=["--from", clean],
    inputs=[clean],
    source_directory="src",
    compute_target="cpu",
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[prep_step, train_step])
""",
        """\
import os

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

if os.environ.get("STORE") is None:
    clean = Output(type="uri_folder")
else:
    store = ws.datastores.get(os.environ["STORE"])
    clean = Output(
        type="uri_folder",
        path=f"azureml://datastores/{store.name}/paths/azureml/${{{{name}}}}/${{{{output_name}}}}",
    )

prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py --to ${{outputs.clean}}",
    outputs={"clean": clean},
    environment="azureml:sales:4",
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep_step = prep_component()
    train_step = train_component(clean=prep_step.outputs.clean)


pipeline = pipeline_definition()
""",
    ),
    "output_that_a_function_gives_another_one": (
        """\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def places(folder):
    report = OutputFileDatasetConfig("report")
    if folder:
        clean = OutputFileDatasetConfig("clean", destination=(ws.get_default_datastore(), folder))
    else:
        clean = OutputFileDatasetConfig("clean")
    return (clean, report)


def build(data, text):
    prep_step = PythonScriptStep(
        script_name="prep.py",
        arguments=["--to", data],
        source_directory="src",
        compute_target="cpu",
        runconfig=run_config,
    )
    report_step = PythonScriptStep(
        script_name="report.py",
        arguments=["--from", data.as_input(), "--to", text],
        source_directory="src",
        compute_target="cpu",
        runconfig=run_config,
    )
    return Pipeline(ws, steps=[prep_step, report_step])


clean, report = places(os.environ.get("FOLDER"))
pipeline = build(clean, report)
""",
        """\
import os

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def places(folder):
    report = Output(type="uri_folder")
    if folder:
        clean = Output(
            type="uri_folder",
            path=f"azureml://datastores/{ws.datastores.get_default().name}/paths/{folder}",
        )
    else:
        clean = Output(type="uri_folder")
    return (clean, report)


def build(data, text):
    prep_component = command(
        display_name="prep.py",
        code="src",
        command="python prep.py --to ${{outputs.clean}}",
        outputs={"clean": data},
        environment="azureml:sales:4",
    )
    report_component = command(
        display_name="report.py",
        code="src",
        command="python report.py --from ${{inputs.clean}} --to ${{outputs.report}}",
        inputs={"clean": Input(type="uri_folder")},
        outputs={"report": text},
        environment="azureml:sales:4",
    )

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition():
        prep_step = prep_component()
        report_step = report_component(clean=prep_step.outputs.clean)

    return pipeline_definition()


clean, report = places(os.environ.get("FOLDER"))
pipeline = build(clean, report)
""",
    ),
}
