"""``OutputPortBinding("clean")`` and ``InputPortBinding("raw", clean)`` → an output and an input of components"""

from __future__ import annotations

from migrate.decisions.access import access
from migrate.decisions.context import Context
from migrate.decisions.data import DATA_PLACE
from migrate.decisions.outputs import written
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.data import INPUT_BINDING, OUTPUT_BINDING
from migrate.v1.values import Call, Const

_UNSET = (None, Const(None), Const(False))


def _input(use: Call, context: Context) -> Decision:
    if use.value("is_resource") not in _UNSET:
        raise Manual("v2 puts no input beside the script: copy the file in the script")
    return access(use, context)


def _output(use: Call, context: Context) -> Decision:
    for name in ("dataset_registration", "dataset_output"):
        if use.value(name) not in _UNSET:
            raise Manual(f"`{name}`: name the output, Output(name=…), and v2 registers it")
    return written(use, context)


_NAME = converted("the name of the input or output")
_OVERWRITE = dropped("each job works in a folder of its own")
_BINDING = {"name": _NAME, "bind_mode": converted("mode"), "path_on_compute": DATA_PLACE, "overwrite": _OVERWRITE}
_NONE = dropped("it was not set")

RULE = Rule(
    code="AML316",
    name="port-binding",
    summary="A binding disappears: the component has the port, and the node is called with the data.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={INPUT_BINDING: _input, OUTPUT_BINDING: _output},
    parameters={
        INPUT_BINDING: {
            **_BINDING,
            "bind_object": converted("the data that the node is called with"),
            "is_resource": _NONE,
            "additional_transformations": dropped("only v1 itself gives them"),
        },
        OUTPUT_BINDING: {
            **_BINDING,
            "datastore": converted("Output(path=…), unless it is the default datastore"),
            "output_name": _NAME,
            "data_type": dropped("v1 did not use it"),
            "is_directory": dropped("an output of v2 is a folder"),
            "pipeline_output_name": converted("return of the pipeline function"),
            "training_output": changed("Output(type=…)", "v2 has the outputs of the best trial under their names"),
            "dataset_registration": _NONE,
            "dataset_output": _NONE,
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Datastore, Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import InputPortBinding, OutputPortBinding, Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore(ws, "sales")
raw = DataReference(store, data_reference_name="raw", path_on_datastore="raw")
raw_input = InputPortBinding("raw_sales", bind_object=raw, bind_mode="download")
clean = OutputPortBinding("clean", datastore=store, bind_mode="upload")
features = InputPortBinding("features", bind_object=clean)

prep = PythonScriptStep(
    script_name="prep.py",
    arguments=["--from", raw_input, "--to", clean],
    inputs=[raw_input],
    outputs=[clean],
    compute_target="cpu",
    source_directory="src",
)
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--from", features],
    inputs=[features],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[prep, train])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(
    type="uri_folder",
    path="azureml://datastores/sales/paths/raw",
    mode="ro_mount",
)

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py --from ${{inputs.raw_sales}} --to ${{outputs.clean}}",
    inputs={"raw_sales": Input(type="uri_folder")},
    outputs={
        "clean": Output(
            type="uri_folder",
            path="azureml://datastores/sales/paths/azureml/${{name}}/${{output_name}}",
            mode="upload",
        ),
    },
    environment=environment,
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.features}}",
    inputs={"features": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder")):
    prep = prep_component(raw_sales=raw)
    prep.inputs.raw_sales.mode = "download"
    train = train_component(features=prep.outputs.clean)


pipeline = pipeline_definition(raw=raw)
""",
        ),
    ),
)
