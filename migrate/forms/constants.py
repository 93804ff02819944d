"""Pipelines whose steps and data loops over constants make, told apart by key or place, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "data_by_key": (
        """\
from azureml.core import Dataset, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

REGIONS = ["north", "south"]

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

sales = {region: Dataset.get_by_name(ws, f"sales-{region}") for region in REGIONS}
# Each region has its own model
models = {region: PipelineData(f"model_{region}") for region in REGIONS}
steps = []
for region in REGIONS:
    # Trained on what was sold there
    step = PythonScriptStep(
        name=f"train {region}",
        script_name="train.py",
        source_directory="src",
        arguments=["--sales", sales[region].as_named_input(f"sales_{region}"), "--model", models[region]],
        outputs=[models[region]],
        compute_target="gpu" if region == "north" else "cpu",
        runconfig=run_config,
    )
    steps.append(step)
report_step = PythonScriptStep(
    script_name="report.py",
    source_directory="src",
    arguments=["--north", models["north"], "--south", models["south"]],
    inputs=list(models.values()),
    compute_target="cpu",
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[*steps, report_step])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

sales_north = Input(type="mltable", path="azureml:sales-north@latest", mode="direct")
sales_south = Input(type="mltable", path="azureml:sales-south@latest", mode="direct")
# Trained on what was sold there
north_component = command(
    display_name="train north",
    code="src",
    command="python train.py --sales ${{inputs.sales_north}} --model ${{outputs.model_north}}",
    inputs={"sales_north": Input(type="mltable")},
    outputs={"model_north": Output(type="uri_folder")},
    environment="azureml:sales:4",
    compute="gpu",
)
south_component = command(
    display_name="train south",
    code="src",
    command="python train.py --sales ${{inputs.sales_south}} --model ${{outputs.model_south}}",
    inputs={"sales_south": Input(type="mltable")},
    outputs={"model_south": Output(type="uri_folder")},
    environment="azureml:sales:4",
    compute="cpu",
)
report_component = command(
    display_name="report.py",
    code="src",
    command="python report.py --north ${{inputs.model_north}} --south ${{inputs.model_south}}",
    inputs={"model_north": Input(type="uri_folder"), "model_south": Input(type="uri_folder")},
    environment="azureml:sales:4",
    compute="cpu",
)


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition(sales_north: Input(type="mltable"), sales_south: Input(type="mltable")):
    step_north = north_component(sales_north=sales_north)
    step_south = south_component(sales_south=sales_south)
    report_step = report_component(
        model_north=step_north.outputs.model_north,
        model_south=step_south.outputs.model_south,
    )


pipeline = pipeline_definition(sales_north=sales_north, sales_south=sales_south)
""",
    ),
    "steps_by_key": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

# What runs, and where
STEPS = {
    "load": {"script": "load.py", "compute": "cpu", "arguments": ["--days", "30"]},
    "prep": {"script": "prep.py", "compute": "cpu", "arguments": []},
    "train": {"script": "train.py", "compute": "gpu", "arguments": ["--rounds", "100"]},
}


def main():
    ws = Workspace.from_config()
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "sales", version="4")

    steps = {}
    for name, settings in STEPS.items():
        steps[name] = PythonScriptStep(
            name=name,
            script_name=settings["script"],
            source_directory="src",
            arguments=settings["arguments"] + ["--seed", settings.get("seed", "1")],
            compute_target=settings["compute"],
            runconfig=run_config,
            allow_reuse=name != "load",
        )
    steps["prep"].run_after(steps["load"])
    steps["train"].run_after(steps["prep"])
    pipeline = Pipeline(ws, steps=list(steps.values()))
    pipeline.submit("sales")


if __name__ == "__main__":
    main()
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential


def main():
    ws = MLClient.from_config(DefaultAzureCredential())

    # What runs, and where
    load_component = command(
        display_name="load",
        code="src",
        command=(
            "python load.py --days 30 --seed 1"
            " && echo done > ${{outputs.done}}/done.txt"
        ),
        outputs={"done": Output(type="uri_folder")},
        environment="azureml:sales:4",
        compute="cpu",
        is_deterministic=False,
    )
    prep_component = command(
        display_name="prep",
        code="src",
        command="python prep.py --seed 1 && echo done > ${{outputs.done}}/done.txt",
        inputs={"after_load": Input(type="uri_folder")},
        outputs={"done": Output(type="uri_folder")},
        environment="azureml:sales:4",
        compute="cpu",
    )
    train_component = command(
        display_name="train",
        code="src",
        command="python train.py --rounds 100 --seed 1",
        inputs={"after_prep": Input(type="uri_folder")},
        environment="azureml:sales:4",
        compute="gpu",
    )

    @dsl.pipeline(continue_on_step_failure=False)
    def pipeline_definition():
        load_step = load_component()
        prep_step = prep_component(after_load=load_step.outputs.done)
        train_step = train_component(after_prep=prep_step.outputs.done)

    pipeline = pipeline_definition()
    ws.jobs.create_or_update(pipeline, experiment_name="sales")


if __name__ == "__main__":
    main()
""",
    ),
    "elements_of_lists": (
        """\
from itertools import chain

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
common = {"source_directory": "src", "compute_target": "cpu", "runconfig": run_config}


def make_step(name):
    return PythonScriptStep(f"{name}.py", **common)


first, *rest = [make_step(name) for name in ("load", "prep", "report")]
checks = [PythonScriptStep("check.py", name=f"check {number}", **common) for number in range(2)]
for step in rest:
    step.run_after(first)
checks[0].run_after(first)
checks[1].run_after(checks[0])
pipeline = Pipeline(ws, steps=sorted(chain.from_iterable([[first, *rest], checks]), key=lambda step: step.name))
""",
        """\

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

first_component = command(
    display_name="load.py",
    code="src",
    command="python load.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
rest_prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py",
    inputs={"after_first": Input(type="uri_folder")},
    environment="azureml:sales:4",
)
rest_report_component = command(
    display_name="report.py",
    code="src",
    command="python report.py",
    inputs={"after_first": Input(type="uri_folder")},
    environment="azureml:sales:4",
)
check_0_component = command(
    display_name="check 0",
    code="src",
    command="python check.py && echo done > ${{outputs.done}}/done.txt",
    inputs={"after_first": Input(type="uri_folder")},
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
check_1_component = command(
    display_name="check 1",
    code="src",
    command="python check.py",
    inputs={"after_check_0": Input(type="uri_folder")},
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    first = first_component()
    rest_prep = rest_prep_component(after_first=first.outputs.done)
    rest_report = rest_report_component(after_first=first.outputs.done)
    check_0 = check_0_component(after_first=first.outputs.done)
    check_1 = check_1_component(after_check_0=check_0.outputs.done)


pipeline = pipeline_definition()
""",
    ),
    "choice_between_steps": (
        """\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
common = {"source_directory": "src", "compute_target": "cpu", "runconfig": run_config}

kind = os.environ.get("KIND", "fast")
clean = PipelineData("clean")
prep_step = PythonScriptStep("prep.py", arguments=["--to", clean], outputs=[clean], **common)
fast_step = PythonScriptStep("fast.py", arguments=["--from", clean], inputs=[clean], **common)
# Takes a night
full_step = PythonScriptStep("train.py", arguments=["--from", clean], inputs=[clean], **common)
train_step = {"fast": fast_step, "full": full_step}[kind]
pipeline = Pipeline(ws, steps=[prep_step, train_step])
""",
        """\
import os

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

kind = os.environ.get("KIND", "fast")
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py --to ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
if kind not in ("fast", "full"):
    raise KeyError(kind)
if kind == "fast":
    fast_component = command(
        display_name="fast.py",
        code="src",
        command="python fast.py --from ${{inputs.clean}}",
        inputs={"clean": Input(type="uri_folder")},
        environment="azureml:sales:4",
    )
else:
    # Takes a night
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
    if kind == "fast":
        train_step = fast_component(clean=prep_step.outputs.clean)
    else:
        train_step_2 = train_component(clean=prep_step.outputs.clean)


pipeline = pipeline_definition()
""",
    ),
}
