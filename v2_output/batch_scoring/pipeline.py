"""Score a batch of customers with the churn model, and put what has been scored into the archive.

Run it from this folder, with the config.json of a workspace beside it.
"""

from azure.ai.ml import Input, MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential


def main():
    ws = MLClient.from_config(DefaultAzureCredential())
    datastore = ws.datastores.get_default()

    # The training pipeline has made the cluster
    cluster = ws.compute.get("cpu-cluster")

    # The batch, and the model that scores it
    raw_data = Input(
        type="uri_folder",
        path=f"azureml://datastores/{datastore.name}/paths/churn/incoming",
        mode="ro_mount",
    )
    model = Input(type="uri_folder", path=f"azureml://datastores/{datastore.name}/paths/models/churn", mode="ro_mount")

    # A new batch replaces the old one in the same folder, which Azure ML does not notice: never reuse the result.
    # The other steps read what this one writes, so they run again too.
    process_component = load_component(source="components/process/component.yaml")

    score_component = load_component(source="components/score/component.yaml")

    archive_component = load_component(source="components/archive/component.yaml")

    @dsl.pipeline(default_compute=cluster.name, continue_on_step_failure=False)
    def churn_scoring_pipeline(
        raw_data: Input(type="uri_folder"),
        model: Input(type="uri_folder"),
        threshold: float = 0.5,
        batch_name: str = "monthly run",
    ):
        process_step = process_component(raw_data=raw_data)
        score_step = score_component(
            processed_data=process_step.outputs.processed_data,
            model=model,
            threshold=threshold,
            batch_name=batch_name,
        )
        archive_step = archive_component(
            processed_data=process_step.outputs.processed_data,
            batch_name=batch_name,
            after_score=score_step.outputs.done,
        )

    pipeline = churn_scoring_pipeline(raw_data=raw_data, model=model)

    pipeline_run = ws.jobs.create_or_update(pipeline, experiment_name="churn-scoring")
    ws.jobs.stream(pipeline_run.name)


if __name__ == "__main__":
    main()
