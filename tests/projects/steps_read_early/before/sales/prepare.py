from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep


class Prepare:
    def __init__(self, run_config, rounds):
        self.run_config = run_config
        self.rounds = rounds
        self.clean = PipelineData("clean")

    def step(self):
        return PythonScriptStep(
            name="prepare",
            script_name="prepare.py",
            source_directory="src",
            arguments=["--rounds", self.rounds, "--to", self.clean],
            outputs=[self.clean],
            compute_target="cpu",
            runconfig=self.run_config,
        )
