from azureml.pipeline.steps import PythonScriptStep
from azureml.pipeline.core import PipelineData

from .base import StepFactory


class Train(StepFactory):
    name = "train"

    def build(self, prepared, alpha=0.1):
        self.model = PipelineData("model", datastore=self.datastore).as_dataset()
        return PythonScriptStep(
            name=f"{self.name}-model",
            script_name="train.py",
            source_directory=self.settings.scripts,
            arguments=["--data", prepared, "--alpha", alpha, "--model", self.model],
            inputs=[prepared],
            outputs=[self.model],
            runconfig=self.run_config,
            allow_reuse=False,
        )
