"""``PipelineData("x")`` → the producing step's output ``x``; consumers read ``node.outputs.x``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.access import access
from migrate.decisions.context import Context
from migrate.decisions.data import same_store
from migrate.decisions.outputs import OUTPUT_PLACE, output_annotation, written
from migrate.decisions.removal import assigned, removal
from migrate.decisions.rule import Decision, Edit, Example, Fate, Rule, changed, converted, dropped, learn
from migrate.decisions.steps.metrics import read_metrics
from migrate.v1.data import OUTPUT_BINDING, PIPELINE_DATA
from migrate.v1.nodes import walk
from migrate.v1.values import Call, Obj
from migrate.v2.expressions import Literal
from migrate.v2.statements import Assign


def _data(use: Call, context: Context) -> Decision:
    lost = [step for step in context.converted_steps if any(use.result is data for data in step.lost)]
    if lost and not any(use.result in read_metrics(step, context) for step in lost):
        return _lost(use, context)
    return written(use, context)


def _lost(use: Call, context: Context) -> Decision:
    """The metrics of all trials: a function that gives them gives None."""
    reason = "metrics are no output in v2: mlflow has them"
    edit = removal(use.where.statement, use.node)
    if edit is None or not isinstance(use.result, Obj):
        return Decision(dropped(reason))
    variable, read = assigned(use.where.statement), set(context.references_to(use.result))
    function = use.where.function.node
    returned = {
        inner for one in (walk(function) if function else ()) if isinstance(one, cst.Return) for inner in walk(one)
    }
    if variable is not None and read & returned:
        return Decision(dropped(reason), edits=(Edit(use.where.statement, instead=(Assign(variable, Literal(None)),)),))
    context.vanished[use.result] = reason
    return Decision(dropped(reason), edits=(edit,))


_OVERWRITE = dropped("each job works in a folder of its own")

_INPUT_NAME = dropped("the component's input is named after the data")
_NAME = converted("the input's name")
_ACCESS: dict[str, dict[str, Fate]] = {
    f"{PIPELINE_DATA}.as_mount": {"input_name": _INPUT_NAME},
    f"{PIPELINE_DATA}.as_download": {
        "input_name": _INPUT_NAME,
        "path_on_compute": OUTPUT_PLACE,
        "overwrite": _OVERWRITE,
    },
    f"{PIPELINE_DATA}.as_input": {"input_name": _NAME},
}

RULE = Rule(
    code="AML303",
    name="pipeline-data",
    summary="PipelineData disappears: the producing component has an output, the consumer reads node.outputs.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={PIPELINE_DATA: _data, **dict.fromkeys(_ACCESS, access)},
    references={PIPELINE_DATA: output_annotation},
    attributes={f"{PIPELINE_DATA}.datastore": same_store, f"{OUTPUT_BINDING}.datastore": same_store},
    parameters={
        **_ACCESS,
        PIPELINE_DATA: {
            "name": converted("the output's name"),
            "datastore": converted("Output(path=…), unless it is the default datastore"),
            "output_name": converted("the output's name"),
            "output_mode": converted("mode"),
            "output_path_on_compute": OUTPUT_PLACE,
            "output_overwrite": _OVERWRITE,
            "data_type": dropped("v1 did not use it"),
            "is_directory": dropped("an output of v2 is a folder"),
            "pipeline_output_name": converted("return of the pipeline function"),
            "training_output": changed("Output(type=…)", "v2 has the outputs of the best trial under their names"),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
clean = PipelineData("clean", datastore=store)

prep = PythonScriptStep(
    script_name="prep.py", arguments=["--to", clean], outputs=[clean], compute_target="cpu", source_directory="src"
)
train = PythonScriptStep(
    script_name="train.py", arguments=["--from", clean], inputs=[clean], compute_target="cpu", source_directory="src"
)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
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
    display_name="prep.py",
    code="src",
    command="python prep.py --to ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment=environment,
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component(clean=prep.outputs.clean)


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Datastore, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rides = PipelineData("rides", datastore=Datastore.get(ws, "lake"))
table = PipelineData("table", datastore=rides.datastore)
prep = PythonScriptStep(
    script_name="prep.py",
    source_directory="src",
    arguments=["--to", rides, "--table", table],
    outputs=[rides, table],
    compute_target="cpu",
)
pipeline = Pipeline(ws, steps=[prep])
""",
            after="""\
from azure.ai.ml import MLClient, Output, command, dsl
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
    display_name="prep.py",
    code="src",
    command="python prep.py --to ${{outputs.rides}} --table ${{outputs.table}}",
    outputs={
        "rides": Output(
            type="uri_folder",
            path="azureml://datastores/lake/paths/azureml/${{name}}/${{output_name}}",
        ),
        "table": Output(
            type="uri_folder",
            path="azureml://datastores/lake/paths/azureml/${{name}}/${{output_name}}",
        ),
    },
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()


pipeline = pipeline_definition()
""",
        ),
    ),
)
