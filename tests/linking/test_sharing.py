"""Steps that functions of other modules make: both sides are converted, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from migrate.conversion import Options, Style
from migrate.engine import convert_one
from migrate.project.reading import decode

MAKING = """\
from azureml.pipeline.steps import PythonScriptStep


def train_step(region, run_config):
    return PythonScriptStep(
        name="train",
        script_name="train.py",
        arguments=["--region", region],
        compute_target="cpu",
        runconfig=run_config,
    )
"""
MADE = """\
from shlex import quote

from azure.ai.ml import command


def train_step(region, environment):
    step_component = command(
        display_name="train",
        code=".",
        command=f"python train.py --region {quote(region)}",
        environment=environment,
    )
    return step_component()
"""
BUILD = """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline

from making import train_step

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", "4")
step = train_step("north", run_config)
pipeline = Pipeline(ws, steps=[step])
Experiment(ws, "sales").submit(pipeline)
"""
BUILT = """\
from azure.ai.ml import MLClient, dsl
from azure.identity import DefaultAzureCredential

from making import train_step

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def sales_pipeline():
    step = train_step("north", "azureml:sales:4")


pipeline = sales_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="sales")
"""
LIKE_THIS = "from making import train_step"


def converted(root: Path, files: Mapping[str, str], *outside: str, style: Style = Style.INLINE) -> dict[str, str]:
    """What becomes of the files; those ``outside`` are in the project, but not converted."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    options = Options(together=frozenset(files) - frozenset(outside), style=style)
    return {
        name: convert_one(decode(name, text.encode()), root, options).output().decode()
        for name, text in files.items()
        if name not in outside
    }


@pytest.mark.parametrize(
    ("imported", "called"),
    [
        (LIKE_THIS, "train_step"),
        ("from making import train_step as make", "make"),
        ("import making", "making.train_step"),
        ("from making import *", "train_step"),
        ("import sys\n\nfrom tools import train_step", "train_step"),
    ],
)
def test_both_sides_are_converted(imported: str, called: str, tmp_path: Path) -> None:
    def with_import(text: str) -> str:
        return text.replace("train_step(", f"{called}(").replace(LIKE_THIS, imported)

    files = {"build.py": with_import(BUILD), "making.py": MAKING}
    packages = {"tools/__init__.py": "from making import train_step\n"} if "tools" in imported else {}
    assert converted(tmp_path, files | packages) == {"build.py": with_import(BUILT), "making.py": MADE} | packages


def test_a_notebook_and_its_module(tmp_path: Path) -> None:
    def notebook(*cells: str) -> str:
        found: list[dict[str, object]] = [
            {"cell_type": "code", "metadata": {}, "source": one, "outputs": [], "execution_count": None}
            for one in cells
        ]
        return json.dumps({"cells": found, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})

    head, build = BUILD.split("\nws =")
    output = converted(tmp_path, {"making.py": MAKING, "build.ipynb": notebook("print(1)", head, f"ws ={build}")})
    head, built = BUILT.split("\n\nws =")
    cells = ["".join(cell["source"]).rstrip() for cell in json.loads(output["build.ipynb"])["cells"]]
    assert (output["making.py"], cells) == (MADE, ["print(1)", head.rstrip(), f"ws ={built}".rstrip()])


def test_components_in_files(tmp_path: Path) -> None:
    before = Path(__file__).parents[1] / "projects/steps/before"
    files = {path.relative_to(before).as_posix(): path.read_text(encoding="utf-8") for path in before.rglob("*.py")}
    # The caller has a variable of the name that the function gets for its node.
    assert "    report = reports.report_step(merged)\n" in files["build.py"]
    assert (
        converted(tmp_path, files, style=Style.YAML)["reports.py"]
        == """\
from azure.ai.ml import load_component


def report_step(merged):
    report_component = load_component(source="components/report/component.yaml")
    report = report_component(merged=merged)
    report.compute = "cpu"
    return report
"""
    )


def stay_v1(output: Mapping[str, str]) -> bool:
    assert "dsl" not in output["build.py"]
    assert "def train_step(region, run_config):" in output["making.py"]
    return "return PythonScriptStep(" in output["making.py"] and "pipeline = Pipeline(" in output["build.py"]


@pytest.mark.parametrize("converted_too", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "from making import train_step\n\nprint(train_step(None, None))\n",
        "import making\n\nprint(making.train_step(None, None))\n",
        "from making import *\n\nsteps = map(train_step, [])\n",
    ],
)
def test_another_caller(text: str, converted_too: bool, tmp_path: Path) -> None:
    files = {"build.py": BUILD, "making.py": MAKING, "tests/test_making.py": text}
    assert stay_v1(converted(tmp_path, files, *([] if converted_too else ["tests/test_making.py"])))


def test_two_pipelines(tmp_path: Path) -> None:
    assert stay_v1(converted(tmp_path, {"build.py": BUILD, "other.py": BUILD, "making.py": MAKING}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("    return", "    yield 1\n    return", id="a generator"),
        pytest.param("def", "@cache\ndef", id="a decorator"),
        pytest.param("    return", "    if region:\n        return None\n    return", id="two results"),
    ],
)
def test_functions_that_cannot_be_followed(before: str, after: str, tmp_path: Path) -> None:
    assert stay_v1(converted(tmp_path, {"build.py": BUILD, "making.py": MAKING.replace(before, after, 1)}))


WITH_ENVIRONMENT = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.steps import PythonScriptStep

environment = Environment.get(Workspace.from_config(), "sales", "4")
run_config = RunConfiguration()
run_config.environment = environment


def train_step(region):
    return PythonScriptStep(name=region, script_name="train.py", compute_target="cpu", runconfig=run_config)
"""
"""Converted with its caller, the variable holds no environment any more but the name of one."""


def test_what_others_take_from_the_module_stays_what_it_was(tmp_path: Path) -> None:
    made = BUILD[BUILD.index("run_config =") : BUILD.index("step =")]
    build = BUILD.replace(made, "").replace(", run_config)", ")")
    files = {"making.py": WITH_ENVIRONMENT, "build.py": build}
    assert 'environment = "azureml:sales:4"' in converted(tmp_path / "two", files)["making.py"]
    files |= {"other.py": "from making import environment\n\nprint(environment.version)\n"}
    output = converted(tmp_path / "three", files)
    assert (
        'environment = MLClient.from_config(DefaultAzureCredential()).environments.get("sales", version="4")'
        in (output["making.py"])
    )
    assert 'step = train_step("north")' in output["build.py"]
    assert output["other.py"] == files["other.py"]


SETTINGS = """\
from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration


def run_configuration(ws, version):
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "sales", version)
    return run_config
"""
USE = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

from settings import run_configuration

ws = Workspace.from_config()
run_config = run_configuration(ws, "4")
train_step = PythonScriptStep("train.py", compute_target="cpu", runconfig=run_config)
train_pipeline = Pipeline(ws, steps=[train_step])
"""
USED = """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

from settings import run_configuration

ws = MLClient.from_config(DefaultAzureCredential())
run_config = run_configuration(ws, "4")
train_component = command(
    display_name="train.py",
    code=".",
    command="python train.py",
    environment=run_config,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def train_pipeline_definition():
    train_step = train_component()


train_pipeline = train_pipeline_definition()
"""


def test_a_run_configuration_for_several_pipelines(tmp_path: Path) -> None:
    files = {"settings.py": SETTINGS, "one.py": USE, "two.py": USE.replace("train", "score")}
    assert converted(tmp_path, files) == {
        "settings.py": 'def run_configuration(ws, version):\n    return f"azureml:sales:{version}"\n',
        "one.py": USED,
        "two.py": USED.replace("train", "score"),
    }


def test_the_environment_of_a_run_configuration_that_a_function_gives(tmp_path: Path) -> None:
    """The function gives the environment itself in v2."""
    scored = """\
config = ParallelRunConfig(
    source_directory=".", entry_script="score.py", error_threshold=10, output_action="summary_only",
    environment=run_config.environment, compute_target="cpu", node_count=2,
)
images = Dataset.get_by_name(ws, "images").as_named_input("images")
score_step = ParallelRunStep(name="score", parallel_run_config=config, inputs=[images])
train_pipeline = Pipeline(ws, steps=[train_step, score_step])
"""
    use = USE.replace("train_pipeline = Pipeline(ws, steps=[train_step])\n", scored)
    use = use.replace("PythonScriptStep\n", "ParallelRunConfig, ParallelRunStep, PythonScriptStep\n", 1)
    use = use.replace("import Workspace", "import Dataset, Workspace")
    found = converted(tmp_path, {"settings.py": SETTINGS, "one.py": use})
    assert found["settings.py"] == 'def run_configuration(ws, version):\n    return f"azureml:sales:{version}"\n'
    assert 'task=RunFunction(code=".", entry_script="score.py", environment=run_config)' in found["one.py"]
    assert "run_config.environment" not in found["one.py"]


def test_files_that_take_nothing_from_each_other_may_use_the_same_names(tmp_path: Path) -> None:
    files = {"settings.py": SETTINGS, "one.py": USE, "two.py": USE}
    found = converted(tmp_path, files)
    assert found["one.py"] == found["two.py"] == USED


def test_files_of_which_one_takes_from_the_other_use_different_names(tmp_path: Path) -> None:
    use = USE.replace("from settings", "from one import *\nfrom settings")
    found = converted(tmp_path, {"settings.py": SETTINGS, "one.py": USE, "two.py": use})
    assert found["one.py"] == USED
    assert "train_component_2 = command(\n" in found["two.py"]


TRAINING = """\
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def publish_training(ws, compute, pipeline_run_config):
    train_step = PythonScriptStep("train.py", compute_target=compute, runconfig=pipeline_run_config)
    pipeline = Pipeline(ws, steps=[train_step])
    return pipeline.submit("training")
"""
RUN = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration

from training import publish_training

ws = Workspace.from_config()
compute = ws.compute_targets["cpu"]
run_config = RunConfiguration()
run_config.target = compute
run_config.environment = Environment.get(ws, "sales")
publish_training(ws, compute, run_config).wait_for_completion()
"""


def test_a_pipeline_with_what_other_modules_pass(tmp_path: Path) -> None:
    assert converted(tmp_path, {"training.py": TRAINING, "run.py": RUN}) == {
        "training.py": """\
from azure.ai.ml import command, dsl


def publish_training(ws, compute, pipeline_run_config):
    train_component = command(
        display_name="train.py",
        code=".",
        command="python train.py",
        environment=pipeline_run_config,
    )

    @dsl.pipeline(default_compute=compute.name, continue_on_step_failure=False)
    def pipeline_definition():
        train_step = train_component()

    pipeline = pipeline_definition()
    return ws.jobs.create_or_update(pipeline, experiment_name="training")
""",
        "run.py": """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

from training import publish_training

ws = MLClient.from_config(DefaultAzureCredential())
compute = ws.compute.get("cpu")
ws.jobs.stream(publish_training(ws, compute, "azureml:sales@latest").name)
""",
    }


def test_a_pipeline_that_files_outside_build(tmp_path: Path) -> None:
    files = {"training.py": TRAINING, "run.py": RUN, "nightly.py": RUN}
    output = converted(tmp_path, files, "nightly.py")
    assert "pipeline = Pipeline(" in output["training.py"]
    assert "run_config = RunConfiguration()" in output["run.py"]


ADDED = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline

from making import add

ws = Workspace.from_config()
steps = []
add(steps)
pipeline = Pipeline(ws, steps=steps)
"""


@pytest.mark.parametrize(
    "body",
    [
        "    steps.append(make())",
        "    steps += [make()]",
        "    fill(steps)",
        "    global kept\n    kept = steps",
        "    steps[:] = [make()]",
    ],
)
def test_a_list_that_another_module_adds_steps_to(body: str, tmp_path: Path) -> None:
    """Empty where the pipeline is made, it is no pipeline without steps."""
    files = {"build.py": ADDED, "making.py": f"def add(steps):\n{body}\n"}
    output = converted(tmp_path, files)["build.py"]
    assert "which steps it holds is only known when the code runs" in output
    assert "pipeline = Pipeline(" in output


def test_a_list_that_another_module_only_reads(tmp_path: Path) -> None:
    files = {"build.py": ADDED, "making.py": "def add(steps):\n    for one in steps:\n        print(len(steps), one)\n"}
    assert "pipeline = pipeline_definition()" in converted(tmp_path, files)["build.py"]


def test_an_environment_for_a_function_of_another_module(tmp_path: Path) -> None:
    """It may ask for more than the name that is enough for a job."""
    files = {
        "build.py": """\
from azureml.core import Environment, Workspace

from showing import show

ws = Workspace.from_config()
environment = Environment.get(ws, "sales", "4")
show(environment)
""",
        "showing.py": "def show(environment):\n    print(environment.name, environment.version)\n",
    }
    output = converted(tmp_path, files)["build.py"]
    assert output.endswith('environment = ws.environments.get("sales", version="4")\nshow(environment)\n')


CLASS = """\
from azureml.pipeline.steps import PythonScriptStep


class Training:
    def __init__(self, run_config):
        self.run_config = run_config

    def make(self, region):
        return PythonScriptStep(
            name="train",
            script_name="train.py",
            arguments=["--region", region],
            compute_target="cpu",
            runconfig=self.run_config,
        )
"""
CLASS_MADE = """\
from shlex import quote

from azure.ai.ml import command


class Training:
    def __init__(self, environment):
        self.environment = environment

    def make(self, region):
        step_component = command(
            display_name="train",
            code=".",
            command=f"python train.py --region {quote(region)}",
            environment=self.environment,
        )
        return step_component()
"""
CLASS_BUILD = BUILD.replace("import train_step", "import Training").replace(
    'train_step("north", run_config)', 'Training(run_config).make("north")'
)


def test_a_method_makes_the_step(tmp_path: Path) -> None:
    built = BUILT.replace("import train_step", "import Training").replace(
        'train_step("north", "azureml:sales:4")', 'Training("azureml:sales:4").make("north")'
    )
    assert converted(tmp_path, {"build.py": CLASS_BUILD, "making.py": CLASS}) == {
        "build.py": built,
        "making.py": CLASS_MADE,
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "step = Training(run_config)", "Training(run_config).make\nstep = Training(run_config)", id="read"
        ),
        pytest.param(".make(", ".other(", id="another method"),
        pytest.param("step =", "print(Training(run_config).make('south'))\nstep =", id="another call"),
    ],
)
def test_methods_that_do_more_than_make_the_step(before: str, after: str, tmp_path: Path) -> None:
    output = converted(tmp_path, {"build.py": CLASS_BUILD.replace(before, after), "making.py": CLASS})
    assert "return PythonScriptStep(" in output["making.py"]
    assert "def __init__(self, run_config):" in output["making.py"]
    assert "pipeline = Pipeline(ws, steps=[step])" in output["build.py"]


@pytest.mark.parametrize("converted_too", [True, False])
def test_another_user_of_the_class(converted_too: bool, tmp_path: Path) -> None:
    user = "from making import Training\n\nprint(Training(None).make(None))\n"
    files = {"build.py": CLASS_BUILD, "making.py": CLASS, "user.py": user}
    output = converted(tmp_path, files, *([] if converted_too else ["user.py"]))
    assert "return PythonScriptStep(" in output["making.py"]
    assert "dsl" not in output["build.py"]


@pytest.mark.parametrize(
    ("environment", "annotation"), [('Environment.get(ws, "sales", "4")', "str"), ('Environment("a")', "Environment")]
)
def test_what_a_run_configuration_is_annotated_as(environment: str, annotation: str, tmp_path: Path) -> None:
    head = "from azureml.core.runconfig import RunConfiguration\n"
    making = head + MAKING.replace("run_config):", "run_config: RunConfiguration):")
    build = BUILD.replace('Environment.get(ws, "sales", "4")', environment)
    output = converted(tmp_path, {"build.py": build, "making.py": making})["making.py"]
    assert f"def train_step(region, environment: {annotation}):" in output
    assert "RunConfiguration" not in output


OF_A_CLASS = """\
from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


class Builder:
    def __init__(self, ws):
        self.ws = ws

    def build(self):
        run_config = RunConfiguration()
        run_config.environment = Environment.get(self.ws, "sales", "4")
        rounds = PipelineParameter("rounds", default_value=5)
        step = PythonScriptStep("train.py", arguments=["--rounds", rounds], compute_target="cpu", runconfig=run_config)
        return Pipeline(self.ws, steps=[step])
"""
SUBMITTING = """\
from azureml.core import Experiment, Workspace

from making import Builder

ws = Workspace.from_config()
pipeline = Builder(ws).build()
Experiment(ws, "sales").submit(pipeline, pipeline_parameters={"rounds": 7})
"""


def test_a_pipeline_that_converts_by_itself_and_is_submitted_elsewhere(tmp_path: Path) -> None:
    files = {"making.py": OF_A_CLASS, "build.py": SUBMITTING}
    assert (
        converted(tmp_path, files)["build.py"]
        == """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

from making import Builder

ws = MLClient.from_config(DefaultAzureCredential())
pipeline = Builder(ws).build()
pipeline.inputs.rounds = 7
ws.jobs.create_or_update(pipeline, experiment_name="sales")
"""
    )


def test_what_is_set_on_its_job_for_one_submission_stays_there(tmp_path: Path) -> None:
    again = 'Experiment(ws, "sales").submit(pipeline)\n'
    output = converted(tmp_path, {"making.py": OF_A_CLASS, "build.py": SUBMITTING + again})["build.py"]
    assert output.count("make the pipeline once more") == 1
    assert "create_or_update" not in output
