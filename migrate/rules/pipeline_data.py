"""``PipelineData("x")`` → the producing step's output ``x``; consumers read ``node.outputs.x``"""

from __future__ import annotations

from dataclasses import replace

from migrate.decisions.access import access, selection
from migrate.decisions.context import Context
from migrate.decisions.data import same_store
from migrate.decisions.outputs import REGISTERED_ALWAYS, held_annotation, written
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Example, Fate, Rule, changed, converted, dropped, learn
from migrate.decisions.step_tables import TABLE_LEFT, is_in_table
from migrate.v1.data import OUTPUT_BINDING, PIPELINE_DATA, SELECTING
from migrate.v1.values import Call

_DATASETS = "azureml.pipeline.core.pipeline_output_dataset"
_TABLES = f"{_DATASETS}.PipelineOutputTabularDataset"
_ANY, _FILES = f"{_DATASETS}.PipelineOutputAbstractDataset", f"{_DATASETS}.PipelineOutputFileDataset"


def _data(use: Call, context: Context) -> Decision:
    if any(use.result is data for step in context.converted_steps for data in step.lost):
        edit = removal(use.where.statement, use.node)
        reason = "metrics are no output in v2: mlflow has them"
        return Decision(dropped(reason), edits=(edit,) if edit is not None else ())
    return written(use, context)


def _dataset(use: Call, context: Context) -> Decision:
    """``clean.as_dataset()``: the output itself, which v2 hands on without a form of its own."""
    return replace(access(use, context), fate=converted("node.outputs"))


def _register(use: Call, context: Context) -> Decision:
    return replace(access(use, context), fate=changed("Output(name=…)", REGISTERED_ALWAYS))


def _parse(use: Call, context: Context) -> Decision:
    if is_in_table(use, context):
        return replace(access(use, context), fate=changed('Output(type="mltable")', TABLE_LEFT))
    message = (
        "the script gets the address of the folder and reads it as a table: "
        'mltable.from_delimited_files(paths=[{"folder": address}]), or mltable.from_parquet_files'
    )
    return replace(access(use, context), fate=changed('Input(mode="direct")', message))


_OVERWRITE = dropped("each job works in a folder of its own")
_PLACE = changed("", "v2 chooses where the output is on the compute: the script gets the path as argument")

_INPUT_NAME = dropped("the component's input is named after the data")
_NAME = converted("the input's name")
_ACCESS: dict[str, dict[str, Fate]] = {
    f"{PIPELINE_DATA}.as_mount": {"input_name": _INPUT_NAME},
    f"{PIPELINE_DATA}.as_download": {"input_name": _INPUT_NAME, "path_on_compute": _PLACE, "overwrite": _OVERWRITE},
    f"{PIPELINE_DATA}.as_input": {"input_name": _NAME},
    f"{_FILES}.as_mount": {"path_on_compute": _PLACE},
    f"{_FILES}.as_download": {"path_on_compute": _PLACE},
    f"{_FILES}.as_direct": {},
    f"{_ANY}.as_named_input": {"name": _NAME},
}
_NEW_VERSION = changed("", "a job of v2 always makes a new version")
_IN_TABLE = changed("", "said where the table is read, or in the file MLTable for AutoML")
_PARQUET = dict.fromkeys(("include_path", "partition_format", "file_extension", "set_column_types"), _IN_TABLE)
_DELIMITED = {**dict.fromkeys(("separator", "header", "quoted_line_breaks"), _IN_TABLE), **_PARQUET}
_SELECTED = changed("", "what reads the files chooses the columns")

RULE = Rule(
    code="AML303",
    name="pipeline-data",
    summary="PipelineData disappears: the producing component has an output, the consumer reads node.outputs.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={
        PIPELINE_DATA: _data,
        **dict.fromkeys(_ACCESS, access),
        f"{PIPELINE_DATA}.as_dataset": _dataset,
        f"{_ANY}.register": _register,
        f"{_FILES}.parse_delimited_files": _parse,
        f"{_FILES}.parse_parquet_files": _parse,
        **{f"{_TABLES}.{name}": selection for name in SELECTING},
    },
    references={PIPELINE_DATA: held_annotation},
    attributes={f"{PIPELINE_DATA}.datastore": same_store, f"{OUTPUT_BINDING}.datastore": same_store},
    parameters={
        **{f"{_TABLES}.{name}": {"columns": _SELECTED} for name in SELECTING},
        **_ACCESS,
        f"{PIPELINE_DATA}.as_dataset": {},
        f"{_ANY}.register": {"name": converted("Output(name=…)"), "create_new_version": _NEW_VERSION},
        f"{_FILES}.parse_delimited_files": _DELIMITED,
        f"{_FILES}.parse_parquet_files": _PARQUET,
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
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
clean = PipelineData("clean").as_dataset().register("clean-sales")
model = PipelineData("model", pipeline_output_name="demand_model")

prep = PythonScriptStep(
    script_name="prep.py",
    arguments=["--to", clean],
    outputs=[clean],
    compute_target="cpu",
    source_directory="src",
)
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--from", clean.as_named_input("features").as_download(), "--to", model],
    outputs=[model],
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
    outputs={"clean": Output(type="uri_folder", name="clean-sales")},
    environment=environment,
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.features}} --to ${{outputs.model}}",
    inputs={"features": Input(type="uri_folder")},
    outputs={"model": Output(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component(features=prep.outputs.clean)
    train.inputs.features.mode = "download"
    return {"demand_model": train.outputs.model}


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
clean = PipelineData("clean").as_dataset().register("clean-sales")
model = PipelineData("model", pipeline_output_name="demand_model")

prep = PythonScriptStep(
    script_name="prep.py",
    arguments=["--to", clean],
    outputs=[clean],
    compute_target="cpu",
    source_directory="src",
)
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--from", clean.as_named_input("features").as_download(), "--to", model],
    outputs=[model],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[prep, train])
""",
            after="""\
from azure.ai.ml import MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

prep_component = load_component(source="components/prep/component.yaml")
train_component = load_component(source="components/train/component.yaml")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    prep.outputs.clean.name = "clean-sales"
    train = train_component(features=prep.outputs.clean)
    train.inputs.features.mode = "download"
    return {"demand_model": train.outputs.model}


pipeline = pipeline_definition()
""",
            style="yaml",
            files={
                "components/prep/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: prep
display_name: prep.py
outputs:
  clean:
    type: uri_folder
code: ../../src
command: python prep.py --to ${{outputs.clean}}
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
  conda_file: ../../environments/pipeline.yaml
""",
                "components/train/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: train
display_name: train.py
inputs:
  features:
    type: uri_folder
outputs:
  model:
    type: uri_folder
code: ../../src
command: python train.py --from ${{inputs.features}} --to ${{outputs.model}}
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
  conda_file: ../../environments/pipeline.yaml
""",
                "environments/pipeline.yaml": """\
channels:
  - anaconda
  - conda-forge
dependencies:
  - python=3.8.13
  - pip:
      - azureml-defaults
""",
            },
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import AutoMLStep, PythonScriptStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
cpu = ws.compute_targets["cpu"]
rides = PipelineData("rides", datastore=ws.get_default_datastore()).as_dataset()

prep = PythonScriptStep(
    script_name="prep.py", arguments=["--to", rides], outputs=[rides], compute_target=cpu, source_directory="src"
)
table = rides.parse_parquet_files().keep_columns(["hour", "cost"])
config = AutoMLConfig(task="regression", training_data=table, label_column_name="cost", compute_target=cpu)
pipeline = Pipeline(ws, steps=[AutoMLStep("fit", automl_config=config)])
""",
            after="""\
from azure.ai.ml import MLClient, Output, automl, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cpu = ws.compute.get("cpu")

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
    command=(
        "python prep.py --to ${{outputs.rides}}"
        " && echo '{type: mltable, paths: [{pattern: ./**/*.parquet}], transformations: [read_parquet, {keep_columns:"
        " [hour, cost]}]}' > ${{outputs.rides}}/MLTable"
    ),
    outputs={"rides": Output(type="mltable")},
    environment=environment,
)


@dsl.pipeline(default_compute=cpu.name, continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    fit_step = automl.regression(
        display_name="fit",
        training_data=prep.outputs.rides,
        target_column_name="cost",
        primary_metric="spearman_correlation",
        outputs={"best_model": Output(type="mlflow_model")},
    )


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
        Example(
            before="""\
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
            after="""\
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
    ),
)
