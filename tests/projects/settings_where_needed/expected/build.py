from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential


def main():
    from settings import COMPUTE, environment

    ws = MLClient.from_config(DefaultAzureCredential())
    train_component = command(display_name="train", code="src", command="python a.py", environment=environment)

    @dsl.pipeline(default_compute=COMPUTE, continue_on_step_failure=False)
    def sales_pipeline():
        train = train_component()

    pipeline = sales_pipeline()
    ws.jobs.create_or_update(pipeline, experiment_name="sales")


if __name__ == "__main__":
    main()
