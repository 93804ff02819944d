"""Data and steps that an instance keeps for other code than its own, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "data_that_others_read_from_an_instance": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


class Training:
    def __init__(self, ws, region, run_config):
        self.region = region
        self.run_config = run_config
        self.model = PipelineData("model", datastore=ws.get_default_datastore())
        self.steps = []

    def step(self):
        step = PythonScriptStep(
            name=f"train {self.region}",
            script_name="train.py",
            source_directory="src",
            arguments=["--region", self.region, "--model", self.model],
            outputs=[self.model],
            compute_target="cpu",
            runconfig=self.run_config,
        )
        self.steps.append(step)
        return step


class Evaluation:
    def __init__(self, run_config, model):
        self.run_config = run_config
        self.given = model

    def step(self):
        return PythonScriptStep(
            name="evaluate",
            script_name="check.py",
            source_directory="src",
            arguments=["--model", self.given],
            inputs=[self.given],
            compute_target="cpu",
            runconfig=self.run_config,
        )


ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
training = Training(ws, "north", run_config)
train_step = training.step()
report_step = PythonScriptStep(
    name="report",
    script_name="report.py",
    source_directory="src",
    arguments=["--model", training.model],
    inputs=[training.model],
    compute_target="cpu",
    runconfig=run_config,
)
evaluation = Evaluation(run_config, training.model)
pipeline = Pipeline(ws, steps=training.steps + [evaluation.step(), report_step])
""",
        """\
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential


class Training:
    def __init__(self, ws, region, environment):
        self.region = region
        self.environment = environment
        self.ws = ws
        self.steps = []

    def step(self):
        step_component = command(
            display_name=f"train {self.region}",
            code="src",
            command=(
                f"python train.py --region {quote(self.region)}"
                " --model ${{outputs.model}}"
            ),
            outputs={"model": Output(type="uri_folder")},
            environment=self.environment,
        )
        step = step_component()
        self.model = step.outputs.model
        self.steps.append(step)
        return step


class Evaluation:
    def __init__(self, environment, model):
        self.environment = environment
        self.given = model

    def step(self):
        evaluate_component = command(
            display_name="evaluate",
            code="src",
            command="python check.py --model ${{inputs.model}}",
            inputs={"model": Input(type="uri_folder")},
            environment=self.environment,
        )
        evaluate_step = evaluate_component(model=self.given)
        evaluate_step.name = "evaluate"
        return evaluate_step


ws = MLClient.from_config(DefaultAzureCredential())
training = Training(ws, "north", "azureml:sales:4")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = training.step()
    report_component = command(
        display_name="report",
        code="src",
        command="python report.py --model ${{inputs.model}}",
        inputs={"model": Input(type="uri_folder")},
        environment="azureml:sales:4",
    )
    report_step = report_component(model=training.model)
    evaluation = Evaluation("azureml:sales:4", training.model)
    evaluation.step()


pipeline = pipeline_definition()
""",
    ),
    "steps_that_instances_are_made_with": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class Base:
    def __init__(self, run_config):
        self.run_config = run_config


class Prep(Base):
    def __init__(self, run_config):
        super().__init__(run_config)
        self.clean = OutputFileDatasetConfig("clean")
        self.step = PythonScriptStep(
            name="prep",
            script_name="prep.py",
            source_directory="src",
            arguments=["--to", self.clean],
            compute_target="cpu",
            runconfig=self.run_config,
        )


class Train(Base):
    def __init__(self, run_config, clean, region):
        super().__init__(run_config)
        self.step = PythonScriptStep(
            name=f"train {region}",
            script_name="train.py",
            source_directory="src",
            arguments=["--from", clean.as_input("clean"), "--region", region],
            compute_target="cpu",
            runconfig=self.run_config,
        )


ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
prep = Prep(run_config)
north = Train(run_config, prep.clean, "north")
south = Train(run_config, prep.clean, "south")
south.step.run_after(north.step)
pipeline = Pipeline(ws, steps=[prep.step, north.step, south.step])
""",
        """\
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential


class Base:
    def __init__(self, environment):
        self.environment = environment


class Prep(Base):
    def __init__(self, run_config):
        super().__init__(run_config)
        prep_component = command(
            display_name="prep",
            code="src",
            command="python prep.py --to ${{outputs.clean}}",
            outputs={"clean": Output(type="uri_folder")},
            environment=self.environment,
        )
        prep_step = prep_component()
        prep_step.name = "prep"
        self.clean = prep_step.outputs.clean
        self.step = prep_step


class Train(Base):
    def __init__(self, run_config, clean, region):
        super().__init__(run_config)
        train_component = command(
            display_name=f"train {region}",
            code="src",
            command=(
                "python train.py --from ${{inputs.clean}}"
                f" --region {quote(region)}"
                " && echo done > ${{outputs.done}}/done.txt"
            ),
            inputs={
                "clean": Input(type="uri_folder"),
                "after_previous": Input(type="uri_folder", optional=True),
            },
            outputs={"done": Output(type="uri_folder")},
            environment=self.environment,
        )
        train_step = train_component(clean=clean)
        train_step.name = f"train_{region}"
        self.step = train_step


ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = Prep("azureml:sales:4")
    north = Train("azureml:sales:4", prep.clean, "north")
    south = Train("azureml:sales:4", prep.clean, "south")
    south.step.inputs.after_previous = north.step.outputs.done


pipeline = pipeline_definition()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
