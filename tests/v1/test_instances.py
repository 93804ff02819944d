"""An object that makes steps of what its methods are given is written out as variables, where all of it is known."""

from __future__ import annotations

import pytest

from tests.conversion import convert

BUILDER = """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


class Builder:
    \"\"\"Builds a pipeline step by step.\"\"\"

    def __init__(self, ws, compute, environment, source="src"):
        self.ws = ws
        self._compute = compute
        self.run_config = RunConfiguration()
        self.run_config.environment = Environment.get(ws, environment)
        self.source = source
        self.steps = []

    def add(self, name, inputs=None, outputs=None, arguments=None):
        step = PythonScriptStep(
            name=name,
            script_name=f"{name}.py",
            source_directory=self.source,
            compute_target=self._compute,
            runconfig=self.run_config,
            inputs=inputs or [],
            outputs=outputs or [],
            arguments=arguments or [],
        )
        self.steps.append(step)
        return step

    def build(self):
        return Pipeline(workspace=self.ws, steps=self.steps)


ws = Workspace.from_config()
clean = PipelineData("clean")
builder = Builder(ws, "cpu", "sales")
builder.add("clean", outputs=[clean], arguments=["--out", clean])
train_step = builder.add("train", inputs=[clean], arguments=["--in", clean])
Experiment(ws, "sales").submit(builder.build())
"""
BUILT = """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
compute = "cpu"
source = "src"
step_component = command(
    display_name="clean",
    code=source,
    command="python clean.py --out ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment="azureml:sales@latest",
)
train_component = command(
    display_name="train",
    code=source,
    command="python train.py --in ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment="azureml:sales@latest",
)


@dsl.pipeline(default_compute=compute, continue_on_step_failure=False)
def sales_pipeline():
    step = step_component()
    train_step = train_component(clean=step.outputs.clean)


ws.jobs.create_or_update(sales_pipeline(), experiment_name="sales")
"""


def test_a_builder() -> None:
    assert convert(BUILDER).text == BUILT


def test_two_of_them() -> None:
    """Each has variables of its own."""
    more = """\
other = Builder(ws, "gpu", "sales", source="other")
other.add("score")
Experiment(ws, "score").submit(other.build())
"""
    text = convert(BUILDER + more).text
    assert "azureml.core" not in text
    assert "class Builder" not in text
    assert 'compute_2 = "gpu"\nsource_2 = "other"\n' in text
    assert "    code=source_2,\n" in text
    assert "@dsl.pipeline(default_compute=compute_2, continue_on_step_failure=False)" in text


def test_methods_that_call_each_other() -> None:
    both = """\
    def build(self):
        pipeline = Pipeline(workspace=self.ws, steps=self.steps)
        pipeline.validate()
        return pipeline

    def submit(self, experiment):
        return Experiment(self.ws, experiment).submit(self.build())
"""
    start, _, rest = BUILDER.partition(
        "    def build(self):\n        return Pipeline(workspace=self.ws, steps=self.steps)\n"
    )
    code = start + both + rest.replace('Experiment(ws, "sales").submit(builder.build())', 'builder.submit("sales")')
    text = convert(code).text
    assert "class Builder" not in text
    assert text.endswith(
        "pipeline_2 = sales_pipeline()\nws.jobs.validate(pipeline_2)\n"
        'ws.jobs.create_or_update(pipeline_2, experiment_name="sales")\n'
    )


FLUENT = BUILDER.replace("        return step\n", "        return self\n").replace("train_step = ", "")
IN_TURN = """\
(
    builder.add("clean", outputs=[clean], arguments=["--out", clean])
    .add("train", inputs=[clean], arguments=["--in", clean])
    .build()
)
"""


@pytest.mark.parametrize(
    "calls",
    [
        pytest.param(
            f'builder = Builder(ws, "cpu", "sales")\npipeline = {IN_TURN}Experiment(ws, "sales").submit(pipeline)\n',
            id="up to the pipeline",
        ),
        pytest.param(
            'builder = Builder(ws, "cpu", "sales").add(\n'
            '    "clean", outputs=[clean], arguments=["--out", clean]\n'
            ').add("train", inputs=[clean], arguments=["--in", clean])\n'
            "pipeline = builder.build()\n"
            'Experiment(ws, "sales").submit(pipeline)\n',
            id="from the start",
        ),
        pytest.param(
            'builder = Builder(ws, "cpu", "sales")\n'
            'builder.add("clean", outputs=[clean], arguments=["--out", clean])\n'
            'builder.add("train", inputs=[clean], arguments=["--in", clean])\n'
            "pipeline = builder.build()\n"
            'Experiment(ws, "sales").submit(pipeline)\n',
            id="one by one",
        ),
    ],
)
def test_methods_that_give_their_object_back(calls: str) -> None:
    start = FLUENT.partition('builder = Builder(ws, "cpu", "sales")\n')[0]
    built = BUILT.replace("train_component", "step_2_component").replace("train_step", "step_2")
    submit = "pipeline = sales_pipeline()\nws.jobs.create_or_update(pipeline, "
    assert convert(start + calls).text == built.replace("ws.jobs.create_or_update(sales_pipeline(), ", submit)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("        return self\n", "        return self or None\n", id="it may give something else"),
        pytest.param("Experiment(ws", "print(builder.add('more'))\nExperiment(ws", id="what it gives is handed on"),
        pytest.param("Experiment(ws", "more = builder.add('more')\nExperiment(ws", id="what it gives is kept"),
    ],
)
def test_objects_that_are_needed(before: str, after: str) -> None:
    assert "\nclass Builder" in convert(FLUENT.replace(before, after, 1)).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Experiment(ws", "print(builder)\nExperiment(ws", id="it is handed on"),
        pytest.param("Experiment(ws", "print(Builder)\nExperiment(ws", id="its class is handed on"),
        pytest.param("ws = Work", "class Other(Builder):\n    pass\n\n\nws = Work", id="a class that inherits"),
        pytest.param("Experiment(ws", "builder = None\nExperiment(ws", id="a variable that is bound anew"),
        pytest.param("class Builder", "@dataclass\nclass Builder", id="a decorator"),
        pytest.param("class Builder:", "class Builder(Base):", id="a base"),
        pytest.param(
            "        return step\n", "        if step:\n            return step\n", id="a method with two ends"
        ),
        pytest.param("        self.steps = []\n", "", id="an attribute that nothing sets"),
        pytest.param(
            "    def build", "    def unused(self):\n        return self\n\n    def build", id="it gives itself"
        ),
    ],
)
def test_objects_that_stay(before: str, after: str) -> None:
    text = convert(BUILDER.replace(before, after, 1)).text
    assert "\nclass Builder" in text
    assert "        self._compute = compute\n" in text


SERVICE = """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class Service:
    def __init__(self):
        self.ws = Workspace.from_config()

    def run_config(self):
        run_config = RunConfiguration()
        run_config.environment = Environment.get(self.ws, "sales", "4")
        return run_config

    def submit(self, steps):
        pipeline = Pipeline(self.ws, steps=steps)
        pipeline.validate()
        Experiment(self.ws, "sales").submit(pipeline)


service = Service()
train = PythonScriptStep("train.py", compute_target="cpu", runconfig=service.run_config())
service.submit([train])
"""
SERVED = """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential


class Service:
    def __init__(self):
        self.ws = MLClient.from_config(DefaultAzureCredential())

    def run_config(self):
        return "azureml:sales:4"


service = Service()
train_component = command(
    display_name="train.py",
    code=".",
    command="python train.py",
    environment=service.run_config(),
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def sales_pipeline():
    train = train_component()


pipeline = sales_pipeline()
service.ws.jobs.validate(pipeline)
service.ws.jobs.create_or_update(pipeline, experiment_name="sales")
"""


def test_a_method_that_takes_the_steps() -> None:
    """Only this one is written out; the object stays."""
    assert convert(SERVICE).text == SERVED
