from azureml.pipeline.steps import PythonScriptStep
from azureml.pipeline.core import PipelineData
from azureml.core import Dataset

from .base import StepFactory


class Prepare(StepFactory):
    name = "prepare"

    def build(self, season):
        raw = Dataset.get_by_name(self.ws, "sales", version=2).as_named_input("sales")
        self.out = PipelineData("prepared", datastore=self.datastore)
        return PythonScriptStep(
            name=self.name,
            script_name="prepare.py",
            source_directory=self.settings.scripts,
            arguments=["--season", season, "--out", self.out],
            inputs=[raw],
            outputs=[self.out],
            runconfig=self.run_config,
            allow_reuse=True,
        )
