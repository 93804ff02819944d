from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep


def make_prep_step(ws, run_config, compute):
    prepared = PipelineData("prepared", datastore=ws.get_default_datastore())
    step = PythonScriptStep(
        name="prep",
        script_name="prep.py",
        source_directory="src",
        arguments=["--out", prepared],
        outputs=[prepared],
        compute_target=compute,
        runconfig=run_config,
    )
    return step


class CheckStep:
    def __init__(self, ws, run_config, compute):
        self.ws = ws
        self.run_config = run_config
        self.compute = compute

    def build(self):
        return PythonScriptStep(
            name="check",
            script_name="check.py",
            source_directory="src",
            compute_target=self.compute,
            runconfig=self.run_config,
        )
