"""Pipelines whose steps are made by functions that make several, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "functions_that_make_several_steps": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def make_steps(config):
    clean = PipelineData("clean")
    prep = PythonScriptStep(
        name="prep",
        script_name="prep.py",
        source_directory="src",
        arguments=["--to", clean],
        outputs=[clean],
        compute_target="cpu",
        runconfig=config,
    )
    train = PythonScriptStep(
        name="train",
        script_name="train.py",
        source_directory="src",
        arguments=["--from", clean],
        inputs=[clean],
        compute_target="cpu",
        runconfig=config,
    )
    check = PythonScriptStep(
        name="check", script_name="check.py", source_directory="src", compute_target="cpu", runconfig=config
    )
    check.run_after(train)
    return [prep, train, check]


def run(ws):
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "sales", version="4")
    pipeline = Pipeline(ws, steps=make_steps(run_config))
    pipeline.submit("sales")


run(ws)
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def make_steps(environment):
    prep_component = command(
        display_name="prep",
        code="src",
        command="python prep.py --to ${{outputs.clean}}",
        outputs={"clean": Output(type="uri_folder")},
        environment=environment,
    )
    prep = prep_component()
    prep.name = "prep"
    clean = prep.outputs.clean
    train_component = command(
        display_name="train",
        code="src",
        command="python train.py --from ${{inputs.clean}} && echo done > ${{outputs.done}}/done.txt",
        inputs={"clean": Input(type="uri_folder")},
        outputs={"done": Output(type="uri_folder")},
        environment=environment,
    )
    train = train_component(clean=clean)
    train.name = "train"
    check_component = command(
        display_name="check",
        code="src",
        command="python check.py",
        inputs={"after_train": Input(type="uri_folder")},
        environment=environment,
    )
    check = check_component()
    check.name = "check"
    check.inputs.after_train = train.outputs.done
    return [prep, train, check]


def run(ws):
    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition():
        make_steps("azureml:sales:4")

    pipeline = pipeline_definition()
    ws.jobs.create_or_update(pipeline, experiment_name="sales")


run(ws)
""",
    ),
    "functions_that_call_such_functions": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def make_step(name, script, config, compute="cpu"):
    return PythonScriptStep(
        name=name, script_name=script, source_directory="src", compute_target=compute, runconfig=config
    )


def region_steps(regions, config):
    made = {}
    for region in regions:
        made[region] = make_step("train_" + region, "train.py", config, compute="gpu")
    return made


def add_report(steps, short):
    if short:
        steps.append(make_step("report", "report.py", run_config))
    else:
        steps.append(make_step("long_report", "report.py", run_config, "gpu"))


regions = region_steps(["north", "south"], run_config)
steps = [make_step("prep", "prep.py", config=run_config)] + list(regions.values())
add_report(steps, True)
pipeline = Pipeline(ws, steps=steps)
""",
        """\
import re
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def make_step(name, script, compute="cpu"):
    step_component = command(
        display_name=name,
        code="src",
        command=f"python {quote(script)}",
        environment="azureml:sales:4",
        compute=compute,
    )
    step_step = step_component()
    step_step.name = re.sub("[^a-z0-9_]+", "_", f"step_{name}".lower())
    return step_step


def region_steps(regions):
    made = {}
    for region in regions:
        made[region] = make_step("train_" + region, "train.py", compute="gpu")
    return made


def add_report(steps, short):
    if short:
        steps.append(make_step("report", "report.py"))
    else:
        steps.append(make_step("long_report", "report.py", "gpu"))


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    regions = region_steps(["north", "south"])
    steps = [make_step("prep", "prep.py")] + list(regions.values())
    add_report(steps, True)


pipeline = pipeline_definition()
""",
    ),
    "two_pipelines": (
        """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def train_step(region):
    rounds = PipelineParameter("rounds", 10)
    return PythonScriptStep(
        name=f"train {region}",
        script_name="train.py",
        source_directory="src",
        arguments=["--region", region, "--rounds", rounds],
        compute_target="cpu",
    )


north = train_step("north")
pipeline = Pipeline(ws, steps=[north])


def build():
    south = train_step("south")
    return Pipeline(ws, steps=[south])


other = build()
""",
        """\
from shlex import quote

from azure.ai.ml import Input, MLClient, command, dsl
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


def train_step(region, rounds):
    north_component = command(
        display_name=f"train {region}",
        code="src",
        command=(
            f"python train.py --region {quote(region)}"
            " --rounds ${{inputs.rounds}}"
        ),
        inputs={"rounds": Input(type="integer")},
        environment=environment,
    )
    return north_component(rounds=rounds)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 10):
    north = train_step("north", rounds=rounds)


pipeline = pipeline_definition()


def build():
    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def other_definition(rounds: int = 10):
        south = train_step("south", rounds=rounds)

    return other_definition()


other = build()
""",
    ),
    "function_inside_of_another_one": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


def build():
    def make_step(name, arguments, **more):
        return PythonScriptStep(
            name=name,
            script_name=f"{name}.py",
            source_directory="src",
            arguments=arguments,
            compute_target="cpu",
            runconfig=run_config,
            **more,
        )

    ws = Workspace.from_config()
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "sales", version="4")
    clean = PipelineData("clean")
    prep_step = make_step("prep", ["--to", clean], outputs=[clean], allow_reuse=False)
    train_step = make_step("train", ["--from", clean], inputs=[clean])
    return Pipeline(ws, steps=[prep_step, train_step])


pipeline = build()
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential


def build():
    ws = MLClient.from_config(DefaultAzureCredential())
    prep_component = command(
        display_name="prep",
        code="src",
        command="python prep.py --to ${{outputs.clean}}",
        outputs={"clean": Output(type="uri_folder")},
        environment="azureml:sales:4",
        is_deterministic=False,
    )
    train_component = command(
        display_name="train",
        code="src",
        command="python train.py --from ${{inputs.clean}}",
        inputs={"clean": Input(type="uri_folder")},
        environment="azureml:sales:4",
    )

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition():
        prep_step = prep_component()
        train_step = train_component(clean=prep_step.outputs.clean)

    return pipeline_definition()


pipeline = build()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
