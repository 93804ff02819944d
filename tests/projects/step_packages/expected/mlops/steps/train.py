import re

from azure.ai.ml import Input, Output, command

from .base import StepFactory


class Train(StepFactory):
    name = "train"

    def build(self, prepared, alpha=0.1):
        train_model_component = command(
            display_name=f"{self.name}-model",
            code=self.settings.scripts,
            command=(
                "python train.py --data ${{inputs.prepared}}"
                f" --alpha {alpha}"
                " --model ${{outputs.model}}"
            ),
            inputs={"prepared": Input(type="uri_folder")},
            outputs={"model": Output(type="uri_folder")},
            is_deterministic=False,
            **self.run_config,
        )
        train_model_step = train_model_component(prepared=prepared)
        train_model_step.name = re.sub(
            "[^a-z0-9_]+",
            "_",
            f"train_model_{f'{self.name}-model'}".lower(),
        )
        self.model = train_model_step.outputs.model
        return train_model_step
