from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.identity import DefaultAzureCredential
from helper import build_config, get_environment
from watching import watch

ws = MLClient.from_config(DefaultAzureCredential())
compute = ws.compute.get("cpu")
sales = Input(type="uri_folder", path="azureml:sales@latest", mode="ro_mount")
environment = get_environment()
config = build_config(environment, compute, 2)
score_component = parallel_run_function(
    display_name="score",
    inputs={"sales": Input(type="uri_folder")},
    outputs={"scores": Output(type="uri_file")},
    input_data="${{inputs.sales}}",
    mini_batch_size=config["mini_batch_size"],
    instance_count=config["instance_count"],
    max_concurrency_per_instance=config["max_concurrency_per_instance"],
    error_threshold=config["error_threshold"],
    task=RunFunction(
        code=config["code"],
        entry_script=config["entry_script"],
        append_row_to="${{outputs.scores}}",
        environment=config["environment"],
    ),
    environment_variables=config["environment_variables"],
    compute=config["compute"],
    is_deterministic=False,
)
environment_variables = {"SALES_MODE": "batch", "STRICT": "True"}
report_component = command(
    display_name="report",
    code="scripts",
    command="python report.py --scores ${{inputs.scores}}",
    inputs={"scores": Input(type="uri_file")},
    environment=environment,
    environment_variables=environment_variables,
    compute=compute.name,
)


@dsl.pipeline(continue_on_step_failure=False)
def sales_pipeline(sales: Input(type="uri_folder")):
    score = score_component(sales=sales)
    report = report_component(scores=score.outputs.scores)


pipeline = sales_pipeline(sales=sales)
run = ws.jobs.create_or_update(pipeline, experiment_name="sales")
print(watch(ws, run))
