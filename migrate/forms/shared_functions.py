"""Pipelines whose functions have no place of their own in v2, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "function_that_two_pipelines_share": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def make_step(name, script="train.py"):
    # A step on the small cluster
    return PythonScriptStep(
        name=name, script_name=script, source_directory="src", compute_target="cpu", runconfig=run_config
    )


def train(ws):
    pipeline = Pipeline(ws, steps=[make_step("prep", "prep.py"), make_step("train")])
    pipeline.validate()


def report(ws):
    report_step = make_step(name="report", script="report.py")
    pipeline = Pipeline(ws, steps=[report_step])
    pipeline.validate()


train(ws)
report(ws)
""",
        """\
import re
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def make_step(name, script="train.py"):
    # A step on the small cluster
    report_component = command(
        display_name=name,
        code="src",
        command=f"python {quote(script)}",
        environment="azureml:sales:4",
    )
    report_step = report_component()
    report_step.name = re.sub("[^a-z0-9_]+", "_", f"report_{name}".lower())
    return report_step


def train(ws):
    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition():
        make_step("prep", "prep.py")
        make_step("train")

    pipeline = pipeline_definition()
    ws.jobs.validate(pipeline)


def report(ws):
    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition_2():
        report_step = make_step(name="report", script="report.py")

    pipeline = pipeline_definition_2()
    ws.jobs.validate(pipeline)


train(ws)
report(ws)
""",
    ),
    "orderings_of_what_one_function_made": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def make_step(name):
    return PythonScriptStep(
        name=name, script_name="train.py", source_directory="src", compute_target="cpu", runconfig=run_config
    )


first = make_step("first")
second = make_step("second")
pipeline = Pipeline(ws, steps=[first, second])
second.run_after(first)
ordered = Pipeline(ws, steps=[first, second])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

first_component = command(
    display_name="first",
    code="src",
    command="python train.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
second_component = command(
    display_name="second",
    code="src",
    command="python train.py",
    inputs={"after_first": Input(type="uri_folder", optional=True)},
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    first = first_component()
    second = second_component()


pipeline = pipeline_definition()


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def ordered_definition():
    first = first_component()
    second = second_component(after_first=first.outputs.done)


ordered = ordered_definition()
""",
    ),
    "step_that_another_one_takes_the_place_of": (
        """\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def make_step(name, compute="cpu"):
    return PythonScriptStep(
        name=name, script_name="train.py", source_directory="src", compute_target=compute, runconfig=run_config
    )


train = make_step("train")
if os.environ.get("LARGE"):
    train = make_step("train more", compute="gpu")
pipeline = Pipeline(ws, steps=[train])
""",
        """\
import os

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

train_component = command(
    display_name="train",
    code="src",
    command="python train.py",
    environment="azureml:sales:4",
    compute="cpu",
)
if os.environ.get("LARGE"):
    train_more_component = command(
        display_name="train more",
        code="src",
        command="python train.py",
        environment="azureml:sales:4",
        compute="gpu",
    )


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    if os.environ.get("LARGE"):
        train_2 = train_more_component()
    else:
        train = train_component()


pipeline = pipeline_definition()
""",
    ),
    "steps_handed_to_a_function": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def make_steps(name, compute):
    clean = PipelineData(f"clean_{name}")
    # First the data
    prep = PythonScriptStep(
        name=f"prep {name}",
        script_name="prep.py",
        source_directory="src",
        arguments=["--to", clean],
        outputs=[clean],
        compute_target=compute,
        runconfig=run_config,
    )
    train = PythonScriptStep(
        name=f"train {name}",
        script_name="train.py",
        source_directory="src",
        arguments=["--from", clean],
        inputs=[clean],
        compute_target="gpu",
        runconfig=run_config,
    )
    return prep, train


def submit(workspace, steps, experiment):
    pipeline = Pipeline(workspace, steps=steps)
    pipeline.validate()
    return pipeline.submit(experiment)


def main():
    prep, train = make_steps("north", "cpu")
    run = submit(ws, [prep, train], "sales")
    print(run.id)


main()
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def main():
    # First the data
    prep_component = command(
        display_name="prep north",
        code="src",
        command="python prep.py --to ${{outputs.clean_north}}",
        outputs={"clean_north": Output(type="uri_folder")},
        environment="azureml:sales:4",
        compute="cpu",
    )
    train_component = command(
        display_name="train north",
        code="src",
        command="python train.py --from ${{inputs.clean_north}}",
        inputs={"clean_north": Input(type="uri_folder")},
        environment="azureml:sales:4",
        compute="gpu",
    )

    @dsl.pipeline(continue_on_step_failure=False)
    def pipeline_definition():
        prep = prep_component()
        train = train_component(clean_north=prep.outputs.clean_north)

    pipeline = pipeline_definition()
    ws.jobs.validate(pipeline)
    run = ws.jobs.create_or_update(pipeline, experiment_name="sales")
    print(run.name)


main()
""",
    ),
    "object_that_makes_steps_of_what_it_is_given": (
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


class Builder:
    def __init__(self, ws, compute):
        self.ws = ws
        self.compute = compute
        self.run_config = RunConfiguration()
        self.run_config.environment = Environment.get(ws, "sales", version="4")
        self.steps = []

    def add(self, name, inputs=None, outputs=None, arguments=None):
        step = PythonScriptStep(
            name=name,
            script_name=f"{name}.py",
            source_directory="src",
            compute_target=self.compute,
            runconfig=self.run_config,
            inputs=inputs or [],
            outputs=outputs or [],
            arguments=arguments or [],
        )
        self.steps.append(step)
        return step

    def submit(self, experiment):
        pipeline = Pipeline(self.ws, steps=self.steps)
        return Experiment(self.ws, experiment).submit(pipeline)


ws = Workspace.from_config()
builder = Builder(ws, "cpu")
clean = PipelineData("clean")
prep_step = builder.add("prep", outputs=[clean], arguments=["--to", clean])
train_step = builder.add("train", inputs=[clean], arguments=["--from", clean])
builder.submit("sales")
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
compute = "cpu"
prep_component = command(
    display_name="prep",
    code="src",
    command="python prep.py --to ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
train_component = command(
    display_name="train",
    code="src",
    command="python train.py --from ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute=compute, continue_on_step_failure=False)
def sales_pipeline():
    prep_step = prep_component()
    train_step = train_component(clean=prep_step.outputs.clean)


pipeline = sales_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="sales")
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
