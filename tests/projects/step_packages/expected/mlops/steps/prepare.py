import re

from azure.ai.ml import Input, Output, command

from .base import StepFactory


class Prepare(StepFactory):
    name = "prepare"

    def build(self, season):
        raw = Input(type="mltable", path="azureml:sales:2", mode="direct")
        prepare_component = command(
            display_name=self.name,
            code=self.settings.scripts,
            command=(
                "python prepare.py --season '${{inputs.season}}'"
                " --out ${{outputs.prepared}}"
            ),
            inputs={"sales": Input(type="mltable"), "season": Input(type="string")},
            outputs={"prepared": Output(type="uri_folder")},
            **self.run_config,
        )
        prepare_step = prepare_component(sales=raw, season=season)
        prepare_step.name = re.sub("[^a-z0-9_]+", "_", f"prepare_{self.name}".lower())
        self.out = prepare_step.outputs.prepared
        return prepare_step
