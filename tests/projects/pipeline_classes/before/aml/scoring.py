from azureml.core import Dataset
from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep

from aml.base import BasePipeline


class ScoringPipeline(BasePipeline):
    experiment_name = "scoring"

    def __init__(self, model_name: str, **kwargs):
        super().__init__(**kwargs)
        self.model_name = model_name

    def steps(self):
        scores = PipelineData("scores", datastore=self.datastore)
        score = PythonScriptStep(
            name="score",
            script_name="score.py",
            source_directory="src",
            arguments=["--model", self.model_name, "--scores", scores],
            outputs=[scores],
            runconfig=self.run_config,
        )
        return [score]
