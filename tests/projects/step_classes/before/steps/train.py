from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep

from steps.base import SalesStep


class TrainStep(SalesStep):
    """Always trains anew."""

    reuse = False

    def __init__(self, run_config, rounds):
        super().__init__("gpu", run_config)
        self.rounds = rounds

    def make(self, clean):
        model = PipelineData("model")
        step = PythonScriptStep(
            name="train",
            script_name="train.py",
            source_directory="src",
            arguments=["--clean", clean, "--rounds", self.rounds, "--model", model],
            inputs=[clean],
            outputs=[model],
            compute_target=self.compute,
            runconfig=self.run_config,
            allow_reuse=self.reuse,
        )
        return step, model
