from azure.ai.ml import Output, command


def make_prep_step(ws, run_config, compute):
    step_component = command(
        display_name="prep",
        code="src",
        command="python prep.py --out ${{outputs.prepared}}",
        outputs={"prepared": Output(type="uri_folder")},
        environment=run_config,
        compute=compute,
    )
    step = step_component()
    return step


class CheckStep:
    def __init__(self, ws, environment, compute):
        self.ws = ws
        self.environment = environment
        self.compute = compute

    def build(self):
        check_component = command(
            display_name="check",
            code="src",
            command="python check.py",
            environment=self.environment,
            compute=self.compute,
        )
        return check_component()
