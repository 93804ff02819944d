from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import BatchEndpoint, PipelineComponentBatchDeployment
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
    def pipeline_2_definition(rate: float = 0.1):
        step = step_component()
        step_2 = step_2_component(clean=step.outputs.clean, rate=rate)

    pipeline_2 = pipeline_2_definition()
    ws.jobs.validate(pipeline_2)
    published = ws.batch_endpoints.begin_create_or_update(BatchEndpoint(name="train", description="Our model")).result()
    ws.batch_deployments.begin_create_or_update(
        PipelineComponentBatchDeployment(
            name="version-0",
            endpoint_name=published.name,
            component=ws.components.create_or_update(pipeline_2.component),
            settings={"default_compute": compute, "continue_on_step_failure": False},
        ),
    ).result()
    published.defaults = {"deployment_name": "version-0"}
    published = ws.batch_endpoints.begin_create_or_update(published).result()
    print(published.name)


if __name__ == "__main__":
    main()
