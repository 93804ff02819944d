from azure.ai.ml import Input, command

from steps.base import Step


class RegisterStep(Step):
    def append_step(self, steps):
        register_component = command(
            display_name="Register",
            code="src",
            command="python register.py",
            inputs={"after_previous": Input(type="uri_folder")},
            environment=self.environment,
            compute=self.compute,
            is_deterministic=False,
        )
        register_step = register_component()
        register_step.name = "register"

        if len(steps) > 0:
            previous_step = steps[-1]
            register_step.inputs.after_previous = previous_step.outputs.done

        steps.append(register_step)
