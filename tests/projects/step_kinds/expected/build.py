from azure.ai.ml import Input, MLClient, dsl
from azure.identity import DefaultAzureCredential

from jobs.scoring import ScoreStep
from jobs.training import check_step, mpi_step, tune_step

ws = MLClient.from_config(DefaultAzureCredential())
environment = "azureml:sales:4"
raw = Input(
    type="uri_folder",
    path=f"azureml://datastores/{ws.datastores.get_default().name}/paths/sales",
    mode="ro_mount",
)

gpu = ws.compute.get("gpu")


@dsl.pipeline(continue_on_step_failure=False)
def sales_pipeline(rounds: int = 10, nodes: int = 2, batch_size: str = "5"):
    tune, best = tune_step(raw, environment, gpu, rounds=rounds)
    wide, model = mpi_step(raw, gpu, nodes=nodes)
    for region in ["north", "south"]:
        score, results = ScoreStep(region, environment).make(
            raw,
            model,
            size=batch_size,
        )
        check = check_step(region, results["scores"], environment)


pipeline = sales_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="sales")
