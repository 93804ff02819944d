from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

from data import Tables, registered

ws = MLClient.from_config(DefaultAzureCredential())
images = registered(ws, "new-images")
score_component = command(
    display_name="score",
    code="src",
    command="python train.py --images ${{inputs.images}}",
    inputs={"images": Input(type="uri_folder")},
    environment="azureml:scoring@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def scoring_pipeline(images: Input(type="uri_folder")):
    score = score_component(images=images)


ws.jobs.create_or_update(scoring_pipeline(images=images), experiment_name="scoring")

sales = Tables(ws).load("sales")
config = command(
    code="src",
    command="python train.py --sales ${{inputs.sales}}",
    inputs={"sales": sales},
    environment="azureml:scoring@latest",
    compute="cpu",
)
ws.jobs.create_or_update(config, experiment_name="sales")
