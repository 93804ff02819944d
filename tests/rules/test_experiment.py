"""Submitting a pipeline becomes ``jobs.create_or_update``; the experiment is a name."""

from __future__ import annotations

import pytest

from tests.conversion import assert_becomes, assert_converts, convert


def test_in_one_expression() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
run = Experiment(ws, "demand").submit(Pipeline(ws, steps=[a]))
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline():
    a = a_component()


run = ws.jobs.create_or_update(demand_pipeline(), experiment_name="demand")
""",
    )


def test_arguments_by_keyword() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
experiment = Experiment(name=f"{team}-demand", workspace=ws)
run = experiment.submit(config=pipeline, tags={"team": team})
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()


pipeline = pipeline_definition()
experiment = f"{team}-demand"
run = ws.jobs.create_or_update(
    pipeline,
    experiment_name=experiment,
    tags={"team": team},
)
""",
    )


def test_submitted_twice() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
experiment = Experiment(ws, "demand")
first = experiment.submit(pipeline)
second = experiment.submit(pipeline)
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline():
    a = a_component()


pipeline = demand_pipeline()
experiment = "demand"
first = ws.jobs.create_or_update(pipeline, experiment_name=experiment)
second = ws.jobs.create_or_update(pipeline, experiment_name=experiment)
""",
    )


def test_parameters_are_set_on_the_job() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
rounds = PipelineParameter("rounds", 1)
title = PipelineParameter("the title", "a")
a = PythonScriptStep(script_name="a.py", source_directory="src", arguments=[rounds, title], runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
values = {"rounds": 5, "the title": "b"}
run = Experiment(ws, "demand").submit(pipeline, pipeline_parameters={"rounds": count, "the title": "b"})
other = Experiment(ws, "demand").submit(pipeline, pipeline_parameters=values)
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py ${{inputs.rounds}} '${{inputs.the_title}}'",
    inputs={"rounds": Input(type="integer"), "the_title": Input(type="string")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline(rounds: int = 1, the_title: str = "a"):
    a = a_component(rounds=rounds, the_title=the_title)


pipeline = demand_pipeline()
values = {"rounds": 5, "the title": "b"}
pipeline.inputs.rounds = count
pipeline.inputs.the_title = "b"
run = ws.jobs.create_or_update(pipeline, experiment_name="demand")
pipeline = demand_pipeline()
pipeline.inputs.rounds = values["rounds"]
pipeline.inputs.the_title = values["the title"]
other = ws.jobs.create_or_update(pipeline, experiment_name="demand")
""",
    )


def test_every_flag() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
run = Experiment(ws, "demand").submit(
    pipeline, pipeline_parameters=None, continue_on_step_failure=True, regenerate_outputs=args.again
)
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline():
    a = a_component()


pipeline = demand_pipeline()
pipeline.settings.continue_on_step_failure = True
pipeline.settings.force_rerun = args.again
run = ws.jobs.create_or_update(pipeline, experiment_name="demand")
""",
    )


def test_flags_that_say_what_v2_does_anyway() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
run = Experiment(ws, "demand").submit(pipeline, continue_on_step_failure=False, regenerate_outputs=False)
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(display_name="a.py", code="src", command="python a.py", environment="azureml:training@latest")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline():
    a = a_component()


pipeline = demand_pipeline()
run = ws.jobs.create_or_update(pipeline, experiment_name="demand")
""",
    )


def test_in_another_function() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class Trainer:
    def __init__(self, name):
        self.ws = Workspace.from_config()
        self.experiment = Experiment(self.ws, name)

    def pipeline(self):
        rc = RunConfiguration()
        rc.environment = Environment.get(self.ws, "training")
        step = PythonScriptStep(script_name="a.py", source_directory="src", compute_target="cpu", runconfig=rc)
        return Pipeline(self.ws, steps=[step])

    def run(self):
        return self.experiment.submit(self.pipeline())
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential


class Trainer:
    def __init__(self, name):
        self.ws = MLClient.from_config(DefaultAzureCredential())
        self.experiment = name

    def pipeline(self):
        step_component = command(
            display_name="a.py",
            code="src",
            command="python a.py",
            environment="azureml:training@latest",
        )

        @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
        def pipeline_definition():
            step = step_component()

        return pipeline_definition()

    def run(self):
        return self.ws.jobs.create_or_update(self.pipeline(), experiment_name=self.experiment)
""",
    )


def test_parameters_that_only_the_code_knows() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
rounds = PipelineParameter("rounds", 1)
title = PipelineParameter("the title", "a")
a = PythonScriptStep(script_name="a.py", source_directory="src", arguments=[rounds, title], runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
run = Experiment(ws, "demand").submit(pipeline, pipeline_parameters=load())
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Experiment

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py ${{inputs.rounds}} '${{inputs.the_title}}'",
    inputs={"rounds": Input(type="integer"), "the_title": Input(type="string")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline(rounds: int = 1, the_title: str = "a"):
    a = a_component(rounds=rounds, the_title=the_title)


pipeline = demand_pipeline()
# TODO(azureml-migrate AML604): set pipeline_job.inputs.<name> for each parameter: which they are i…
run = Experiment(ws, "demand").submit(pipeline, pipeline_parameters=load())
""",
    )


def test_a_script_is_left_to_a_person() -> None:
    assert_becomes(
        """\
from azureml.core import Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
run = Experiment(ws, "demand").submit(ScriptRunConfig(source_directory="src", script="a.py", resume_from=checkpoint))
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Experiment, ScriptRunConfig

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML604): submit the v2 job with `ml_client.jobs.create_or_update(job, experi…
# TODO(azureml-migrate AML510): v2 has no `resume_from`: give the checkpoint as an input
run = Experiment(ws, "demand").submit(ScriptRunConfig(source_directory="src", script="a.py", resume_from=checkpoint))
""",
    )


def test_the_name_of_an_experiment() -> None:
    """In v2 the experiment is its name."""
    converted = convert(
        """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
experiment = Experiment(ws, f"demand-{season}")
print("Experiment:", experiment.name)
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
run = experiment.submit(Pipeline(ws, steps=[train]))
"""
    )
    assert converted.manual == []
    assert 'experiment = f"demand-{season}"\nprint("Experiment:", experiment)\n' in converted.text
    assert "experiment_name=experiment)" in converted.text


_ENDPOINT = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineEndpoint
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[step])
PipelineEndpoint.publish(ws, name="demand", pipeline=pipeline, description="demand")
endpoint = PipelineEndpoint.get(ws, name="{name}")
run = Experiment(ws, name="daily").submit(endpoint, pipeline_version="{version}")
"""


def test_the_version_of_an_endpoint_that_the_same_code_publishes() -> None:
    text = convert(_ENDPOINT.format(name="demand", version="0")).text
    assert 'endpoint_name=endpoint.name,\n    deployment_name="version-0",\n    experiment_name="daily",' in text


@pytest.mark.parametrize(("name", "version"), [("other", "0"), ("demand", "1")])
def test_an_experiment_stays_where_its_submission_does(name: str, version: str) -> None:
    text = convert(_ENDPOINT.format(name=name, version=version)).text
    assert f'\nrun = Experiment(ws, name="daily").submit(endpoint, pipeline_version="{version}")\n' in text


def test_an_experiment_that_is_asked_for_more() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
experiment = Experiment(ws, "training")
source = ScriptRunConfig("src", "train.py", compute_target="gpu", environment=Environment.get(ws, "training"))
run = experiment.submit(source)
interactive_run = experiment.start_logging()
print(experiment.name)
""",
        """\
from azure.ai.ml import MLClient, command
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
experiment = "training"
source = command(code="src", command="python train.py", environment="azureml:training@latest", compute="gpu")
run = ws.jobs.create_or_update(source, experiment_name=experiment)
# TODO(azureml-migrate AML003): mlflow.start_run(): Set mlflow.set_experiment(name) first; the run…
interactive_run = experiment.start_logging()
print(experiment)
""",
    )


@pytest.mark.parametrize(
    ("v1", "other"),
    [
        ("compute_target=", "resume_from=input(), compute_target="),
        ("    return exp", "    print(Run.get_context())\n    return exp"),
        ("    return exp", "    print(isinstance(ws, Run), Experiment)\n    return exp"),
    ],
)
def test_annotations_that_stay_v1(v1: str, other: str) -> None:
    text = """\
from azureml.core import Experiment, Run, ScriptRunConfig, Workspace


def train(ws: Workspace, experiment: Experiment) -> Run:
    config = ScriptRunConfig("src", "train.py", compute_target="cpu")
    return experiment.submit(config)


workspace = Workspace.from_config()
run = train(workspace, Experiment(workspace, "training"))
"""
    assert "experiment: str) -> Job:" in convert(text).text
    found = convert(text.replace(v1, other))
    assert "azureml.core.Run" in {use.symbol for use in found.manual}
    assert "import Experiment, Run" in found.text or "import Run" in found.text


def test_one_that_is_only_asked_for_its_name_and_one_that_nothing_uses() -> None:
    assert_converts(
        """\
from azureml.core import Experiment, Workspace


def show(name):
    ws = Workspace.from_config()
    unused = Experiment(ws, "unused")
    experiment = Experiment(workspace=ws, name=name)
    print(f"{experiment.name} in {ws.name}")


show("demand")
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential


def show(name):
    ws = MLClient.from_config(DefaultAzureCredential())
    experiment = name
    print(f"{experiment} in {ws.workspace_name}")


show("demand")
""",
    )


def test_the_workspace_of_an_experiment() -> None:
    text = """\
from azureml.core import Experiment, ScriptRunConfig, Workspace

workspace = Workspace.from_config()
experiment = Experiment(workspace, "sales")
print(experiment.name, experiment.workspace.name)
ws = experiment.workspace_object
store = experiment.workspace.get_default_datastore()
script = ScriptRunConfig("src", "train.py", compute_target="cpu")
experiment.submit(script)
"""
    converted = convert(text)
    assert not converted.manual
    assert "print(experiment, workspace.workspace_name)\nws = workspace\n" in converted.text
    assert "store = workspace.datastores.get_default()\n" in converted.text


def test_the_workspace_of_an_experiment_that_is_not_known() -> None:
    text = (
        "from azureml.core import Experiment\n\n\ndef show(experiment: Experiment):\n    print(experiment.workspace)\n"
    )
    assert "    print(experiment.workspace)\n" in convert(text).text


SUBMITTED = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def build():
    rounds = PipelineParameter("rounds", 10)
    step = PythonScriptStep("train.py", arguments=["--rounds", rounds], source_directory="src", compute_target="cpu")
    return Pipeline(ws, steps=[step])


"""


@pytest.mark.parametrize(
    "submitted",
    [
        'run = build().submit("sales", pipeline_parameters={"rounds": 3}, regenerate_outputs=True)',
        'run = Experiment(ws, "sales").submit(build(), pipeline_parameters={"rounds": 3}, regenerate_outputs=True)',
    ],
)
def test_a_job_gets_a_variable_when_something_is_set_on_it(submitted: str) -> None:
    found = convert(f"{SUBMITTED}{submitted}\n")
    assert not found.manual
    assert found.text.endswith(
        "\npipeline_job = build()\n"
        "pipeline_job.inputs.rounds = 3\n"
        "pipeline_job.settings.force_rerun = True\n"
        'run = ws.jobs.create_or_update(pipeline_job, experiment_name="sales")\n'
    )


def test_a_job_that_is_made_on_a_condition_needs_a_variable_of_its_own() -> None:
    found = convert(f'{SUBMITTED}ws and build().submit("sales", pipeline_parameters={{"rounds": 3}})\n')
    assert "bind the pipeline to a variable first" in found.text
