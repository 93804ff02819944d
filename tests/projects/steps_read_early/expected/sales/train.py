from azure.ai.ml import Input, Output, command


class Train:
    def __init__(self, environment, clean):
        self.environment = environment
        self.clean = clean

    def step(self, epochs):
        train_component = command(
            display_name="train",
            code="src",
            command=(
                "python train.py --from ${{inputs.clean}}"
                f" --epochs {epochs}"
                " --to ${{outputs.model}}"
            ),
            inputs={"clean": Input(type="uri_folder")},
            outputs={"model": Output(type="uri_folder")},
            environment=self.environment,
        )
        train_step = train_component(clean=self.clean)
        self.model = train_step.outputs.model
        return train_step
