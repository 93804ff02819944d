"""``PipelineData("x")`` → the producing step's output ``x``; consumers read ``node.outputs.x``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.inputs import access
from migrate.decisions.outputs import written
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Example, Fate, Rule, changed, converted, dropped, learn
from migrate.v1.data import PIPELINE_DATA
from migrate.v1.values import Call


def _data(use: Call, context: Context) -> Decision:
    if any(use.result is data for step in context.converted_steps for data in step.lost):
        edit = removal(use.where.statement, use.node)
        reason = "metrics of a sweep are no output in v2: mlflow has them"
        return Decision(dropped(reason), edits=(edit,) if edit is not None else ())
    return written(use, context)


_OVERWRITE = dropped("each job works in a folder of its own")
_PLACE = changed("", "v2 chooses where the output is on the compute: the script gets the path as argument")

_INPUT_NAME = dropped("the component's input is named after the data")
_ACCESS: dict[str, dict[str, Fate]] = {
    "as_mount": {"input_name": _INPUT_NAME},
    "as_download": {"input_name": _INPUT_NAME, "path_on_compute": _PLACE, "overwrite": _OVERWRITE},
}

RULE = Rule(
    code="AML303",
    name="pipeline-data",
    summary="PipelineData disappears: the producing component has an output, the consumer reads node.outputs.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={PIPELINE_DATA: _data, **{f"{PIPELINE_DATA}.{name}": access for name in _ACCESS}},
    parameters={
        **{f"{PIPELINE_DATA}.{name}": parameters for name, parameters in _ACCESS.items()},
        PIPELINE_DATA: {
            "name": converted("the output's name"),
            "datastore": converted("Output(path=…), unless it is the default datastore"),
            "output_name": converted("the output's name"),
            "output_mode": converted("mode"),
            "output_path_on_compute": _PLACE,
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
    ),
)
