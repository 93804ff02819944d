from azure.ai.ml import Input, Output, command

from steps.base import SalesStep


class TrainStep(SalesStep):
    """Always trains anew."""

    reuse = False

    def __init__(self, environment, rounds):
        super().__init__("gpu", environment)
        self.rounds = rounds

    def make(self, clean):
        train_component = command(
            display_name="train",
            code="src",
            command=(
                "python train.py --clean ${{inputs.clean}}"
                f" --rounds {self.rounds}"
                " --model ${{outputs.model}}"
            ),
            inputs={"clean": Input(type="uri_folder")},
            outputs={"model": Output(type="uri_folder")},
            environment=self.environment,
            compute=self.compute,
            is_deterministic=False,
        )
        step = train_component(clean=clean)
        model = step.outputs.model
        return step, model
