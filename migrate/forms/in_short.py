"""Pipelines that say in short how their steps are made, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "comprehension_of_steps": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

REGIONS = ["north", "south"]
# One for each region
steps = [
    PythonScriptStep(
        name=f"train {region}",
        script_name="train.py",
        source_directory="src",
        arguments=["--region", region],
        compute_target="cpu",
        runconfig=run_config,
    )
    for region in REGIONS
]
pipeline = Pipeline(ws, steps=steps)
""",
        """\
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

REGIONS = ["north", "south"]


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    # One for each region
    for region in REGIONS:
        train_component = command(
            display_name=f"train {region}",
            code="src",
            command=f"python train.py --region {quote(region)}",
            environment="azureml:sales:4",
        )
        train_step = train_component()
        train_step.name = f"train_{region}"


pipeline = pipeline_definition()
""",
    ),
    "comprehension_with_a_condition_and_two_loops": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def build(regions, years):
    report = PythonScriptStep(
        "report.py", source_directory="src", compute_target="cpu", runconfig=run_config
    )
    return Pipeline(
        ws,
        steps=[report]
        + [
            PythonScriptStep(
                name=f"train_{region}_{year}",
                script_name="train.py",
                source_directory="src",
                arguments=["--region", region, "--year", year],
                compute_target="cpu",
                runconfig=run_config,
            )
            for region in regions
            if region
            for year in years
        ],
    )


pipeline = build(["north", "south"], [2024, 2025])
""",
        """\
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def build(regions, years):
    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition():
        report_component = command(
            display_name="report.py",
            code="src",
            command="python report.py",
            environment="azureml:sales:4",
        )
        report = report_component()
        for region in regions:
            if region:
                for year in years:
                    train_component = command(
                        display_name=f"train_{region}_{year}",
                        code="src",
                        command=(
                            f"python train.py --region {quote(region)} --year {year}"
                        ),
                        environment="azureml:sales:4",
                    )
                    train_step = train_component()
                    train_step.name = f"train_{region}_{year}"

    return pipeline_definition()


pipeline = build(["north", "south"], [2024, 2025])
""",
    ),
    "generator_that_extends_a_list": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

steps = []
steps.extend(
    PythonScriptStep(
        name=f"train {region}",
        script_name="train.py",
        source_directory="src",
        arguments=["--region", region],
        compute_target="cpu",
        runconfig=run_config,
    )
    for region in ("north", "south")
)
steps += [
    PythonScriptStep(
        f"check{number}.py", source_directory="src", compute_target="cpu", runconfig=run_config
    )
    for number in range(2)
]
pipeline = Pipeline(ws, steps=steps)
""",
        """\
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    for region in ("north", "south"):
        train_component = command(
            display_name=f"train {region}",
            code="src",
            command=f"python train.py --region {quote(region)}",
            environment="azureml:sales:4",
        )
        train_step = train_component()
        train_step.name = f"train_{region}"
    for number in range(2):
        step_component = command(
            display_name=f"check{number}.py",
            code="src",
            command=f"python {quote(f'check{number}.py')}",
            environment="azureml:sales:4",
        )
        step_component()


pipeline = pipeline_definition()
""",
    ),
    "dictionary_of_steps": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

steps = {
    region: PythonScriptStep(
        name=f"train {region}",
        script_name="train.py",
        source_directory="src",
        arguments=["--region", region],
        compute_target="cpu",
        runconfig=run_config,
    )
    for region in ["north", "south"]
}
pipeline = Pipeline(ws, steps=list(steps.values()))
""",
        """\
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    steps = {}
    for region in ["north", "south"]:
        train_component = command(
            display_name=f"train {region}",
            code="src",
            command=f"python train.py --region {quote(region)}",
            environment="azureml:sales:4",
        )
        train_step = train_component()
        train_step.name = f"train_{region}"
        steps[region] = train_step


pipeline = pipeline_definition()
""",
    ),
    "one_of_two_steps": (
        """\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

fast = os.environ.get("FAST") == "1"
train = (
    PythonScriptStep("fast.py", source_directory="src", compute_target="cpu", runconfig=run_config)
    if fast
    else PythonScriptStep(
        name="slow", script_name="train.py", source_directory="src", compute_target="gpu", runconfig=run_config
    )
)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
import os

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

fast = os.environ.get("FAST") == "1"
if fast:
    fast_component = command(
        display_name="fast.py",
        code="src",
        command="python fast.py",
        environment="azureml:sales:4",
        compute="cpu",
    )
else:
    slow_component = command(
        display_name="slow",
        code="src",
        command="python train.py",
        environment="azureml:sales:4",
        compute="gpu",
    )


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    if fast:
        train = fast_component()
    else:
        train_2 = slow_component()


pipeline = pipeline_definition()
""",
    ),
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
    "condition_that_is_evaluated_once": (
        """\
from distutils.util import strtobool
from os import environ

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
run_config.target = "cpu"
train_step = PythonScriptStep("train.py", name="train", source_directory="src", runconfig=run_config)
check_step = PythonScriptStep("check.py", name="check", source_directory="src", runconfig=run_config)
publish_step = PythonScriptStep("publish.py", name="publish", source_directory="src", runconfig=run_config)
# The check takes an hour
if strtobool(environ.get("CHECK", "yes")):
    check_step.run_after(train_step)
    publish_step.run_after(check_step)
    steps = [train_step, check_step, publish_step]
else:
    publish_step.run_after(train_step)
    steps = [train_step, publish_step]
pipeline = Pipeline(ws, steps=steps)
""",
        """\
from distutils.util import strtobool
from os import environ

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train",
    code="src",
    command="python train.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
check_component = command(
    display_name="check",
    code="src",
    command="python check.py && echo done > ${{outputs.done}}/done.txt",
    inputs={"after_train": Input(type="uri_folder")},
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
publish_component = command(
    display_name="publish",
    code="src",
    command="python publish.py",
    inputs={
        "after_check": Input(type="uri_folder", optional=True),
        "after_train": Input(type="uri_folder", optional=True),
    },
    environment="azureml:sales:4",
)
# The check takes an hour
condition = strtobool(environ.get("CHECK", "yes"))


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()
    publish_step = publish_component()
    if condition:
        check_step = check_component(after_train=train_step.outputs.done)
        publish_step.inputs.after_check = check_step.outputs.done
    else:
        publish_step.inputs.after_train = train_step.outputs.done


pipeline = pipeline_definition()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
