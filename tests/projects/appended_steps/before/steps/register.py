from azureml.pipeline.steps import PythonScriptStep

from steps.base import Step


class RegisterStep(Step):
    def append_step(self, steps):
        register_step = PythonScriptStep(
            name="Register",
            script_name="register.py",
            source_directory="src",
            compute_target=self.compute,
            runconfig=self.run_config,
            allow_reuse=False,
        )

        if len(steps) > 0:
            previous_step = steps[-1]
            register_step.run_after(previous_step)

        steps.append(register_step)
