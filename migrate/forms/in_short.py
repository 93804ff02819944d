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
    "statements_that_share_a_line": (
        """\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration(); run_config.target = "cpu"
run_config.environment = Environment.get(ws, "sales", version="4")
prep = PythonScriptStep("prep.py", source_directory="src", runconfig=run_config)
train = PythonScriptStep("train.py", source_directory="src", runconfig=run_config)
report = PythonScriptStep("report.py", source_directory="src", runconfig=run_config)
train.run_after(prep); report.run_after(train)
steps = [report]
if "CHECK" in os.environ: steps.append(PythonScriptStep("check.py", source_directory="src", runconfig=run_config))
pipeline = Pipeline(ws, steps=steps); pipeline.validate()
""",
        """\
import os

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py && echo done > ${{outputs.done}}/done.txt",
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
    inputs={"after_train": Input(type="uri_folder")},
    environment="azureml:sales:4",
)
if "CHECK" in os.environ:
    check_component = command(
        display_name="check.py",
        code="src",
        command="python check.py",
        environment="azureml:sales:4",
    )


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component(after_prep=prep.outputs.done)
    report = report_component(after_train=train.outputs.done)
    if "CHECK" in os.environ:
        check_step = check_component()


pipeline = pipeline_definition()
ws.jobs.validate(pipeline)
""",
    ),
    "cases_generators_and_pairs": (
        """\
import sys
from itertools import pairwise, product

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
kind = "full" if "--full" in sys.argv else "short"
match kind:
    case "full":
        run_config.target = "gpu"
    case _:
        run_config.target = "cpu"


def checks():
    \"\"\"One for each region and year.\"\"\"
    for region, year in product(["north", "south"], [2024, 2025]):
        yield PythonScriptStep(
            name=f"check {region} {year}",
            script_name="check.py",
            source_directory="src",
            arguments=["--region", region, "--year", year],
            runconfig=run_config,
        )


prep = PythonScriptStep("prep.py", source_directory="src", runconfig=run_config)
train = PythonScriptStep("train.py", source_directory="src", runconfig=run_config)
report = PythonScriptStep("report.py", source_directory="src", runconfig=run_config)
chain = [prep, train, report]
for earlier, later in pairwise(chain):
    later.run_after(earlier)
pipeline = Pipeline(ws, steps=[*chain, *checks()])
""",
        """\
import sys
from itertools import pairwise, product
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
kind = "full" if "--full" in sys.argv else "short"


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    prep_component = command(
        display_name="prep.py",
        code="src",
        command="python prep.py && echo done > ${{outputs.done}}/done.txt",
        outputs={"done": Output(type="uri_folder")},
        environment="azureml:sales:4",
        compute="gpu" if kind == "full" else "cpu",
    )
    prep = prep_component()
    train_component = command(
        display_name="train.py",
        code="src",
        command="python train.py && echo done > ${{outputs.done}}/done.txt",
        inputs={"after_previous": Input(type="uri_folder", optional=True)},
        outputs={"done": Output(type="uri_folder")},
        environment="azureml:sales:4",
        compute="gpu" if kind == "full" else "cpu",
    )
    train = train_component()
    report_component = command(
        display_name="report.py",
        code="src",
        command="python report.py",
        inputs={"after_previous": Input(type="uri_folder", optional=True)},
        environment="azureml:sales:4",
        compute="gpu" if kind == "full" else "cpu",
    )
    report = report_component()
    chain = [prep, train, report]
    for earlier, later in pairwise(chain):
        later.inputs.after_previous = earlier.outputs.done
    for region, year in product(["north", "south"], [2024, 2025]):
        check_component = command(
            display_name=f"check {region} {year}",
            code="src",
            command=f"python check.py --region {quote(region)} --year {year}",
            environment="azureml:sales:4",
            compute="gpu" if kind == "full" else "cpu",
        )
        check_step = check_component()
        check_step.name = f"check_{region}_{year}"


pipeline = pipeline_definition()
""",
    ),
}
