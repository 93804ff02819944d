"""Steps that wait for every step of a list, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "waiting_for_all_of_a_list": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
common = {"source_directory": "src", "compute_target": "cpu", "runconfig": run_config}

report_step = PythonScriptStep("report.py", **common)
publish_step = PythonScriptStep("publish.py", **common)
checks = [PythonScriptStep("check.py", name=f"check {name}", **common) for name in ["sums", "names"]]
trainings = []
for region in ["north", "south"]:
    train_step = PythonScriptStep("train.py", name=f"train {region}", **common)
    trainings.append(train_step)
    if region != "north":
        publish_step.run_after(train_step)
for training in trainings:
    for check in checks:
        training.run_after(check)
# Only when all is done
[report_step.run_after(training) for training in trainings]
pipeline = Pipeline(ws, steps=checks + trainings + [publish_step, report_step])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    checks = []
    for name in ["sums", "names"]:
        check_component = command(
            display_name=f"check {name}",
            code="src",
            command="python check.py && echo done > ${{outputs.done}}/done.txt",
            outputs={"done": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        check_step = check_component()
        check_step.name = f"check_{name}"
        checks.append(check_step)
    trainings = []
    train_steps = []
    for region in ["north", "south"]:
        after_checks = {f"after_check_{index}": check.outputs.done for index, check in enumerate(checks)}
        train_component = command(
            display_name=f"train {region}",
            code="src",
            command="python train.py && echo done > ${{outputs.done}}/done.txt",
            inputs={name: Input(type="uri_folder") for name in after_checks},
            outputs={"done": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        train_step = train_component(**after_checks)
        train_step.name = f"train_{region}"
        trainings.append(train_step)
        if region != "north":
            train_steps.append(train_step)
    after_train_steps = {f"after_train_step_{index}": earlier.outputs.done for index, earlier in enumerate(train_steps)}
    publish_component = command(
        display_name="publish.py",
        code="src",
        command="python publish.py",
        inputs={name: Input(type="uri_folder") for name in after_train_steps},
        environment="azureml:sales:4",
    )
    publish_step = publish_component(**after_train_steps)
    # Only when all is done
    after_trainings = {f"after_training_{index}": training.outputs.done for index, training in enumerate(trainings)}
    report_component = command(
        display_name="report.py",
        code="src",
        command="python report.py",
        inputs={name: Input(type="uri_folder") for name in after_trainings},
        environment="azureml:sales:4",
    )
    report_step = report_component(**after_trainings)


pipeline = pipeline_definition()
""",
    ),
    "sequences_with_lists": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, StepSequence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
common = {"source_directory": "src", "compute_target": "cpu", "runconfig": run_config}


def region_pipeline(regions):
    load_step = PythonScriptStep("load.py", **common)
    steps = [PythonScriptStep("train.py", name=f"train {region}", **common) for region in regions]
    report_step = PythonScriptStep("report.py", **common)
    return Pipeline(ws, steps=StepSequence([load_step, steps, report_step]))


regions = region_pipeline(["north", "south"])

steps = [PythonScriptStep("prep.py", **common)]
for number in range(2):
    steps.append(PythonScriptStep("check.py", name=f"check {number}", **common))
sequence = StepSequence(steps=steps)
pipeline = Pipeline(ws, steps=[sequence])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def region_pipeline(regions):
    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def regions_definition():
        load_component = command(
            display_name="load.py",
            code="src",
            command="python load.py && echo done > ${{outputs.done}}/done.txt",
            outputs={"done": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        load_step = load_component()
        steps = []
        for region in regions:
            train_component = command(
                display_name=f"train {region}",
                code="src",
                command="python train.py && echo done > ${{outputs.done}}/done.txt",
                inputs={"after_load": Input(type="uri_folder", optional=True)},
                outputs={"done": Output(type="uri_folder")},
                environment="azureml:sales:4",
            )
            train_step = train_component()
            train_step.name = f"train_{region}"
            steps.append(train_step)
        after_steps = {f"after_step_{index}": earlier.outputs.done for index, earlier in enumerate(steps)}
        report_component = command(
            display_name="report.py",
            code="src",
            command="python report.py",
            inputs={name: Input(type="uri_folder") for name in after_steps},
            environment="azureml:sales:4",
        )
        report_step = report_component(**after_steps)
        for later in steps:
            later.inputs.after_load = load_step.outputs.done

    return regions_definition()


regions = region_pipeline(["north", "south"])


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep_component = command(
        display_name="prep.py",
        code="src",
        command="python prep.py && echo done > ${{outputs.done}}/done.txt",
        outputs={"done": Output(type="uri_folder")},
        environment="azureml:sales:4",
    )
    steps = [prep_component()]
    for number in range(2):
        check_component = command(
            display_name=f"check {number}",
            code="src",
            command="python check.py && echo done > ${{outputs.done}}/done.txt",
            inputs={"after_previous": Input(type="uri_folder", optional=True)},
            outputs={"done": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        check_step = check_component()
        check_step.name = f"check_{number}"
        steps.append(check_step)
    for earlier_2, later_2 in zip(steps, steps[1:]):
        later_2.inputs.after_previous = earlier_2.outputs.done


pipeline = pipeline_definition()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
