"""``NotebookRunnerStep(...)`` with its ``NotebookRunConfig`` → ``command(command="papermill …")``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.parts import part_made
from migrate.decisions.rule import Decision, Example, Rule, changed, converted, dropped, learn
from migrate.decisions.steps import step_decision
from migrate.v1.notebook_step import HANDLERS, NOTEBOOK_RUN_CONFIG, NOTEBOOK_STEP
from migrate.v1.values import Call


def _step(use: Call, context: Context) -> Decision:
    return step_decision(use, context, 'command(command="papermill …")')


def _part(use: Call, context: Context) -> Decision:
    return part_made(use, context, 'command(command="papermill …")')


_VARIABLE = "papermill sets a variable of the notebook: -r to text, -p to a number"
_OPTION = converted("command", "papermill has an option for it")

RULE = Rule(
    code="AML514",
    name="notebook-runner-step",
    summary="A NotebookRunnerStep becomes a command component that runs the notebook with papermill.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={NOTEBOOK_STEP: _step, NOTEBOOK_RUN_CONFIG: _part, **dict.fromkeys(HANDLERS, _part)},
    parameters={
        NOTEBOOK_STEP: {
            "name": converted("display_name"),
            "notebook_run_config": converted("command"),
            "params": converted("command", _VARIABLE),
            "inputs": converted("inputs", _VARIABLE),
            "outputs": converted("outputs", _VARIABLE),
            "compute_target": converted("compute"),
            "allow_reuse": converted("is_deterministic"),
            "version": dropped("only a registered component has a version"),
            "output_notebook_pipeline_data_name": converted("outputs", "papermill writes the notebook there"),
        },
        NOTEBOOK_RUN_CONFIG: {
            "source_directory": converted("code"),
            "notebook": converted("command"),
            "output_notebook": changed("command", "the notebook with its results is kept in the outputs of the job"),
            "parameters": converted("command", _VARIABLE),
            "run_config": converted("environment, environment_variables"),
            "handler": converted("command", "papermill has options for it"),
        },
        **{
            handler: {
                "history": dropped("mlflow logs from inside of the notebook"),
                "timeout": _OPTION,
                "progress_bar": _OPTION,
                "log_output": _OPTION,
                "kernel_name": _OPTION,
                "cwd": _OPTION,
            }
            for handler in HANDLERS
        },
    },
    examples=(
        Example(
            before="""\
from azureml.contrib.notebook import AzureMLNotebookHandler, NotebookRunConfig, NotebookRunnerStep
from azureml.core import Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
rows = PipelineData("rows", datastore=store)
charts = PipelineData("charts", datastore=store)
region = PipelineParameter(name="region", default_value="north")

run_config = RunConfiguration(conda_dependencies=CondaDependencies.create(pip_packages=["pandas", "matplotlib"]))
handler = AzureMLNotebookHandler(timeout=600, progress_bar=False)
notebook_config = NotebookRunConfig(
    source_directory="src",
    notebook="report.ipynb",
    handler=handler,
    parameters={"title": "Sales per week", "weeks": 12},
    run_config=run_config,
)

prepare_step = PythonScriptStep(
    script_name="prepare.py",
    arguments=["--rows", rows],
    outputs=[rows],
    source_directory="src",
    compute_target="cpu",
    runconfig=run_config,
)
report_step = NotebookRunnerStep(
    name="Report",
    notebook_run_config=notebook_config,
    params={"region": region},
    inputs=[rows],
    outputs=[charts],
    compute_target="cpu",
    output_notebook_pipeline_data_name="notebook",
)
pipeline = Pipeline(ws, steps=[report_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", {"pip": ["pandas", "matplotlib", "papermill", "ipykernel"]}],
    },
)

prepare_component = command(
    display_name="prepare.py",
    code="src",
    command="python prepare.py --rows ${{outputs.rows}}",
    outputs={"rows": Output(type="uri_folder")},
    environment=environment,
)
report_component = command(
    display_name="Report",
    code="src",
    command=(
        "papermill report.ipynb ${{outputs.notebook}}/report.output.ipynb -k python3 --execution-timeout 600"
        " --no-progress-bar -r title 'Sales per week' -p weeks 12 -r rows ${{inputs.rows}} -r charts"
        " ${{outputs.charts}} -r region '${{inputs.region}}'"
    ),
    inputs={"rows": Input(type="uri_folder"), "region": Input(type="string")},
    outputs={"charts": Output(type="uri_folder"), "notebook": Output(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(region: str = "north"):
    prepare_step = prepare_component()
    report_step = report_component(rows=prepare_step.outputs.rows, region=region)
    return {"notebook": report_step.outputs.notebook}


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.contrib.notebook import AzureMLNotebookHandler, NotebookRunConfig, NotebookRunnerStep
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline

ws = Workspace.from_config()
handler = AzureMLNotebookHandler(history=False, kernel_name="sales", cwd="monthly", log_output=True)
notebook_config = NotebookRunConfig(
    "src",
    "monthly/report.ipynb",
    output_notebook="done.ipynb",
    parameters={"columns": ["shop", "day"], "code": "007", "share": 0.5},
    handler=handler,
)
report_step = NotebookRunnerStep("Report", notebook_config, compute_target="cpu", allow_reuse=False)
run = Experiment(ws, "sales").submit(Pipeline(ws, steps=[report_step]))
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
notebook_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults", "papermill", "ipykernel"]}],
    },
)
report_component = command(
    display_name="Report",
    code="src",
    command=(
        "mkdir -p outputs"
        " && papermill monthly/report.ipynb outputs/done.ipynb -k sales --log-output --cwd monthly"
        " -y '{\\"columns\\": [\\"shop\\", \\"day\\"]}' -r code 007 -p share 0.5"
    ),
    environment=notebook_environment,
    is_deterministic=False,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def sales_pipeline():
    report_step = report_component()


run = ws.jobs.create_or_update(sales_pipeline(), experiment_name="sales")
""",
        ),
    ),
)
