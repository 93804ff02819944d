from azure.ai.ml import dsl

from jobs.settings import environment, workspace
from jobs.steps import train_step

ws = workspace()
environment_2 = environment(ws)


@dsl.pipeline(default_compute="sales-cpu", continue_on_step_failure=False)
def sales_pipeline():
    train = train_step("north", environment_2)


pipeline = sales_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="sales")
