"""Script configurations that are submitted by themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from azure.ai.ml.entities import Command, Spark

from migrate.conversion import Style
from tests.conversion import assert_converts, convert

HEAD = """\
from azureml.core import Dataset, Experiment, RunConfiguration, ScriptRunConfig, Workspace
from azureml.core.conda_dependencies import CondaDependencies

ws = Workspace.from_config()
"""
ALONE = f"""\
{HEAD}images = Dataset.get_by_name(ws, "images")
config = ScriptRunConfig(
    source_directory="src",
    script="train.py",
    arguments=["--images", images.as_named_input("images").as_download()],
    compute_target="gpu",
)
run = Experiment(ws, "training").submit(config)
"""
JOB = """\
from azure.ai.ml import Input, MLClient, command
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
images = Input(type="uri_folder", path="azureml:images@latest", mode="download")
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
config = command(
    code="src",
    command="python train.py --images ${{inputs.images}}",
    inputs={"images": images},
    environment=environment,
    compute="gpu",
)
run = ws.jobs.create_or_update(config, experiment_name="training")
"""


@pytest.mark.parametrize("style", Style)
def test_a_script_by_itself(style: Style) -> None:
    found = convert(ALONE, style=style)
    assert not found.manual
    assert found.text == JOB
    assert not found.files


def test_a_script_that_is_submitted_twice() -> None:
    found = convert(ALONE + 'again = Experiment(ws, "training").submit(config)\n')
    assert not found.manual
    assert found.text == JOB + 'again = ws.jobs.create_or_update(config, experiment_name="training")\n'


def test_arguments_that_a_step_has_as_well() -> None:
    text = convert(f"""\
{HEAD}from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

images = Dataset.get_by_name(ws, "images")
arguments = ["--images", images.as_mount()]
step = PythonScriptStep("a.py", source_directory="src", arguments=arguments, compute_target="cpu")
pipeline = Pipeline(ws, steps=[step])
config = ScriptRunConfig("src", "b.py", arguments=arguments, compute_target="cpu")
run = Experiment(ws, "training").submit(config)
""").text
    assert "arguments" not in text
    assert 'command="python a.py --images ${{inputs.images}}"' in text
    assert 'command="python b.py --images ${{inputs.images}}"' in text


def test_arguments_that_are_read_elsewhere() -> None:
    first = ALONE.replace("config = ", 'words = ["--fast"]\nprint(words)\nconfig = ')
    text = convert(first.replace("arguments=[", "arguments=words + [")).text
    assert 'words = ["--fast"]\nprint(words)\n' in text
    assert 'command="python train.py --fast --images ${{inputs.images}}"' in text


def test_what_is_set_on_it_before_it_is_submitted() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace
from azureml.core.runconfig import DockerConfiguration, MpiConfiguration

ws = Workspace.from_config()
config = ScriptRunConfig("src", "train.py", compute_target="cpu")
config.source_directory = "code"
config.script = "fit.py"
epochs = 5
config.arguments = ["--epochs", epochs]
config.run_config.target = ws.compute_targets["gpu"]
config.run_config.environment = Environment.get(ws, "training")
config.run_config.framework = "python"
config.run_config.communicator = "IntelMpi"
config.run_config.mpi = MpiConfiguration(process_count_per_node=4)
config.run_config.node_count = 2
config.run_config.docker = DockerConfiguration(use_docker=True, shm_size="2g")
config.run_config.history.output_collection = True
run = Experiment(ws, "training").submit(config)
""",
        """\
from azure.ai.ml import MLClient, MpiDistribution, command
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
epochs = 5
config = command(
    code="code",
    command=f"python fit.py --epochs {epochs}",
    environment="azureml:training@latest",
    compute="gpu",
    distribution=MpiDistribution(process_count_per_instance=4),
    instance_count=2,
    shm_size="2g",
)
run = ws.jobs.create_or_update(config, experiment_name="training")
""",
    )


def test_an_argument_that_is_something_else_where_more_is_set() -> None:
    found = convert(f"""\
{HEAD}script = "a.py"
config = ScriptRunConfig("src", script, compute_target="cpu")
script = "b.py"
config.run_config.target = "gpu"
run = Experiment(ws, "training").submit(config)
""")
    assert 'config = ScriptRunConfig("src", script, compute_target="cpu")' in found.text
    assert "`script` gets another value between" in found.text


def test_a_configuration_in_place_of_the_one_that_it_was_given() -> None:
    found = convert(f"""\
{HEAD}run_config = RunConfiguration()
run_config.target = "gpu"
config = ScriptRunConfig("src", "train.py", compute_target="cpu", run_config=run_config)
run = Experiment(ws, "training").submit(config)
""")
    assert not found.manual
    assert 'compute="gpu"' in found.text


def test_a_line_of_shell_with_a_run_configuration_in_a_loop() -> None:
    found = convert(f"""\
{HEAD}run_config = RunConfiguration()
run_config.target = "cpu"
run_config.environment.python.conda_dependencies = CondaDependencies.create(pip_packages=["pandas"])
run_config.environment_variables = {{"LEVEL": 2}}
for depth in (1, 2):
    run = Experiment(ws, "greeting").submit(
        ScriptRunConfig(source_directory=".", command=["echo", "hello", depth], run_config=run_config), show_output=True
    )
""")
    assert not found.manual
    assert (
        found.text
        == """\
from azure.ai.ml import MLClient, command
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={"channels": ["anaconda", "conda-forge"], "dependencies": ["python=3.10.18", {"pip": ["pandas"]}]},
)
environment_variables = {"LEVEL": "2"}
for depth in (1, 2):
    job = command(
        code=".",
        command=f"echo hello {depth}",
        environment=environment,
        environment_variables=environment_variables,
        compute="cpu",
    )
    run = ws.jobs.create_or_update(job, experiment_name="greeting")
    ws.jobs.stream(run.name)
"""
    )


@pytest.mark.parametrize(
    ("v1", "other"),
    [
        ("run = Exp", "print(config)\nrun = Exp"),
        ("run = Exp", "print(config.run_config.target)\nrun = Exp"),
        ("run = Exp", 'if fast:\n    config.arguments = ["--fast"]\nrun = Exp'),
        ("run = Exp", 'config.run_config.environment.docker.base_image = "python"\nrun = Exp'),
        ("run = Exp", 'config.run_config.environment_variables = {"A": "b"}\nrun = Exp'),
        ("run = Exp", 'config.run_config.amlcompute.vm_size = "STANDARD_D2"\nrun = Exp'),
        ("run = Exp", 'own = config.run_config\nown.target = "cpu"\nrun = Exp'),
        ("run = Exp", 'Experiment(ws, "first").submit(config)\nconfig.run_config.node_count = 2\nrun = Exp'),
        ("run = Exp", "if fast:\n    config.run_config.target, fast = fast, 1\nrun = Exp"),
        ("run = Exp", "if fast:\n    config.run_config.environment = input()\nrun = Exp"),
        ("run = Exp", 'config.arguments, fast = ["--fast"], 1\nrun = Exp'),
        ("run = Exp", 'Experiment(ws, "first").submit(config, tags={"a": "b"})\nrun = Exp'),
        ('compute_target="gpu"', 'compute_target="gpu", resume_from=input()'),
        ('script="train.py"', "**input()"),
    ],
)
def test_what_stays_v1(v1: str, other: str) -> None:
    found = convert(ALONE.replace(v1, other))
    assert "config = ScriptRunConfig(" in found.text
    assert ".submit(config)" in found.text
    assert 'images = Dataset.get_by_name(ws, "images")' in found.text
    assert {"azureml.core.ScriptRunConfig", "azureml.core.Experiment.submit"} <= {use.symbol for use in found.manual}


def test_data_that_a_pipeline_mounts_and_a_job_downloads() -> None:
    text = convert(f"""\
{HEAD}from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

images = Dataset.get_by_name(ws, "images")
step = PythonScriptStep("a.py", source_directory="src", arguments=[images.as_mount()], compute_target="cpu")
pipeline = Pipeline(ws, steps=[step])
config = ScriptRunConfig("src", "b.py", arguments=[images.as_download()], compute_target="cpu")
run = Experiment(ws, "training").submit(config)
""").text
    assert 'images = Input(type="uri_folder", path="azureml:images@latest", mode="ro_mount")' in text
    assert "pipeline = pipeline_definition(images=images)" in text
    assert 'inputs={"images": Input(type="uri_folder", path=images.path, mode="download")}' in text


SPARK = f"""\
{HEAD}run_config = RunConfiguration(framework="pyspark")
run_config.target = "pool"
run_config.spark.configuration["spark.driver.memory"] = "2g"
run_config.spark.configuration["spark.driver.cores"] = 2
run_config.spark.configuration["spark.executor.memory"] = "4g"
run_config.spark.configuration["spark.executor.cores"] = 1
run_config.spark.configuration["spark.executor.instances"] = 3
config = ScriptRunConfig("src", "count.py", arguments=["--fast"], run_config=run_config)
run = Experiment(ws, "counting").submit(config)
"""


def test_spark_in_the_environment_of_its_pool() -> None:
    found = convert(SPARK)
    assert not found.manual
    assert (
        found.text
        == """\
from azure.ai.ml import MLClient, spark
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = spark(
    code="src",
    entry={"file": "count.py"},
    args="--fast",
    driver_cores=2,
    driver_memory="2g",
    executor_cores=1,
    executor_memory="4g",
    executor_instances=3,
    compute="pool",
)
run = ws.jobs.create_or_update(config, experiment_name="counting")
"""
    )


@pytest.mark.parametrize(
    ("v1", "other"),
    [
        ('run_config.spark.configuration["spark.driver.cores"] = 2\n', ""),
        ('["spark.driver.cores"]', "[input()]"),
        ("config = Script", 'run_config.environment_variables = {"A": "b"}\nconfig = Script'),
        ('"count.py", arguments=["--fast"]', 'command=["echo", "--fast"]'),
    ],
)
def test_spark_that_stays_v1(v1: str, other: str) -> None:
    found = convert(SPARK.replace(v1, other))
    assert "config = ScriptRunConfig(" in found.text
    assert 'run_config = RunConfiguration(framework="pyspark")' in found.text


def test_spark_in_a_step() -> None:
    """v1 takes it for a Python script or for Spark, as the compute is; v2 has two kinds of components."""
    found = convert(
        SPARK.partition("\nconfig = ")[0]
        + """
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

step = PythonScriptStep("count.py", source_directory="src", runconfig=run_config)
pipeline = Pipeline(ws, steps=[step])
"""
    )
    assert "PythonScriptStep(" in found.text
    assert 'v2 has nothing for `framework` "pyspark": run the script by spark(…)' in found.text


@pytest.mark.parametrize(("text", "kind"), [(ALONE, Command), (SPARK, Spark)])
def test_the_sdk_takes_the_job(text: str, kind: type, tmp_path: Path) -> None:
    (tmp_path / "train.py").touch()
    (tmp_path / "count.py").touch()
    made = convert(text).text.replace('code="src"', f"code={str(tmp_path)!r}")
    names: dict[str, object] = {}
    exec(made.partition("run = ")[0].replace("MLClient.from_config(DefaultAzureCredential())", "None"), names)
    job = names["config"]
    assert isinstance(job, kind)
    assert job._validate().passed  # type: ignore[attr-defined]


CHOSEN = """\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
if gpu:
    environment = Environment.from_conda_specification("gpu", "gpu.yml")
else:
    environment = Environment.get(ws, "cpu")
config = ScriptRunConfig("src", "train.py", compute_target="cpu", environment=environment)
run = Experiment(ws, "training").submit(config)
"""


def test_one_of_several_environments() -> None:
    assert_converts(
        CHOSEN,
        """\
from azure.ai.ml import MLClient, command
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
if gpu:
    environment = Environment(
        name="gpu",
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file="gpu.yml",
    )
else:
    environment = "azureml:cpu@latest"
config = command(code="src", command="python train.py", environment=environment, compute="cpu")
run = ws.jobs.create_or_update(config, experiment_name="training")
""",
    )


@pytest.mark.parametrize(
    "other",
    [
        'Environment.get(ws, "cpu")\n    environment.environment_variables = {"A": "b"}',
        'Environment("cpu")\n    environment.docker.shm_size = "2g"',
        'Environment("cpu")\n    environment.python.conda_dependencies = input()',
        "input()",
    ],
)
def test_one_of_several_environments_that_says_more(other: str) -> None:
    found = convert(CHOSEN.replace('Environment.get(ws, "cpu")', other))
    assert "config = ScriptRunConfig(" in found.text
    assert 'run = Experiment(ws, "training").submit(config)' in found.text


LATE = """\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
experiment = Experiment(ws, "training")
first = Environment.from_conda_specification("first", "first.yml")
config = ScriptRunConfig("src", "train.py", environment=first)
run = experiment.submit(config)
second = Environment.get(ws, "second")
# The same with other packages.
config.run_config.environment = second
for target in targets.split(","):
    config.run_config.target = target
    run = experiment.submit(config)
if big:
    config.run_config.target = ws.compute_targets["big"]
run = experiment.submit(config)
"""


def test_what_is_set_between_submissions() -> None:
    assert_converts(
        LATE,
        """\
from azure.ai.ml import MLClient, command
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
experiment = "training"
first = Environment(
    name="first",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file="first.yml",
)
config = command(
    code="src",
    command="python train.py",
    environment=first,
    compute="local",
)
run = ws.jobs.create_or_update(config, experiment_name=experiment)
second = "azureml:second@latest"
# The same with other packages.
config.environment = second
for target in targets.split(","):
    config.compute = getattr(target, "name", target)
    run = ws.jobs.create_or_update(config, experiment_name=experiment)
if big:
    config.compute = "big"
run = ws.jobs.create_or_update(config, experiment_name=experiment)
""",
    )


def test_the_python_of_the_own_machine_between_submissions() -> None:
    own = 'Environment("own")\nsecond.python.user_managed_dependencies = True'
    found = convert(LATE.replace('Environment.get(ws, "second")', own))
    assert 'config = ScriptRunConfig("src", "train.py", environment=first)' in found.text
    assert "v1 ran the script with the Python of this machine" in found.text


def test_the_sdk_takes_what_is_set_later() -> None:
    text = convert(LATE).text.replace('targets.split(",")', '("small",)').replace("if big", "if True")
    text = text.replace("MLClient.from_config(DefaultAzureCredential())", "None").replace('"first.yml"', "{}")
    names: dict[str, object] = {}
    exec(re.sub(r"run = ws\.jobs.*", "pass", text).replace('ws.compute.get("big").name', '"big"'), names)
    job = names["config"]
    assert isinstance(job, Command)
    sent = job._to_job()
    assert (sent.compute, sent.environment) == ("big", "azureml:second@latest")


@pytest.mark.parametrize(
    "made",
    ["input()\nenvironment.python.user_managed_dependencies = True", 'others["training"].clone("own")'],
)
def test_an_environment_that_what_was_converted_before_has_left_in_v1(made: str) -> None:
    before = f"""\
from azureml.core import Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
environment = {made}
config = ScriptRunConfig("src", "train.py", compute_target="cpu")
config.run_config.environment = environment
run = Experiment(ws, "training").submit(config)
"""
    assert 'config = ScriptRunConfig("src", "train.py", compute_target="cpu")' in convert(before).text
    assert "ScriptRunConfig" not in convert(before.replace(made, "input()")).text


def test_a_distribution_in_some_cases_only() -> None:
    made = "MpiConfiguration(node_count=count) if count > 1 else None"
    head = f"{HEAD}from azureml.core.runconfig import MpiConfiguration\n\ncount = int(input())\n"
    config = 'config = ScriptRunConfig("src", "train.py", compute_target="gpu", distributed_job_config={})\n'
    run = 'run = Experiment(ws, "training").submit(config)\n'
    text = convert(head + config.format(made) + run).text
    assert "distribution=MpiDistribution(process_count_per_instance=1) if count > 1 else None,\n" in text
    assert "instance_count=count if count > 1 else None,\n" in text
    assert "MpiDistribution" in convert(head + config.format("MpiConfiguration(node_count=count)") + run).text
    counted = config.format(made.replace("count > 1", "next(counts) > 1"))
    assert counted.strip() in convert(head + counted + run).text


def test_a_distribution_that_a_branch_makes() -> None:
    assert_converts(
        f"""\
{HEAD}from azureml.core.runconfig import MpiConfiguration, TensorflowConfiguration

count = int(input())
if count > 2:
    distribution = MpiConfiguration(process_count_per_node=2, node_count=count)
elif count > 1:
    distribution = TensorflowConfiguration(worker_count=count, parameter_server_count=1)
else:
    distribution = None
config = ScriptRunConfig("src", "train.py", compute_target="gpu", distributed_job_config=distribution)
run = Experiment(ws, "training").submit(config)
""",
        """\
from azure.ai.ml import MLClient, MpiDistribution, TensorFlowDistribution, command
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

count = int(input())
if count > 2:
    distribution = {"distribution": MpiDistribution(process_count_per_instance=2), "instance_count": count}
elif count > 1:
    distribution = {
        "distribution": TensorFlowDistribution(worker_count=count, parameter_server_count=1),
        "instance_count": count,
    }
else:
    distribution = None
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
config = command(code="src", command="python train.py", environment=environment, compute="gpu", **(distribution or {}))
run = ws.jobs.create_or_update(config, experiment_name="training")
""",
    )


def test_a_distribution_that_something_else_is_given_too() -> None:
    before = f"""\
{HEAD}from azureml.core.runconfig import MpiConfiguration


def distributed(count):
    return MpiConfiguration(process_count_per_node=2, node_count=count)


config = ScriptRunConfig("src", "train.py", compute_target="gpu", distributed_job_config=distributed(2))
run = Experiment(ws, "training").submit(config)
other = ScriptRunConfig("src", "test.py", compute_target="gpu", distributed_job_config=distributed(1))
print(other.script)
"""
    text = convert(before).text
    assert "return MpiConfiguration(process_count_per_node=2, node_count=count)" in text
    assert "distributed_job_config=distributed(2)" in text
