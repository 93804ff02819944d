"""``MpiConfiguration(...)``, ``DockerConfiguration(...)``, … → arguments of the steps that use the run configuration"""

from __future__ import annotations

from migrate.decisions.annotations import annotated, held_by
from migrate.decisions.context import Context
from migrate.decisions.distributions import as_settings, is_kept
from migrate.decisions.parts import is_part
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.run_fields import COLLECTED, CONTAINER
from migrate.decisions.settings import RunPlan, settings
from migrate.rules.run_configuration import check_planned, plan_of
from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.uses import AttributeUse, ReferenceUse
from migrate.v1.values import Call, Obj, SetEvent
from migrate.v2.expressions import Code, dict_of

_PACKAGE = "azureml.core.runconfig"
_BACKEND = "the script itself gives the backend to init_process_group"
_PROCESSES = "v2 counts the processes of one node, v1 those of all nodes together"

PARTS: dict[str, dict[str, Fate]] = {
    "DockerConfiguration": {
        "use_docker": CONTAINER,
        "shm_size": converted("command(shm_size=…)"),
        "arguments": converted("command(docker_args=…)"),
        "shared_volumes": dropped("v2 has no such setting"),
    },
    "MpiConfiguration": {
        "process_count_per_node": converted("MpiDistribution(process_count_per_instance=…)"),
        "node_count": dropped("a step runs on the nodes that the run configuration counts"),
    },
    "PyTorchConfiguration": {
        "process_count": changed("PyTorchDistribution(process_count_per_instance=…)", _PROCESSES),
        "node_count": dropped("a step runs on the nodes that the run configuration counts"),
        "communication_backend": dropped(_BACKEND),
    },
    "TensorflowConfiguration": {
        "worker_count": converted("TensorFlowDistribution(worker_count=…)"),
        "parameter_server_count": converted("TensorFlowDistribution(parameter_server_count=…)"),
    },
    "HistoryConfiguration": {
        "output_collection": COLLECTED,
        "snapshot_project": COLLECTED,
        "directories_to_watch": COLLECTED,
    },
    "SparkConfiguration": {"configuration": converted("spark(conf=…)")},
    "KubernetesComputeConfiguration": {"instance_type": converted("command(instance_type=…)")},
}
"""The classes of its fields, and what becomes of their attributes and arguments."""
_DISTRIBUTIONS = ("MpiConfiguration", "PyTorchConfiguration", "TensorflowConfiguration")
_BARE = ("HistoryConfiguration", "KubernetesComputeConfiguration", "SparkConfiguration")
"""Those among them that are made without arguments."""

_SETS: dict[str, Fate] = {
    f"{_PACKAGE}.{name}.{field}": fate for name, fields in PARTS.items() for field, fate in fields.items()
}


def _holders(section: Obj, context: Context) -> list[RunPlan]:
    return [plan for plan in settings(context).runs.values() if section in plan.model.sections]


def _why_not(section: Obj, context: Context) -> str:
    """What keeps the run configuration that it is part of in v1."""
    runs = (step.run for step in context.scripts if step.run is not None)
    holder = next((run.obj for run in runs if section in run.sections), None)
    problem = settings(context).problems.get(holder) if holder is not None else None
    return problem.message if problem is not None else _SECTION


def _section(use: Call, context: Context) -> Decision:
    """``DockerConfiguration(...)``: its arguments become arguments of the component."""
    obj = use.result
    assert isinstance(obj, Obj)
    if is_kept(obj, context):
        fate = _told(_KEPT, obj)
        return Decision(fate, dict_of(as_settings(obj)), arguments=_NODES if "node_count" in use.arguments else {})
    if not _holders(obj, context) and not is_part(obj, context):
        raise Manual(_why_not(obj, context))
    context.vanished[obj] = f"`{obj.name}` is spread over the arguments of the component in v2"
    edit = removal(use.where.statement, use.node)
    return Decision(_told(converted("command(...)"), obj), edits=(edit,) if edit is not None else ())


def _told(fate: Fate, section: Obj) -> Fate:
    """v2 has no backend of PyTorch, given or not."""
    return changed(fate.v2, _BACKEND) if section.symbol == f"{_PACKAGE}.PyTorchConfiguration" else fate


def _annotation(use: ReferenceUse, context: Context) -> Decision:
    """The class of what functions are given and return in its place."""
    held = [obj for value in annotated(use.node, context) for obj in held_by(value)]
    if not held or not all(is_kept(obj, context) for obj in held):
        raise Manual(_SECTION)
    return Decision(_KEPT, Code("dict"))


_KEPT = converted("command(**distribution)", "a dictionary with the distribution and the number of instances")
_NODES = {"node_count": converted("instance_count")}
_SECTION = "no step that could be converted uses this: give its values to `command(...)`"


def _set(obj: Obj, event: SetEvent, context: Context) -> Decision:
    """Also of a part that the run configuration has by itself: ``run_config.mpi.process_count_per_node = 4``."""
    fate = _SETS[context.symbol_of(obj, event)]
    if obj.call is None or obj.symbol == RUN_CONFIGURATION:
        check_planned(obj, context)
        return Decision(fate)
    if not _holders(obj, context) and not is_part(obj, context):
        raise Manual(_why_not(obj, context))
    edit = removal(event.where.statement, event.expression)
    return Decision(fate, edits=(edit,) if edit is not None else ())


def _properties(use: AttributeUse, context: Context) -> Decision:
    """``run_config.spark.configuration`` on the way to what is set there."""
    assert isinstance(use.receiver, Obj)
    plan_of(use.receiver, context)
    return Decision(converted("spark(conf=…)"))


RULE = Rule(
    code="AML407",
    name="run-sections",
    summary="What configures processes, nodes and the container of a run becomes arguments of the components.",
    url=learn("migrate-to-v2-command-job"),
    calls={f"{_PACKAGE}.{name}": _section for name in PARTS},
    attributes={f"{_PACKAGE}.SparkConfiguration.configuration": _properties},
    sets=dict.fromkeys(_SETS, _set),
    references={f"{_PACKAGE}.{name}": _annotation for name in _DISTRIBUTIONS},
    parameters={f"{_PACKAGE}.{name}": fields if name not in _BARE else {} for name, fields in PARTS.items()},
    examples=(
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import DockerConfiguration, MpiConfiguration, RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()

run_config = RunConfiguration(framework="TensorFlow", communicator="OpenMpi")
run_config.environment = Environment.get(ws, "training")
run_config.mpi = MpiConfiguration(process_count_per_node=4)
run_config.node_count = 2
run_config.docker = DockerConfiguration(use_docker=True, shm_size="16g", arguments=["--ipc=host"])
run_config.history.output_collection = True

train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="gpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import MLClient, MpiDistribution, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment="azureml:training@latest",
    distribution=MpiDistribution(process_count_per_instance=4),
    instance_count=2,
    docker_args="--ipc=host",
    shm_size="16g",
)


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Datastore, Experiment, RunConfiguration, ScriptRunConfig, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.data import HDFSOutputDatasetConfig

ws = Workspace.from_config()
lake = Datastore.get(ws, "lake")
sales = Dataset.File.from_files((lake, "sales")).as_named_input("sales").as_hdfs()
counted = HDFSOutputDatasetConfig("counted", destination=(lake, "counted"))

run_config = RunConfiguration(framework="pyspark")
run_config.target = "spark-pool"
run_config.spark.configuration["spark.driver.memory"] = "2g"
run_config.spark.configuration["spark.driver.cores"] = 2
run_config.spark.configuration["spark.executor.memory"] = "4g"
run_config.spark.configuration["spark.executor.cores"] = 1
run_config.spark.configuration["spark.executor.instances"] = 3
run_config.spark.configuration["spark.yarn.maxAppAttempts"] = 2
run_config.spark.configuration["spark.yarn.dist.jars"] = "wasbs://jars@acme.blob.core.windows.net/parser.jar"
run_config.environment.python.conda_dependencies = CondaDependencies.create(pip_packages=["pyarrow==14.0"])

count = ScriptRunConfig(
    source_directory="src",
    script="count.py",
    arguments=["--sales", sales, "--counted", counted],
    run_config=run_config,
)
run = Experiment(ws, "counting").submit(config=count)
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, spark
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
sales = Input(type="uri_folder", path="azureml://datastores/lake/paths/sales", mode="direct")

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", {"pip": ["pyarrow==14.0"]}],
    },
)

count = spark(
    code="src",
    entry={"file": "count.py"},
    args="--sales ${{inputs.sales}} --counted ${{outputs.counted}}",
    inputs={"sales": sales},
    outputs={"counted": Output(type="uri_folder", path="azureml://datastores/lake/paths/counted", mode="direct")},
    driver_cores=2,
    driver_memory="2g",
    executor_cores=1,
    executor_memory="4g",
    executor_instances=3,
    conf={"spark.yarn.maxAppAttempts": 2},
    jars=["wasbs://jars@acme.blob.core.windows.net/parser.jar"],
    environment=environment,
    compute="spark-pool",
)
run = ws.jobs.create_or_update(count, experiment_name="counting")
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import CommandStep

ws = Workspace.from_config()
# Nothing runs with this one
run_config = RunConfiguration()
run_config.docker.use_docker = True
CURATED = True
if CURATED:
    curated = Environment.get(ws, "sales", version="2")
    run_config.environment = curated
else:
    run_config.environment.python.conda_dependencies = CondaDependencies.create(conda_packages=["pandas"])

env = Environment.get(ws, "sales", version="3")
run = RunConfiguration()
run.environment = env
train = CommandStep(command="python train.py", source_directory="src", compute_target="cpu", runconfig=run)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
CURATED = True

env = "azureml:sales:3"
train_component = command(display_name="CommandStep_python", code="src", command="python train.py", environment=env)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace
from azureml.core.runconfig import MpiConfiguration, PyTorchConfiguration

ws = Workspace.from_config()
env = Environment.get(ws, "training")


def get_distribution(gpus: int, nodes: int) -> PyTorchConfiguration:
    return PyTorchConfiguration(process_count=gpus * nodes, node_count=nodes)


def submit(experiment: str, gpus: int, nodes: int):
    measure = ScriptRunConfig(
        source_directory="src",
        script="measure.py",
        compute_target="gpu",
        environment=env,
        distributed_job_config=None if nodes == 1 else MpiConfiguration(process_count_per_node=1, node_count=nodes),
    )
    Experiment(ws, experiment).submit(measure)
    train = ScriptRunConfig(
        source_directory="src",
        command=f"python train.py --gpus {gpus}".split(),
        compute_target="gpu",
        environment=env,
        distributed_job_config=get_distribution(gpus, nodes),
    )
    Experiment(ws, experiment).submit(train)


submit("digits", gpus=4, nodes=2)
""",
            after="""\
from azure.ai.ml import MLClient, MpiDistribution, PyTorchDistribution, command
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
env = "azureml:training@latest"


def get_distribution(gpus: int, nodes: int) -> dict:
    return {"distribution": PyTorchDistribution(process_count_per_instance=gpus), "instance_count": nodes}


def submit(experiment: str, gpus: int, nodes: int):
    measure = command(
        code="src",
        command="python measure.py",
        environment=env,
        compute="gpu",
        distribution=None if nodes == 1 else MpiDistribution(process_count_per_instance=1),
        instance_count=None if nodes == 1 else nodes,
    )
    ws.jobs.create_or_update(measure, experiment_name=experiment)
    train = command(
        code="src",
        command=" ".join(f"python train.py --gpus {gpus}".split()),
        environment=env,
        compute="gpu",
        **get_distribution(gpus, nodes),
    )
    ws.jobs.create_or_update(train, experiment_name=experiment)


submit("digits", gpus=4, nodes=2)
""",
        ),
    ),
)
