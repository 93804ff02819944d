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
}
"""By shape: the v1 code and the v2 code."""
