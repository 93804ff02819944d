"""Data and steps that an instance keeps for the method that makes its pipeline, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "data_and_steps_of_an_instance": (
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


class SalesPipeline:
    \"\"\"Cleans and trains.\"\"\"

    def __init__(self, workspace, compute="cpu"):
        self.workspace = workspace
        self.compute = compute
        self.run_config = RunConfiguration()
        self.run_config.environment = Environment.get(workspace, "sales", version="4")
        self.rounds = PipelineParameter("rounds", 100)
        store = workspace.get_default_datastore()
        self.data = {name: PipelineData(name, datastore=store) for name in ("clean", "model")}
        self.check_step = PythonScriptStep(
            name="check",
            script_name="check.py",
            arguments=["--model", self.data["model"]],
            inputs=[self.data["model"]],
            source_directory="src",
            compute_target=compute,
            runconfig=self.run_config,
        )

    def _prep(self):
        \"\"\"Takes an hour.\"\"\"
        step = PythonScriptStep(
            name="prep",
            script_name="prep.py",
            arguments=["--to", self.data["clean"]],
            outputs=[self.data["clean"]],
            source_directory="src",
            compute_target=self.compute,
            runconfig=self.run_config,
        )
        return step

    def _train(self):
        return PythonScriptStep(
            name="train",
            script_name="train.py",
            arguments=["--from", self.data["clean"], "--rounds", self.rounds, "--model", self.data["model"]],
            inputs=[self.data["clean"]],
            outputs=[self.data["model"]],
            source_directory="src",
            compute_target=self.compute,
            runconfig=self.run_config,
        )

    def build(self):
        prep_step = self._prep()
        return Pipeline(self.workspace, steps=[prep_step, self._train(), self.check_step])

    def run(self, rounds):
        return Experiment(self.workspace, "sales").submit(self.build(), pipeline_parameters={"rounds": rounds})


if __name__ == "__main__":
    SalesPipeline(Workspace.from_config()).run(10)
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential


class SalesPipeline:
    \"\"\"Cleans and trains.\"\"\"

    def __init__(self, workspace, compute="cpu"):
        self.workspace = workspace
        self.compute = compute

    def build(self):
        check_component = command(
            display_name="check",
            code="src",
            command="python check.py --model ${{inputs.model}}",
            inputs={"model": Input(type="uri_folder")},
            environment="azureml:sales:4",
        )
        # Takes an hour.
        prep_component = command(
            display_name="prep",
            code="src",
            command="python prep.py --to ${{outputs.clean}}",
            outputs={"clean": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        train_component = command(
            display_name="train",
            code="src",
            command="python train.py --from ${{inputs.clean}} --rounds ${{inputs.rounds}} --model ${{outputs.model}}",
            inputs={"clean": Input(type="uri_folder"), "rounds": Input(type="integer")},
            outputs={"model": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )

        @dsl.pipeline(default_compute=self.compute, continue_on_step_failure=False)
        def sales_pipeline(rounds: int = 100):
            prep_step = prep_component()
            train_step = train_component(clean=prep_step.outputs.clean, rounds=rounds)
            check_step = check_component(model=train_step.outputs.model)

        return sales_pipeline()

    def run(self, rounds):
        pipeline_job = self.build()
        pipeline_job.inputs.rounds = rounds
        return self.workspace.jobs.create_or_update(pipeline_job, experiment_name="sales")


if __name__ == "__main__":
    SalesPipeline(MLClient.from_config(DefaultAzureCredential())).run(10)
""",
    ),
    "methods_of_several_statements": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


class SalesPipeline:
    def __init__(self, workspace):
        self.workspace = workspace
        self.environment = Environment.get(workspace, "sales", version="4")
        self.clean = PipelineData("clean")

    def _prep(self):
        # One node is enough
        run_config = RunConfiguration()
        run_config.environment = self.environment
        return PythonScriptStep(
            name="prep",
            script_name="prep.py",
            arguments=["--to", self.clean],
            outputs=[self.clean],
            source_directory="src",
            compute_target="cpu",
            runconfig=run_config,
        )

    def _train(self):
        run_config = RunConfiguration()
        run_config.environment = self.environment
        run_config.node_count = 2
        return PythonScriptStep(
            name="train",
            script_name="train.py",
            arguments=["--from", self.clean],
            inputs=[self.clean],
            source_directory="src",
            compute_target="gpu",
            runconfig=run_config,
        )

    def build(self):
        return Pipeline(self.workspace, steps=[self._prep(), self._train()])


pipeline = SalesPipeline(Workspace.from_config()).build()
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential


class SalesPipeline:
    def __init__(self, workspace):
        self.workspace = workspace
        self.environment = "azureml:sales:4"

    def build(self):
        # One node is enough
        environment = self.environment
        prep_component = command(
            display_name="prep",
            code="src",
            command="python prep.py --to ${{outputs.clean}}",
            outputs={"clean": Output(type="uri_folder")},
            environment=environment,
            compute="cpu",
        )
        environment_2 = self.environment
        train_component = command(
            display_name="train",
            code="src",
            command="python train.py --from ${{inputs.clean}}",
            inputs={"clean": Input(type="uri_folder")},
            environment=environment_2,
            compute="gpu",
            instance_count=2,
        )

        @dsl.pipeline(continue_on_step_failure=False)
        def pipeline_definition():
            prep_step = prep_component()
            train_step = train_component(clean=prep_step.outputs.clean)

        return pipeline_definition()


pipeline = SalesPipeline(MLClient.from_config(DefaultAzureCredential())).build()
""",
    ),
    "data_that_a_function_is_given_in_a_loop": (
        """\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

REGIONS = os.environ.get("REGIONS", "north,south").split(",")


def script_step(name, script, run_config, arguments=None, inputs=None, outputs=None, reuse=True):
    \"\"\"A step with the settings that all steps share.\"\"\"
    return PythonScriptStep(
        name=name,
        script_name=script,
        source_directory="src",
        arguments=arguments or [],
        inputs=inputs,
        outputs=outputs,
        compute_target="cpu",
        runconfig=run_config,
        allow_reuse=reuse,
    )


ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
clean = PipelineData("clean")
prep_step = script_step("prep", "prep.py", run_config, ["--to", clean], outputs=[clean])
train_steps, models = [], []
for region in REGIONS:
    model = PipelineData(f"model_{region}")
    step = script_step(
        f"train {region}",
        "train.py",
        run_config,
        arguments=["--from", clean, "--region", region, "--to", model],
        inputs=[clean],
        outputs=[model],
        reuse=region == "north",
    )
    train_steps.append(step)
    models.append(model)
merge_step = script_step("merge", "merge.py", run_config, arguments=["--models"] + models, inputs=models)
pipeline = Pipeline(ws, steps=[prep_step, *train_steps, merge_step])
""",
        """\
import os
import re
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

REGIONS = os.environ.get("REGIONS", "north,south").split(",")

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep_component = command(
        display_name="prep",
        code="src",
        command="python prep.py --to ${{outputs.clean}}",
        outputs={"clean": Output(type="uri_folder")},
        environment="azureml:sales:4",
    )
    prep_step = prep_component()
    clean = prep_step.outputs.clean
    train_steps, models = [], []
    for region in REGIONS:
        step_component = command(
            display_name=f"train {region}",
            code="src",
            command=(
                "python train.py --from ${{inputs.clean}}"
                f" --region {quote(str(region))}"
                " --to ${{outputs.model}}"
            ),
            inputs={"clean": Input(type="uri_folder")},
            outputs={"model": Output(type="uri_folder")},
            environment="azureml:sales:4",
            is_deterministic=region == "north",
        )
        step = step_component(clean=clean)
        step.name = re.sub("[^a-z0-9_]+", "_", f"train {region}".lower())
        model = step.outputs.model
        train_steps.append(step)
        models.append(model)
    model_inputs = {f"model_{index}": model for index, model in enumerate(models)}
    model_paths = " ".join(f"${{{{inputs.{name}}}}}" for name in model_inputs)
    merge_component = command(
        display_name="merge",
        code="src",
        command=f"python merge.py --models {model_paths}",
        inputs={name: Input(type="uri_folder") for name in model_inputs},
        environment="azureml:sales:4",
    )
    merge_step = merge_component(**model_inputs)


pipeline = pipeline_definition()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
