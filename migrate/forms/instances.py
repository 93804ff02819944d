"""Steps that an instance keeps, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "list_that_an_instance_keeps": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


class SalesPipeline:
    def __init__(self, workspace, compute="cpu"):
        self.workspace = workspace
        self.compute = compute
        self.run_config = RunConfiguration()
        self.run_config.environment = Environment.get(workspace, "sales", version="4")
        self.steps = []

    def prep(self, rounds):
        clean = OutputFileDatasetConfig("clean")
        # Rounds are rounds of cleaning
        step = PythonScriptStep(
            name="prep",
            script_name="prep.py",
            source_directory="src",
            arguments=["--rounds", rounds, "--clean", clean],
            compute_target=self.compute,
            runconfig=self.run_config,
        )
        self.steps.append(step)
        return clean

    def train(self, clean, region):
        step = PythonScriptStep(
            name=f"train {region}",
            script_name="train.py",
            source_directory="src",
            arguments=["--clean", clean.as_input("clean"), "--region", region],
            compute_target=self.compute,
            runconfig=self.run_config,
        )
        self.steps += [step]

    def build(self):
        rounds = PipelineParameter("rounds", 3)
        clean = self.prep(rounds)
        for region in ("north", "south"):
            self.train(clean, region)
        return Pipeline(self.workspace, steps=self.steps)


pipeline = SalesPipeline(Workspace.from_config()).build()
""",
        """\
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential


class SalesPipeline:
    def __init__(self, workspace, compute="cpu"):
        self.workspace = workspace
        self.compute = compute
        self.steps = []

    def prep(self, rounds):
        # Rounds are rounds of cleaning
        prep_component = command(
            display_name="prep",
            code="src",
            command=(
                "python prep.py --rounds ${{inputs.rounds}} --clean ${{outputs.clean}}"
            ),
            inputs={"rounds": Input(type="integer")},
            outputs={"clean": Output(type="uri_folder")},
            environment="azureml:sales:4",
            compute=self.compute,
        )
        step = prep_component(rounds=rounds)
        step.name = "prep"
        clean = step.outputs.clean
        self.steps.append(step)
        return clean

    def train(self, clean, region):
        step_component = command(
            display_name=f"train {region}",
            code="src",
            command=(
                "python train.py --clean ${{inputs.clean}}"
                f" --region {quote(region)}"
            ),
            inputs={"clean": Input(type="uri_folder")},
            environment="azureml:sales:4",
            compute=self.compute,
        )
        step = step_component(clean=clean)
        step.name = f"train_{region}"
        self.steps += [step]

    def build(self):
        @dsl.pipeline(continue_on_step_failure=False)
        def pipeline_definition(rounds: int = 3):
            clean = self.prep(rounds)
            for region in ("north", "south"):
                self.train(clean, region)

        return pipeline_definition()


pipeline = SalesPipeline(MLClient.from_config(DefaultAzureCredential())).build()
""",
    ),
    "default_environment_of_methods": (
        """\
from azureml.core import Datastore, Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


class Settings:
    epochs = 10


class Training:
    def __init__(self, workspace, settings):
        self.workspace = workspace
        self.settings = settings
        self.store = Datastore.get(workspace, "lake")
        self.steps = []

    def prepare(self):
        raw = DataReference(self.store, "raw", path_on_datastore="raw/sales")
        prepared = PipelineData("prepared", datastore=self.store)
        step = PythonScriptStep(
            name="prepare",
            script_name="prep.py",
            source_directory="src",
            arguments=["--raw", raw, "--prepared", prepared],
            inputs=[raw],
            outputs=[prepared],
            compute_target="cpu",
        )
        self.steps.append(step)
        return prepared

    def train(self, prepared):
        epochs = PipelineParameter(name="epochs", default_value=self.settings.epochs)
        step = PythonScriptStep(
            name="train",
            script_name="train.py",
            source_directory="src",
            arguments=["--prepared", prepared, "--epochs", epochs],
            inputs=[prepared],
            compute_target="cpu",
        )
        self.steps.append(step)

    def build(self):
        prepared = self.prepare()
        self.train(prepared)
        return Pipeline(self.workspace, steps=self.steps)


pipeline = Training(Workspace.from_config(), Settings()).build()
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential


class Settings:
    epochs = 10


environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)


class Training:
    def __init__(self, workspace, settings):
        self.workspace = workspace
        self.settings = settings
        self.store = workspace.datastores.get("lake")
        self.steps = []

    def prepare(self):
        raw = Input(
            type="uri_folder",
            path="azureml://datastores/lake/paths/raw/sales",
            mode="ro_mount",
        )
        prepare_component = command(
            display_name="prepare",
            code="src",
            command=(
                "python prep.py --raw ${{inputs.raw}} --prepared ${{outputs.prepared}}"
            ),
            inputs={"raw": Input(type="uri_folder")},
            outputs={
                "prepared": Output(
                    type="uri_folder",
                    path="azureml://datastores/lake/paths/azureml/${{name}}/${{output_name}}",
                ),
            },
            environment=environment,
        )
        step = prepare_component(raw=raw)
        step.name = "prepare"
        prepared = step.outputs.prepared
        self.steps.append(step)
        return prepared

    def train(self, prepared, epochs):
        train_component = command(
            display_name="train",
            code="src",
            command=(
                "python train.py --prepared ${{inputs.prepared}}"
                " --epochs ${{inputs.epochs}}"
            ),
            inputs={
                "prepared": Input(type="uri_folder"),
                "epochs": Input(type="integer"),
            },
            environment=environment,
        )
        step = train_component(prepared=prepared, epochs=epochs)
        step.name = "train"
        self.steps.append(step)

    def build(self):
        @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
        def pipeline_definition(epochs: int = self.settings.epochs):
            prepared = self.prepare()
            self.train(prepared, epochs=epochs)

        return pipeline_definition()


pipeline = Training(MLClient.from_config(DefaultAzureCredential()), Settings()).build()
""",
    ),
    "run_configuration_of_methods": (
        """\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.core.runconfig import DockerConfiguration, RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import HyperDriveStep, PythonScriptStep
from azureml.train.hyperdrive import HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, choice


class Search:
    def __init__(self, workspace):
        self.workspace = workspace
        self.steps = []

    def run_config(self):
        config = RunConfiguration()
        config.environment = Environment.get(self.workspace, "sales", version="4")
        config.docker = DockerConfiguration(use_docker=True, shm_size="2g")
        return config

    def prepare(self):
        prepared = PipelineData("prepared")
        step = PythonScriptStep(
            name="prepare",
            script_name="prep.py",
            source_directory="src",
            arguments=["--prepared", prepared],
            outputs=[prepared],
            compute_target="cpu",
            runconfig=self.run_config(),
        )
        self.steps.append(step)
        return prepared

    def search(self, prepared):
        environment = Environment.get(self.workspace, "sales", version="4")
        trial = ScriptRunConfig("src", script="train.py", environment=environment, compute_target="cpu")
        metrics = PipelineData("metrics")
        step = HyperDriveStep(
            name="search",
            hyperdrive_config=HyperDriveConfig(
                run_config=trial,
                hyperparameter_sampling=RandomParameterSampling({"--depth": choice(2, 4, 8)}),
                primary_metric_name="accuracy",
                primary_metric_goal=PrimaryMetricGoal.MAXIMIZE,
                max_total_runs=3,
            ),
            estimator_entry_script_arguments=["--prepared", prepared],
            inputs=[prepared],
            metrics_output=metrics,
        )
        self.steps.append(step)
        return metrics

    def build(self):
        prepared = self.prepare()
        self.search(prepared)
        return Pipeline(self.workspace, steps=self.steps)


pipeline = Search(Workspace.from_config()).build()
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.sweep import Choice
from azure.identity import DefaultAzureCredential


class Search:
    def __init__(self, workspace):
        self.workspace = workspace
        self.steps = []

    def run_config(self):
        config = {"environment": "azureml:sales:4", "shm_size": "2g"}
        return config

    def prepare(self):
        prepare_component = command(
            display_name="prepare",
            code="src",
            command="python prep.py --prepared ${{outputs.prepared}}",
            outputs={"prepared": Output(type="uri_folder")},
            **self.run_config(),
        )
        step = prepare_component()
        step.name = "prepare"
        prepared = step.outputs.prepared
        self.steps.append(step)
        return prepared

    def search(self, prepared):
        environment = "azureml:sales:4"
        metrics = None
        search_component = command(
            display_name="search",
            code="src",
            command="python train.py --prepared ${{inputs.prepared}} --depth ${{inputs.depth}}",
            inputs={"prepared": Input(type="uri_folder"), "depth": Input(type="integer")},
            environment=environment,
        )
        step = search_component(prepared=prepared, depth=Choice(values=[2, 4, 8])).sweep(
            sampling_algorithm="random",
            primary_metric="accuracy",
            goal="maximize",
            max_total_trials=3,
            timeout=604800,
        )
        step.name = "search"
        self.steps.append(step)
        return metrics

    def build(self):
        @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
        def pipeline_definition():
            prepared = self.prepare()
            self.search(prepared)

        return pipeline_definition()


pipeline = Search(MLClient.from_config(DefaultAzureCredential())).build()
""",
    ),
}
