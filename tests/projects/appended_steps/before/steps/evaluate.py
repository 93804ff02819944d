from azureml.pipeline.steps import PythonScriptStep

from steps.base import Step


class EvaluateStep(Step):
    def __init__(self, compute, run_config, parameters):
        super().__init__(compute, run_config)
        self.parameters = parameters

    def append_step(self, steps):
        evaluate_step = PythonScriptStep(
            name="Evaluate",
            script_name="evaluate.py",
            source_directory="src",
            arguments=["--model-name", self.parameters["model_name"]],
            compute_target=self.compute,
            runconfig=self.run_config,
            allow_reuse=False,
        )
        evaluate_step.run_after(steps[-1])
        steps.append(evaluate_step)
