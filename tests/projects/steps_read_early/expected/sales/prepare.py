from azure.ai.ml import Output, command


class Prepare:
    def __init__(self, environment, rounds):
        self.environment = environment
        self.rounds = rounds

    def step(self):
        prepare_component = command(
            display_name="prepare",
            code="src",
            command=(
                f"python prepare.py --rounds {self.rounds}"
                " --to ${{outputs.clean}}"
            ),
            outputs={"clean": Output(type="uri_folder")},
            environment=self.environment,
        )
        prepare_step = prepare_component()
        self.clean = prepare_step.outputs.clean
        return prepare_step
