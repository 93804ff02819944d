"""Steps whose arguments, names or maker stand in variables."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "common_keywords": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

# What all steps share
common = dict(source_directory="src", compute_target="cpu", runconfig=run_config, allow_reuse=False)
clean = PipelineData("clean")
prep = PythonScriptStep(name="prep", script_name="prep.py", arguments=["--to", clean], outputs=[clean], **common)
train = PythonScriptStep(
    script_name="train.py", arguments=["--from", clean], inputs=[clean], **{**common, "compute_target": "gpu"}
)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
prep_component = command(
    display_name="prep",
    code="src",
    command="python prep.py --to ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment="azureml:sales:4",
    compute="cpu",
    is_deterministic=False,
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment="azureml:sales:4",
    compute="gpu",
    is_deterministic=False,
)


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component(clean=prep.outputs.clean)


pipeline = pipeline_definition()
""",
    ),
    "common_keywords_in_a_function": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

COMMON = {"source_directory": "src", "compute_target": "cpu", "runconfig": run_config}


def make_step(name):
    return PythonScriptStep(name=name, script_name="train.py", arguments=["--name", name], **COMMON)


pipeline = Pipeline(ws, steps=[make_step("north"), make_step("south")])
""",
        """\
import re
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def make_step(name):
    train_component = command(
        display_name=name,
        code="src",
        command=f"python train.py --name {quote(name)}",
        environment="azureml:sales:4",
    )
    train_step = train_component()
    train_step.name = re.sub("[^a-z0-9_]+", "_", f"train_{name}".lower())
    return train_step


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    make_step("north")
    make_step("south")


pipeline = pipeline_definition()
""",
    ),
    "makers_in_short": (
        """\
from functools import partial

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

cpu_step = partial(PythonScriptStep, source_directory="src", compute_target="cpu", runconfig=run_config)
region_step = lambda region: cpu_step(
    name=f"train {region}", script_name="train.py", arguments=["--region", region], allow_reuse=False
)
prep = cpu_step("prep.py")
pipeline = Pipeline(ws, steps=[prep, region_step("north"), region_step("south")])
""",
        """\

from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def region_step(region):
    train_component = command(
        display_name=f"train {region}",
        code="src",
        command=f"python train.py --region {quote(region)}",
        environment="azureml:sales:4",
        is_deterministic=False,
    )
    train_step = train_component()
    train_step.name = f"train_{region}"
    return train_step


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep_component = command(
        display_name="prep.py",
        code="src",
        command="python prep.py",
        environment="azureml:sales:4",
    )
    prep = prep_component()
    region_step("north")
    region_step("south")


pipeline = pipeline_definition()
""",
    ),
    "names_that_are_not_known": (
        """\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def check_step(name, compute):
    # Checks one region
    return PythonScriptStep(
        script_name="check.py",
        name="Check " + name,
        arguments=["--name", name],
        source_directory="src",
        compute_target=compute,
        runconfig=run_config,
    )


regions = os.environ.get("REGIONS", "North Sea,South").split(",")
pipeline_steps = [check_step(region, "cpu") for region in regions]
pipeline_steps.append(check_step("all", compute="gpu"))
pipeline = Pipeline(workspace=ws, steps=pipeline_steps)
""",
        """\
import os
import re
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def check_step(name, compute):
    # Checks one region
    check_component = command(
        display_name="Check " + name,
        code="src",
        command=f"python check.py --name {quote(str(name))}",
        environment="azureml:sales:4",
        compute=compute,
    )
    check_step = check_component()
    check_step.name = re.sub("[^a-z0-9_]+", "_", ("Check " + name).lower())
    return check_step


regions = os.environ.get("REGIONS", "North Sea,South").split(",")


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    pipeline_steps = [check_step(region, "cpu") for region in regions]
    pipeline_steps.append(check_step("all", compute="gpu"))


pipeline = pipeline_definition()
""",
    ),
    "list_as_arguments": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
run_config.target = "cpu"


def train_step(fold):
    model = OutputFileDatasetConfig(name="model")
    step = PythonScriptStep(
        name=f"Train {fold}",
        script_name="train.py",
        source_directory="src",
        arguments=["--fold", fold, "--model", model],
        runconfig=run_config,
    )
    return step, model


load_step = PythonScriptStep("load.py", name="load", source_directory="src", runconfig=run_config)
models = []
for fold in range(3):
    _, model = train_step(fold)
    models.append(model)
report_step = PythonScriptStep(
    name="report",
    script_name="report.py",
    source_directory="src",
    arguments=["--models"] + models,
    inputs=models,
    runconfig=run_config,
)
report_step.run_after(load_step)
pipeline = Pipeline(ws, steps=[report_step])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def train_step(fold):
    step_component = command(
        display_name=f"Train {fold}",
        code="src",
        command=f"python train.py --fold {fold} --model ${{{{outputs.model}}}}",
        outputs={"model": Output(type="uri_folder")},
        environment="azureml:sales:4",
    )
    step = step_component()
    step.name = f"train_{fold}"
    model = step.outputs.model
    return step, model


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    load_component = command(
        display_name="load",
        code="src",
        command="python load.py && echo done > ${{outputs.done}}/done.txt",
        outputs={"done": Output(type="uri_folder")},
        environment="azureml:sales:4",
    )
    load_step = load_component()
    models = []
    for fold in range(3):
        _, model = train_step(fold)
        models.append(model)
    model_inputs = {f"model_{index}": model for index, model in enumerate(models)}
    model_paths = " ".join(f"${{{{inputs.{name}}}}}" for name in model_inputs)
    report_component = command(
        display_name="report",
        code="src",
        command=f"python report.py --models {model_paths}",
        inputs={
            "after_load": Input(type="uri_folder"),
            **{name: Input(type="uri_folder") for name in model_inputs},
        },
        environment="azureml:sales:4",
    )
    report_step = report_component(**model_inputs)
    report_step.inputs.after_load = load_step.outputs.done


pipeline = pipeline_definition()
""",
    ),
    "common_keywords_of_one_name": (
        """\
from functools import partial

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


def training(ws):
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "training", version="2")
    common = dict(source_directory="src", compute_target="gpu", runconfig=run_config)
    clean = PipelineData("clean")
    prep = PythonScriptStep("prep.py", arguments=["--to", clean], outputs=[clean], **common)
    train = PythonScriptStep("train.py", arguments=["--from", clean], inputs=[clean], **common)
    return Pipeline(ws, steps=[prep, train])


def scoring(ws):
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "scoring", version="5")
    common = dict(source_directory="src", compute_target="cpu", runconfig=run_config)
    make = partial(PythonScriptStep, allow_reuse=False, **common)
    scores = PipelineData("scores")
    score = make("merge.py", arguments=["--to", scores], outputs=[scores])
    return Pipeline(ws, steps=[score])


ws = Workspace.from_config()
pipelines = [training(ws), scoring(ws)]
""",
        """\

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential


def training(ws):
    prep_component = command(
        display_name="prep.py",
        code="src",
        command="python prep.py --to ${{outputs.clean}}",
        outputs={"clean": Output(type="uri_folder")},
        environment="azureml:training:2",
    )
    train_component = command(
        display_name="train.py",
        code="src",
        command="python train.py --from ${{inputs.clean}}",
        inputs={"clean": Input(type="uri_folder")},
        environment="azureml:training:2",
    )

    @dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
    def pipeline_definition():
        prep = prep_component()
        train = train_component(clean=prep.outputs.clean)

    return pipeline_definition()


def scoring(ws):
    score_component = command(
        display_name="merge.py",
        code="src",
        command="python merge.py --to ${{outputs.scores}}",
        outputs={"scores": Output(type="uri_folder")},
        environment="azureml:scoring:5",
        is_deterministic=False,
    )

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition_2():
        score = score_component()

    return pipeline_definition_2()


ws = MLClient.from_config(DefaultAzureCredential())
pipelines = [training(ws), scoring(ws)]
""",
    ),
}
