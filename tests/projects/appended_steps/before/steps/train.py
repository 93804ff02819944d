from azureml.pipeline.steps import PythonScriptStep

from steps.base import Step


class TrainStep(Step):
    def __init__(self, compute, run_config, model_name):
        super().__init__(compute, run_config)
        self.model_name = model_name

    def append_step(self, steps):
        train_step = PythonScriptStep(
            name="Train",
            script_name="train.py",
            source_directory="src",
            arguments=["--model-name", self.model_name],
            compute_target=self.compute,
            runconfig=self.run_config,
            allow_reuse=True,
        )
        if steps:
            train_step.run_after(steps[-1])
        steps.append(train_step)
