"""Run configurations: what the script set, and what the SDK filled in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrate.verify.graph import Environment, Graph, Node, Origin, Value
from tests.verify.v1.conftest import TraceText, default, default_environment

GraphOf = Callable[..., Graph]

STEP = """
s = PythonScriptStep("train.py", name="s", runconfig=config, compute_target=cpu, source_directory="src")
p = Pipeline(ws, [s])
"""


@pytest.fixture
def node(graph: GraphOf) -> Callable[[str], Node]:
    """The step with a run configuration ``config`` that some lines change."""

    def read(*lines: str) -> Node:
        return graph("config = RunConfiguration()\n" + "\n".join(lines) + STEP).nodes[0]

    return read


NodeOf = Callable[..., Node]


def test_nothing_said_is_all_default(node: NodeOf) -> None:
    found = node()
    assert found.environment == default_environment()
    marked = [found.node_count, found.timeout_seconds, found.processes_per_node, found.reuse]
    assert {value.origin for value in marked} == {Origin.SDK_DEFAULT}
    assert found.settings == {}


def test_an_environment_that_is_spelt_out(node: NodeOf) -> None:
    found = node(
        "env = config.environment",
        "env.docker.base_image = 'mine/image:1'",
        "pip = ['pandas==2', 'azureml-defaults']",
        "packages = CondaDependencies.create(conda_packages=['numpy=1.2'], pip_packages=pip, python_version='3.9')",
        "packages.add_channel('mine')",
        "env.python.conda_dependencies = packages",
        "env.environment_variables = {'A': '1'}",
        "config.environment_variables = {'B': '2'}",
    )
    environment = found.environment
    assert environment.image == Value("mine/image:1")
    assert environment.python == Value("3.9")
    assert environment.conda_packages == ("numpy=1.2",)
    assert environment.pip_packages == ("pandas==2", "azureml-defaults")
    assert (environment.packages_origin, environment.channels_origin) == (Origin.EXPLICIT, Origin.EXPLICIT)
    assert "mine" in environment.channels
    assert found.environment_variables == {"A": Value("1"), "B": Value("2")}


def test_only_pip_packages(node: NodeOf) -> None:
    found = node("config.environment.python.conda_dependencies = CondaDependencies.create(pip_packages=['numpy'])")
    environment = found.environment
    # azureml-core 1.61 also writes the default package index into the list; that is not a package
    assert environment.pip_packages == ("numpy",)
    assert environment.packages_origin is Origin.EXPLICIT
    assert environment.channels_origin is Origin.SDK_DEFAULT
    assert environment.python.origin is Origin.SDK_DEFAULT


def test_a_dockerfile(node: NodeOf) -> None:
    found = node(
        "config.environment.docker.base_image = None",
        "config.environment.docker.base_dockerfile = 'FROM x'",
        "config.environment.python.user_managed_dependencies = True",
    )
    assert found.environment.dockerfile == "FROM x"
    assert found.environment.user_managed
    assert found.environment.pip_packages == ()


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        ("Environment.get(ws, 'AzureML-Minimal')", "AzureML-Minimal@latest"),
        ("Environment.get(ws, 'curated', version='7')", "curated:7"),
        ("ws.environments['mine']", "mine@latest"),
    ],
)
def test_an_environment_by_name(node: NodeOf, line: str, reference: str) -> None:
    assert node(f"config.environment = {line}").environment == Environment(reference=reference)


def test_a_changed_clone_of_an_environment_by_name(node: NodeOf) -> None:
    found = node(
        "env = Environment.get(ws, 'curated').clone('own')",
        "env.python.conda_dependencies.add_pip_package('numpy')",
        "config.environment = env",
    ).environment
    assert found.reference == ""
    assert found.image == Value("<image of curated@latest>")
    assert "numpy" in found.pip_packages


@pytest.mark.parametrize(("dnn", "name"), [(False, "ai-ml-automl"), (True, "ai-ml-automl-dnn")])
def test_the_environment_that_the_service_of_automl_chooses(node: NodeOf, dnn: bool, name: str) -> None:
    found = node(
        "from azureml._restclient.jasmine_client import JasmineClient",
        "client = JasmineClient(ws.service_context, 'exp', 'id')",
        f"config.environment = client.get_curated_environment('AutoML', {dnn}, False, cpu, 'STANDARD_D2_V2')",
    ).environment
    assert found == Environment(reference=f"{name}@latest")


def test_the_variables_that_automl_sets_for_its_pipelines(node: NodeOf) -> None:
    found = node(
        "from azureml.contrib.automl.pipeline.steps import utilities",
        "utilities.set_environment_variables_for_run(config)",
    ).environment_variables
    assert found["DISABLE_ENV_MISMATCH"] == Value(True)
    assert found["AZUREML_METRICS_POLLING_INTERVAL"] == Value("30")


def test_distributions(node: NodeOf) -> None:
    found = node("config.node_count = 2", "config.communicator = 'IntelMpi'", "config.mpi.process_count_per_node = 4")
    assert (found.distribution, found.node_count, found.processes_per_node) == ("mpi", Value(2), Value(4))
    found = node(
        "config.node_count = 2",
        "config.communicator = 'Nccl'",
        "config.pytorch = PyTorchConfiguration(process_count=8, node_count=2)",
    )
    assert (found.distribution, found.processes_per_node) == ("pytorch", Value(4))
    assert found.settings["distribution.backend"] == Value("nccl")
    found = node(
        "config.framework = 'TensorFlow'",
        "config.communicator = 'ParameterServer'",
        "config.tensorflow.worker_count = 3",
    )
    assert found.distribution == "tensorflow"
    assert found.settings["distribution.workers"] == Value(3)


def test_limits_and_what_else_there_is(node: NodeOf) -> None:
    found = node(
        "config.max_run_duration_seconds = 60",
        "config.docker.shm_size = '8g'",
        "config.docker.arguments = ['--ipc=host']",
        "config.priority = 5",
    )
    assert found.timeout_seconds == Value(60)
    assert found.settings["docker.shm_size"] == Value("8g")
    assert found.settings["docker.arguments"] == Value(["--ipc=host"])
    assert found.settings["priority"] == Value(5)


def test_step_parameters_become_variables(graph: GraphOf) -> None:
    found = graph("""\
        rate = PipelineParameter("rate", 1.5)
        s = PythonScriptStep("train.py", name="s", params={"depth": 3, "rate": rate}, compute_target=cpu,
                             source_directory="src", runconfig_pipeline_params={"NodeCount": PipelineParameter("n", 4)})
        p = Pipeline(ws, [s])
    """)
    assert found.nodes[0].environment_variables == {
        "EXAMPLE_ENV_VAR": default("EXAMPLE_VALUE"),
        "AML_PARAMETER_depth": Value(3),
        "AML_PARAMETER_rate": Value(1.5, "rate"),
    }
    assert found.nodes[0].node_count == Value(4, "n")


def test_code_folders_keep_to_the_ignore_file(graph: GraphOf) -> None:
    found = graph(
        "config = None" + STEP,
        {"src/.amlignore": "data/\n*.log\n", "src/data/big.csv": "1", "src/a.log": "1", "src/deep/b.py": "1"},
    )
    assert sorted(found.nodes[0].source) == [".amlignore", "deep/b.py", "train.py"]


def test_compute_by_name_and_created(trace: TraceText) -> None:
    text = """\
        from azureml.core.compute_target import ComputeTargetException
        try:
            target = ComputeTarget(ws, "mine")
        except ComputeTargetException:
            target = ComputeTarget.create(ws, "new", AmlCompute.provisioning_configuration("STANDARD_D2", max_nodes=2))
            target.wait_for_completion(show_output=True)
        s = PythonScriptStep("train.py", name="s", compute_target=target, source_directory="src")
        t = PythonScriptStep("train.py", name="t", compute_target="by-name", source_directory="src")
        p = Pipeline(ws, [s, t])
    """
    header = "from azureml.core import Workspace\n" \
        "from azureml.core.compute import AmlCompute, ComputeTarget\n" \
        "from azureml.pipeline.core import Pipeline\nfrom azureml.pipeline.steps import PythonScriptStep\n" \
        "ws = Workspace.from_config()\n"  # fmt: skip
    found = [trace(text, header=header, compute_exists=exists) for exists in (True, False)]
    assert [[node.compute.value for node in result.graphs[0].nodes] for result in found] == [
        ["mine", "by-name"],
        ["new", "by-name"],
    ]


@pytest.mark.parametrize(
    ("python", "written", "installed"),
    [
        ("python=3.7.*", "3.7.*", None),
        ("python=3.7.5=h1_0", "3.7.5=h1_0", None),
        ("python==3.7.5", "", "3.7.5"),
    ],
)
def test_a_python_of_a_conda_file_that_the_sdk_cannot_read(
    python: str, written: str, installed: str | None, graph: GraphOf
) -> None:
    lines = """\
config = RunConfiguration()
config.environment = Environment.from_conda_specification("e", "conda.yml").clone("f")
"""
    found = graph(lines + STEP, {"conda.yml": f"dependencies:\n- {python}\n- numpy\n"}).nodes[0].environment
    assert found.python_written == written
    assert found.conda_packages == ("numpy",)
    assert (found.python == Value(installed)) is bool(installed)
    assert found.python.origin is (Origin.EXPLICIT if installed else Origin.SDK_DEFAULT)
