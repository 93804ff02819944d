from azureml.pipeline.steps import PythonScriptStep


class Report:
    def __init__(self, run_config, model):
        self.run_config = run_config
        self.model = model

    def step(self):
        return PythonScriptStep(
            name="report",
            script_name="report.py",
            source_directory="src",
            arguments=["--model", self.model],
            inputs=[self.model],
            compute_target="cpu",
            runconfig=self.run_config,
        )
