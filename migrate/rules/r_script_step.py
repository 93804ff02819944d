"""``RScriptStep(...)`` → ``train_component = command(command="Rscript train.R …")``"""

from __future__ import annotations

from migrate.decisions.annotations import node_annotation
from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Example, Rule, converted, dropped, learn
from migrate.decisions.steps import step_decision
from migrate.v1.r_step import R_SCRIPT_STEP
from migrate.v1.values import Call


def _step(use: Call, context: Context) -> Decision:
    return step_decision(use, context, "command(...)")


_IGNORED = dropped("azureml-pipeline-steps 1.62 reads it no more: the environment says it")

RULE = Rule(
    code="AML513",
    name="r-script-step",
    summary="An RScriptStep becomes a command component that runs Rscript in an environment built by a Dockerfile.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={R_SCRIPT_STEP: _step},
    references={R_SCRIPT_STEP: node_annotation},
    parameters={
        R_SCRIPT_STEP: {
            "script_name": converted("command"),
            "name": converted("display_name"),
            "arguments": converted("command"),
            "compute_target": converted("compute"),
            "runconfig": converted("environment, environment_variables"),
            "runconfig_pipeline_params": converted("node.resources, node.distribution"),
            "inputs": converted("inputs"),
            "outputs": converted("outputs"),
            "params": converted("environment_variables"),
            "source_directory": converted("code"),
            "use_gpu": converted("Environment(…)", "v1 chose between its two images by this"),
            "custom_docker_image": _IGNORED,
            "cran_packages": _IGNORED,
            "github_packages": _IGNORED,
            "custom_url_packages": _IGNORED,
            "allow_reuse": converted("is_deterministic"),
            "version": dropped("only a registered component has a version"),
        }
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.environment import RCranPackage, RSection
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import RScriptStep

ws = Workspace.from_config()
dplyr = RCranPackage()
dplyr.name = "dplyr"
dplyr.version = "1.1.4"

run_config = RunConfiguration()
run_config.environment.docker.enabled = True
run_config.environment.r = RSection()
run_config.environment.r.r_version = "4.3"
run_config.environment.r.cran_packages = [dplyr]
run_config.environment.r.github_packages = ["tidyverse/glue"]

model = OutputFileDatasetConfig("model")
train_step = RScriptStep(
    name="Train",
    script_name="train.R",
    arguments=["--model", model, "--rounds", 20],
    source_directory="src",
    compute_target="cpu",
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import MLClient, Output, command, dsl
from azure.ai.ml.entities import BuildContext, Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

environment = Environment(build=BuildContext(path="environments/environment"))

train_component = command(
    display_name="Train",
    code="src",
    command="Rscript train.R --model ${{outputs.model}} --rounds 20",
    outputs={"model": Output(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()


pipeline = pipeline_definition()
""",
            files={
                "environments/environment/Dockerfile": """\
FROM mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04
RUN conda install --yes --channel conda-forge r-base=4.3 r-remotes
RUN Rscript -e 'remotes::install_version("dplyr", version = "1.1.4", repos = "https://cloud.r-project.org")'
RUN Rscript -e 'remotes::install_github("tidyverse/glue")'
""",
            },
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.environment import RSection
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import RScriptStep

ws = Workspace.from_config()
env = Environment("r")
env.docker.enabled = True
env.docker.base_image = "rocker/tidyverse:4.3.1"
env.python.user_managed_dependencies = True
env.r = RSection()
env.r.user_managed = True
run_config = RunConfiguration()
run_config.environment = env

report_step = RScriptStep(
    script_name="report.R", source_directory="src", compute_target="cpu", runconfig=run_config, allow_reuse=False
)
pipeline = Pipeline(ws, steps=[report_step])
""",
            after="""\
from azure.ai.ml import MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

report_component = load_component(source="components/report/component.yaml")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    report_step = report_component()


pipeline = pipeline_definition()
""",
            style="yaml",
            files={
                "components/report/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: report
display_name: report.R
is_deterministic: false
code: ../../src
command: Rscript report.R
environment:
  name: r
  image: rocker/tidyverse:4.3.1
""",
            },
        ),
    ),
)
