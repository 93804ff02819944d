from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


class SalesPipeline:
    """Cleans the sales and trains on them."""

    experiment = "sales"

    def __init__(self, workspace, compute="cpu"):
        self.workspace = workspace
        self.compute = compute
        self.run_config = RunConfiguration()
        self.run_config.environment = Environment.get(workspace, "sales", version="4")
        self.rounds = PipelineParameter("rounds", 100)
        self.clean = PipelineData("clean", datastore=workspace.get_default_datastore())

    def _prep(self):
        # One file a shop
        step = PythonScriptStep(
            name="prep",
            script_name="prep.py",
            arguments=["--to", self.clean],
            outputs=[self.clean],
            source_directory="src",
            compute_target=self.compute,
            runconfig=self.run_config,
        )
        return step

    def _train(self):
        return PythonScriptStep(
            name="train",
            script_name="train.py",
            arguments=["--from", self.clean, "--rounds", self.rounds],
            inputs=[self.clean],
            source_directory="src",
            compute_target=self.compute,
            runconfig=self.run_config,
        )

    def build(self):
        prep_step = self._prep()
        return Pipeline(self.workspace, steps=[prep_step, self._train()])
