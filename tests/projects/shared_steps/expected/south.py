from azure.ai.ml import Input, MLClient, dsl
from azure.identity import DefaultAzureCredential

from jobs.making import scored


def main():
    ws = MLClient.from_config(DefaultAzureCredential())
    sales = Input(
        type="uri_folder",
        path=f"azureml://datastores/{ws.datastores.get_default().name}/paths/sales/south",
        mode="ro_mount",
    )

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def south_pipeline(rounds: int = 10):
        score = scored(sales, "south", rounds=rounds)

    pipeline = south_pipeline()
    pipeline.inputs.rounds = 5
    ws.jobs.create_or_update(pipeline, experiment_name="south")


if __name__ == "__main__":
    main()
