from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential


def main():
    ws = MLClient.from_config(DefaultAzureCredential())
    compute = "cpu"
    step_component = command(
        display_name="clean",
        code="src",
        command="python clean.py --out ${{outputs.clean}}",
        outputs={"clean": Output(type="uri_folder")},
        environment="azureml:sales@latest",
    )
    step_2_component = command(
        display_name="train",
        code="src",
        command="python train.py --in ${{inputs.clean}} --rate ${{inputs.rate}}",
        inputs={"clean": Input(type="uri_folder"), "rate": Input(type="number")},
        environment="azureml:sales@latest",
        is_deterministic=False,
    )

    # The pipeline of all steps.
    @dsl.pipeline(default_compute=compute, continue_on_step_failure=False)
    def train_pipeline(rate: float = 0.1):
        step = step_component()
        step_2 = step_2_component(clean=step.outputs.clean, rate=rate)

    pipeline = train_pipeline()
    ws.jobs.validate(pipeline)
    run = ws.jobs.create_or_update(pipeline, experiment_name="train")
    ws.jobs.stream(run.name)


if __name__ == "__main__":
    main()
