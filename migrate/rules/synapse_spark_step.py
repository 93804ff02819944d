"""``SynapseSparkStep(...)`` → ``prepare_component = spark(...)`` on the attached pool"""

from __future__ import annotations

from migrate.decisions.annotations import node_annotation
from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Example, Rule, converted, dropped, learn
from migrate.decisions.steps import step_decision
from migrate.v1.spark_step import SYNAPSE_SPARK_STEP
from migrate.v1.values import Call


def _step(use: Call, context: Context) -> Decision:
    return step_decision(use, context, "spark(...)")


RULE = Rule(
    code="AML512",
    name="synapse-spark-step",
    summary="A SynapseSparkStep becomes a Spark component that runs the script on the attached pool.",
    url=learn("how-to-submit-spark-jobs"),
    calls={SYNAPSE_SPARK_STEP: _step},
    references={SYNAPSE_SPARK_STEP: node_annotation},
    parameters={
        SYNAPSE_SPARK_STEP: {
            "file": converted('entry={"file": …}'),
            "source_directory": converted("code"),
            "compute_target": converted("compute"),
            "driver_memory": converted("driver_memory"),
            "driver_cores": converted("driver_cores"),
            "executor_memory": converted("executor_memory"),
            "executor_cores": converted("executor_cores"),
            "num_executors": converted("executor_instances"),
            "name": converted("display_name"),
            "app_name": converted('conf={"spark.app.name": …}'),
            "environment": converted("environment"),
            "arguments": converted("args"),
            "inputs": converted("inputs"),
            "outputs": converted("outputs"),
            "conf": converted("conf"),
            "py_files": converted("py_files"),
            "jars": converted("jars"),
            "files": converted("files"),
            "allow_reuse": converted("is_deterministic"),
            "version": dropped("only a registered component has a version"),
        }
    },
    examples=(
        Example(
            before="""\
from azureml.core import Dataset, Datastore, Environment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.data import HDFSOutputDatasetConfig
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep, SynapseSparkStep

ws = Workspace.from_config()
lake = Datastore.get(ws, "lake")
sales = Dataset.File.from_files((lake, "sales")).as_named_input("sales").as_hdfs()
year = PipelineParameter("year", default_value=2024)
cleaned = HDFSOutputDatasetConfig("cleaned", destination=(lake, "cleaned/{run-id}"))
env = Environment("sales")
env.python.conda_dependencies = CondaDependencies.create(pip_packages=["pyarrow==14.0"])

prepare_step = SynapseSparkStep(
    name="Prepare sales",
    file="prepare.py",
    source_directory="src",
    arguments=["--sales", sales, "--year", year, "--cleaned", cleaned],
    inputs=[sales],
    outputs=[cleaned],
    compute_target="spark-pool",
    driver_memory="7g",
    driver_cores=4,
    executor_memory="14g",
    executor_cores=2,
    num_executors=3,
    app_name="sales",
    environment=env,
    conf={"spark.yarn.maxAppAttempts": 2, "spark.submit.pyFiles": "dates.py,money.py"},
    jars="wasbs://jars@acme.blob.core.windows.net/parser.jar",
    allow_reuse=False,
)
report_step = PythonScriptStep(
    script_name="report.py",
    arguments=["--cleaned", cleaned.as_input("cleaned").as_download()],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[prepare_step, report_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl, spark
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
sales = Input(
    type="uri_folder",
    path="azureml://datastores/lake/paths/sales",
    mode="direct",
)
env = Environment(
    name="sales",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", {"pip": ["pyarrow==14.0"]}],
    },
)

prepare_component = spark(
    display_name="Prepare sales",
    code="src",
    entry={"file": "prepare.py"},
    args=(
        "--sales ${{inputs.sales}} --year ${{inputs.year}}"
        " --cleaned ${{outputs.cleaned}}"
    ),
    inputs={"sales": Input(type="uri_folder"), "year": Input(type="integer")},
    outputs={
        "cleaned": Output(
            type="uri_folder",
            path="azureml://datastores/lake/paths/cleaned/${{name}}",
            mode="direct",
        ),
    },
    driver_cores=4,
    driver_memory="7g",
    executor_cores=2,
    executor_memory="14g",
    executor_instances=3,
    conf={"spark.app.name": "sales", "spark.yarn.maxAppAttempts": 2},
    py_files=["dates.py", "money.py"],
    jars=["wasbs://jars@acme.blob.core.windows.net/parser.jar"],
    environment=env,
    compute="spark-pool",
    is_deterministic=False,
)
default_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
report_component = command(
    display_name="report.py",
    code="src",
    command="python report.py --cleaned ${{inputs.cleaned}}",
    inputs={"cleaned": Input(type="uri_folder")},
    environment=default_environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(sales: Input(type="uri_folder"), year: int = 2024):
    prepare_step = prepare_component(sales=sales, year=year)
    report_step = report_component(cleaned=prepare_step.outputs.cleaned)
    report_step.inputs.cleaned.mode = "download"


pipeline = pipeline_definition(sales=sales)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.data import HDFSOutputDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import SynapseSparkStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
visits = Dataset.Tabular.from_delimited_files((store, "visits.csv")).as_named_input("visits")
counted = HDFSOutputDatasetConfig(destination=(store, "counted"))

count_step = SynapseSparkStep(
    file="count.py",
    source_directory="src",
    arguments=["--visits", visits, "--counted", counted],
    inputs=[visits],
    outputs=[counted],
    compute_target="spark-pool",
    driver_memory="2g",
    driver_cores=2,
    executor_memory="2g",
    executor_cores=1,
    num_executors=1,
    files=["src/holidays.csv"],
)
pipeline = Pipeline(ws, steps=[count_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
visits = Input(type="mltable", path="./tables/table", mode="direct")

count_component = load_component(source="components/count/component.yaml")


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition(visits: Input(type="mltable")):
    count_step = count_component(visits=visits)
    count_step.compute = "spark-pool"
    count_step.outputs.counted.path = f"azureml://datastores/{store.name}/paths/counted"
    count_step.outputs.counted.mode = "direct"


pipeline = pipeline_definition(visits=visits)
""",
            style="yaml",
            files={
                "tables/table/MLTable": """\
$schema: https://azuremlschemas.azureedge.net/latest/MLTable.schema.json
type: mltable
paths:
  - file: azureml://datastores/workspaceblobstore/paths/visits.csv
transformations:
  - read_delimited
""",
                "components/count/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/sparkComponent.schema.json
type: spark
name: count
display_name: count.py
inputs:
  visits:
    type: mltable
outputs:
  counted:
    type: uri_folder
code: ../../src
entry:
  file: count.py
args: --visits ${{inputs.visits}} --counted ${{outputs.counted}}
conf:
  spark.driver.cores: 2
  spark.driver.memory: 2g
  spark.executor.cores: 1
  spark.executor.memory: 2g
  spark.executor.instances: 1
files:
  - src/holidays.csv
""",
            },
        ),
    ),
)
