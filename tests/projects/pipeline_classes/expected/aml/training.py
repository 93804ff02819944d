from azure.ai.ml import Input, Output, command

from aml.base import BasePipeline


class TrainingPipeline(BasePipeline):
    experiment_name = "training"

    def steps(self):
        raw = Input(type="uri_folder", path="azureml:raw@latest", mode="ro_mount")
        rate = 0.1
        prepare_component = command(
            display_name="prepare",
            code="src",
            command="python prepare.py --raw ${{inputs.raw}} --prepared ${{outputs.prepared}}",
            inputs={"raw": Input(type="uri_folder")},
            outputs={
                "prepared": Output(
                    type="uri_folder",
                    path=f"azureml://datastores/{self.datastore.name}/paths/prepared/${{{{name}}}}",
                    mode="upload",
                ),
            },
            **self.run_config,
        )
        prepare = prepare_component(raw=raw)
        prepare.name = "prepare"
        prepared = prepare.outputs.prepared
        train_component = command(
            display_name="train",
            code="src",
            command=f"python train.py --prepared ${{{{inputs.prepared}}}} --rate {rate}",
            inputs={"prepared": Input(type="uri_folder")},
            is_deterministic=False,
            **self.run_config,
        )
        train = train_component(prepared=prepared)
        train.name = "train"
        return [prepare, train]
