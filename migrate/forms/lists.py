"""Pipelines whose steps, data and arguments come out of lists and dictionaries, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "lists_of_steps": (
        """\
import itertools

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, StepSequence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

load_step = PythonScriptStep("load.py", source_directory="src", compute_target="cpu", runconfig=run_config)
prep_step = PythonScriptStep("prep.py", source_directory="src", compute_target="cpu", runconfig=run_config)
train_step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
report_step = PythonScriptStep("report.py", source_directory="src", compute_target="cpu", runconfig=run_config)

steps = list()
steps.append(prep_step)
steps.insert(0, load_step)
small = Pipeline(ws, steps=steps)
# The second pipeline trains, too
steps.extend([train_step])
large = Pipeline(ws, steps=StepSequence(steps=[*steps, StepSequence([report_step])]))
checks = Pipeline(ws, steps=list(itertools.chain(steps[:1], [report_step])))
""",
        """\
import itertools

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

load_component = command(
    display_name="load.py",
    code="src",
    command="python load.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py && echo done > ${{outputs.done}}/done.txt",
    inputs={"after_load": Input(type="uri_folder", optional=True)},
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py && echo done > ${{outputs.done}}/done.txt",
    inputs={"after_prep": Input(type="uri_folder")},
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
report_component = command(
    display_name="report.py",
    code="src",
    command="python report.py",
    inputs={"after_train": Input(type="uri_folder", optional=True)},
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def small_definition():
    load_step = load_component()
    prep_step = prep_component()


small = small_definition()


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def large_definition():
    load_step = load_component()
    prep_step = prep_component(after_load=load_step.outputs.done)
    train_step = train_component(after_prep=prep_step.outputs.done)
    report_step = report_component(after_train=train_step.outputs.done)


large = large_definition()


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def checks_definition():
    load_step = load_component()
    report_step = report_component()


checks = checks_definition()
""",
    ),
    "dictionaries": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

data = {"clean": PipelineData("clean"), "model": PipelineData("model")}
parameters = {"rounds": PipelineParameter("rounds", 100)}
steps = {
    "prep": PythonScriptStep(
        "prep.py",
        source_directory="src",
        arguments=["--to", data["clean"]],
        outputs=[data["clean"]],
        compute_target="cpu",
        runconfig=run_config,
    ),
}
steps["train"] = PythonScriptStep(
    "train.py",
    source_directory="src",
    arguments=["--from", data["clean"], "--rounds", parameters["rounds"], "--model", data["model"]],
    inputs=[data["clean"]],
    outputs=[data["model"]],
    compute_target="cpu",
    runconfig=run_config,
)
steps["check"] = PythonScriptStep("check.py", source_directory="src", compute_target="cpu", runconfig=run_config)
steps["check"].run_after(steps["train"])
pipeline = Pipeline(ws, steps=list(steps.values()))
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
)
train_component = command(
    display_name="train.py",
    code="src",
    command=(
        "python train.py --from ${{inputs.clean}} --rounds ${{inputs.rounds}} --model ${{outputs.model}}"
        " && echo done > ${{outputs.done}}/done.txt"
    ),
    inputs={"clean": Input(type="uri_folder"), "rounds": Input(type="integer")},
    outputs={"model": Output(type="uri_folder"), "done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
check_component = command(
    display_name="check.py",
    code="src",
    command="python check.py",
    inputs={"after_train": Input(type="uri_folder")},
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 100):
    prep_step = prep_component()
    train_step = train_component(clean=prep_step.outputs.clean, rounds=rounds)
    check_step = check_component(after_train=train_step.outputs.done)


pipeline = pipeline_definition()
""",
    ),
    "arguments": (
        """\
import os
import sys

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

OPTIONS = {"rounds": 100, "rate": 0.1}

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
clean = PipelineData("clean")

options = []
for name, value in OPTIONS.items():
    options += ["--" + name, value]
arguments = ["--to", clean]
if os.environ.get("VERBOSE"):
    arguments.append("--verbose")
    arguments.extend(sys.argv[1:])

prep_step = PythonScriptStep(
    "prep.py",
    source_directory="src",
    arguments=arguments,
    outputs=[clean],
    compute_target="cpu",
    runconfig=run_config,
)
train_step = PythonScriptStep(
    "train.py",
    source_directory="src",
    arguments=["--from", clean, "--regions", *[region.title() for region in ("north sea", "south")]] + options,
    inputs=[clean],
    compute_target="cpu",
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[train_step])
""",
        """\
import os
import sys
import shlex

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

OPTIONS = {"rounds": 100, "rate": 0.1}

ws = MLClient.from_config(DefaultAzureCredential())

options = []
for name, value in OPTIONS.items():
    options += ["--" + name, value]

prep_component = command(
    display_name="prep.py",
    code="src",
    command=(
        "python prep.py --to ${{outputs.clean}}"
        f"{f' --verbose {shlex.join(map(str, sys.argv[1:]))}' if os.environ.get('VERBOSE') else ''}"
    ),
    outputs={"clean": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
train_component = command(
    display_name="train.py",
    code="src",
    command=(
        "python train.py --from ${{inputs.clean}}"
        f" --regions {shlex.join(map(str, [region.title() for region in ('north sea', 'south')]))}"
        f" {shlex.join(map(str, options))}"
    ),
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
    "list_that_is_changed": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, StepSequence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

prep = PythonScriptStep("prep.py", source_directory="src", compute_target="cpu", runconfig=run_config)
train = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
report = PythonScriptStep("report.py", source_directory="src", compute_target="cpu", runconfig=run_config)

order = [train, report, prep]
order.remove(train)
order.insert(1, train)
order.append(report)
order.pop()
order.reverse()
pipeline = Pipeline(ws, steps=StepSequence(steps=order))
backwards = Pipeline(ws, steps=StepSequence(steps=list(reversed([prep, train, report]))))
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py && echo done > ${{outputs.done}}/done.txt",
    inputs={"after_train": Input(type="uri_folder", optional=True)},
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py && echo done > ${{outputs.done}}/done.txt",
    inputs={
        "after_prep": Input(type="uri_folder", optional=True),
        "after_report": Input(type="uri_folder", optional=True),
    },
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
report_component = command(
    display_name="report.py",
    code="src",
    command="python report.py && echo done > ${{outputs.done}}/done.txt",
    inputs={"after_train": Input(type="uri_folder", optional=True)},
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component(after_prep=prep.outputs.done)
    report = report_component(after_train=train.outputs.done)


pipeline = pipeline_definition()


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def backwards_definition():
    report = report_component()
    train = train_component(after_report=report.outputs.done)
    prep = prep_component(after_train=train.outputs.done)


backwards = backwards_definition()
""",
    ),
    "dictionary_by_keywords": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

prep = PythonScriptStep("prep.py", source_directory="src", compute_target="cpu", runconfig=run_config)
train = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
report = PythonScriptStep("report.py", source_directory="src", compute_target="cpu", runconfig=run_config)

steps = dict(prep=prep, train=train)
pipeline = Pipeline(ws, steps=list(filter(None, [steps.get("prep"), steps.get("x"), steps["train"], report])))
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

prep_component = command(display_name="prep.py", code="src", command="python prep.py", environment="azureml:sales:4")
train_component = command(display_name="train.py", code="src", command="python train.py", environment="azureml:sales:4")
report_component = command(
    display_name="report.py",
    code="src",
    command="python report.py",
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component()
    report = report_component()


pipeline = pipeline_definition()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
