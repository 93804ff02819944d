from aml_tools import Connection
from azure.ai.ml import command, dsl
from stats import ROUNDS

connection = Connection()
train_component = command(
    display_name="train",
    code="src",
    command=f"python train.py --rounds {ROUNDS}",
    environment=connection.run_config("sales", "4"),
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def sales_pipeline():
    train_step = train_component()


pipeline = sales_pipeline()
connection.ws.jobs.create_or_update(pipeline, experiment_name="sales")
