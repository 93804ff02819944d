from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep


class Train:
    def __init__(self, run_config, clean):
        self.run_config = run_config
        self.clean = clean
        self.model = PipelineData("model")

    def step(self, epochs):
        return PythonScriptStep(
            name="train",
            script_name="train.py",
            source_directory="src",
            arguments=["--from", self.clean, "--epochs", epochs, "--to", self.model],
            inputs=[self.clean],
            outputs=[self.model],
            compute_target="cpu",
            runconfig=self.run_config,
        )
