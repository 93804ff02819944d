from azure.ai.ml import Input, Output, command

from steps.base import Step


class TrainStep(Step):
    def __init__(self, compute, environment, model_name):
        super().__init__(compute, environment)
        self.model_name = model_name

    def append_step(self, steps):
        train_component = command(
            display_name="Train",
            code="src",
            command=(
                "python train.py --model-name '${{inputs.model_name}}'"
                " && echo done > ${{outputs.done}}/done.txt"
            ),
            inputs={"model_name": Input(type="string")},
            outputs={"done": Output(type="uri_folder")},
            environment=self.environment,
            compute=self.compute,
        )
        train_step = train_component(model_name=self.model_name)
        train_step.name = "train"
        steps.append(train_step)
