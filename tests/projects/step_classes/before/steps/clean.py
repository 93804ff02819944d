from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep

from steps.base import SalesStep


class CleanStep(SalesStep):
    def make(self, region):
        clean = PipelineData("clean")
        step = PythonScriptStep(
            name="clean",
            script_name="clean.py",
            source_directory="src",
            arguments=["--region", region, "--clean", clean],
            outputs=[clean],
            compute_target=self.compute,
            runconfig=self.run_config,
            allow_reuse=self.reuse,
        )
        return step, clean
