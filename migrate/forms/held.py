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
    "data_output_and_settings_that_functions_give_in_tuples": (
        """\
import os
from typing import Tuple

from azureml.core import Dataset, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep, PythonScriptStep


def get_data(ws: Workspace, name: str) -> Dataset:
    data = Dataset.get_by_name(ws, name).as_named_input(name)
    return data


def get_output(ws: Workspace, store=None) -> PipelineData:
    if store is None:
        place = PipelineData("scores", datastore=ws.get_default_datastore())
    else:
        place = PipelineData(store.name, datastore=store)
    return place


def get_places(ws: Workspace) -> Tuple[Dataset, PipelineData]:
    if os.environ.get("STORE") is None:
        data = Dataset.get_by_name(ws, "sample").as_named_input("sample")
        place = get_output(ws)
    else:
        data = get_data(ws, os.environ["DATA"])
        place = get_output(ws, ws.datastores[os.environ["STORE"]])
    return (data, place)


def get_settings(ws: Workspace, target: str) -> Tuple[ParallelRunConfig, RunConfiguration]:
    environment = Environment.get(ws, "scoring")
    settings = ParallelRunConfig(
        entry_script="prep.py",
        source_directory="src",
        mini_batch_size="5",
        error_threshold=int(os.environ.get("ERRORS", 10)),
        output_action="append_row",
        environment=environment,
        compute_target=target,
        node_count=2,
        run_max_try=3,
    )
    run_config = RunConfiguration()
    run_config.environment = environment
    return (settings, run_config)


def build(
    ws: Workspace, data: Dataset, place: PipelineData, settings: ParallelRunConfig, run_config: RunConfiguration
) -> Pipeline:
    score_step = ParallelRunStep(
        name="score", inputs=[data], output=place, parallel_run_config=settings, allow_reuse=False
    )
    report_step = PythonScriptStep(
        script_name="report.py",
        arguments=["--from", place],
        inputs=[place],
        source_directory="src",
        compute_target="cpu",
        runconfig=run_config,
    )
    return Pipeline(ws, steps=[score_step, report_step])


def main():
    ws = Workspace.from_config()
    data, place = get_places(ws)
    settings, run_config = get_settings(ws, "gpu")
    pipeline = build(ws, data, place, settings, run_config)
    pipeline.validate()


if __name__ == "__main__":
    main()
""",
        """\
import os
from typing import Tuple

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import PipelineJob
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.identity import DefaultAzureCredential


def get_data(ws: MLClient, name: str) -> Input:
    data = Input(type="uri_folder", path=f"azureml:{name}@latest", mode="ro_mount")
    return data


def get_output(ws: MLClient, store=None) -> Output:
    if store is None:
        place = Output(type="uri_file")
    else:
        place = Output(
            type="uri_file",
            path=f"azureml://datastores/{store.name}/paths/azureml/${{{{name}}}}/${{{{output_name}}}}",
        )
    return place


def get_places(ws: MLClient) -> Tuple[Input, Output]:
    if os.environ.get("STORE") is None:
        data = Input(type="uri_folder", path="azureml:sample@latest", mode="ro_mount")
        place = get_output(ws)
    else:
        data = get_data(ws, os.environ["DATA"])
        place = get_output(ws, ws.datastores.get(os.environ["STORE"]))
    return (data, place)


def get_settings(ws: MLClient, target: str) -> Tuple[dict, str]:
    environment = "azureml:scoring@latest"
    settings = {
        "code": "src",
        "entry_script": "prep.py",
        "environment": environment,
        "mini_batch_size": "5",
        "instance_count": 2,
        "error_threshold": int(os.environ.get("ERRORS", 10)),
        "retry_settings": {"max_retries": 2},
        "compute": target,
    }
    return (settings, environment)


def build(
    ws: MLClient, data: Input, place: Output, settings: dict, run_config: str
) -> PipelineJob:
    score_component = parallel_run_function(
        display_name="score",
        inputs={"data": Input(type="uri_folder")},
        outputs={"place": place},
        input_data="${{inputs.data}}",
        mini_batch_size=settings["mini_batch_size"],
        instance_count=settings["instance_count"],
        error_threshold=settings["error_threshold"],
        retry_settings=settings["retry_settings"],
        task=RunFunction(
            code=settings["code"],
            entry_script=settings["entry_script"],
            append_row_to="${{outputs.place}}",
            environment=settings["environment"],
        ),
        compute=settings["compute"],
        is_deterministic=False,
    )
    report_component = command(
        display_name="report.py",
        code="src",
        command="python report.py --from ${{inputs.place}}",
        inputs={"place": Input(type="uri_file")},
        environment=run_config,
        compute="cpu",
    )

    @dsl.pipeline(continue_on_step_failure=False)
    def pipeline_definition(data: Input(type="uri_folder")):
        score_step = score_component(data=data)
        report_step = report_component(place=score_step.outputs.place)

    return pipeline_definition(data=data)


def main():
    ws = MLClient.from_config(DefaultAzureCredential())
    data, place = get_places(ws)
    settings, run_config = get_settings(ws, "gpu")
    pipeline = build(ws, data, place, settings, run_config)
    ws.jobs.validate(pipeline)


if __name__ == "__main__":
    main()
""",
    ),
}
