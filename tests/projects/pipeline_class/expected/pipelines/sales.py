from azure.ai.ml import Input, Output, command, dsl


class SalesPipeline:
    """Cleans the sales and trains on them."""

    experiment = "sales"

    def __init__(self, workspace, compute="cpu"):
        self.workspace = workspace
        self.compute = compute

    def build(self):
        # One file a shop
        prep_component = command(
            display_name="prep",
            code="src",
            command="python prep.py --to ${{outputs.clean}}",
            outputs={"clean": Output(type="uri_folder")},
            environment="azureml:sales:4",
        )
        train_component = command(
            display_name="train",
            code="src",
            command=(
                "python train.py --from ${{inputs.clean}} --rounds ${{inputs.rounds}}"
            ),
            inputs={"clean": Input(type="uri_folder"), "rounds": Input(type="integer")},
            environment="azureml:sales:4",
        )

        @dsl.pipeline(default_compute=self.compute, continue_on_step_failure=False)
        def pipeline_definition(rounds: int = 100):
            prep_step = prep_component()
            train_step = train_component(clean=prep_step.outputs.clean, rounds=rounds)

        return pipeline_definition()
