from azure.ai.ml import Input, MLClient, dsl
from azure.identity import DefaultAzureCredential

from modules.clean.clean_step import clean_step
from modules.report.report_step import report_step
from modules.train.train_step import train_step

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
raw = Input(
    type="uri_folder",
    path=f"azureml://datastores/{store.name}/paths/sales",
    mode="ro_mount",
)

print("Submitting")


@dsl.pipeline(continue_on_step_failure=False)
def sales_pipeline(share: float = 0.2, rounds: int = 10, rate: float = 0.01):
    # Clean the sales
    clean_node, clean_outputs = clean_step(raw, "cpu", share=share)

    # Train on them
    train_node, train_outputs = train_step(clean_outputs["clean"], "gpu", rounds=rounds, rate=rate)

    # Say how good the model is
    report_node, report_outputs = report_step(train_outputs["model"], clean_outputs["held_back"], "cpu")
    return {"model": train_node.outputs.model, "report": report_node.outputs.report}


pipeline = sales_pipeline()
pipeline.inputs.rounds = 20
run = ws.jobs.create_or_update(pipeline, experiment_name="sales")
ws.jobs.stream(run.name)
