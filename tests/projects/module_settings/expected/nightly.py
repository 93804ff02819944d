from azure.ai.ml import dsl

from nightly_steps import clean_component, train_component
from settings import cluster, experiment, ws


@dsl.pipeline(default_compute=cluster.name, continue_on_step_failure=False)
def sales_pipeline():
    clean_step = clean_component()
    train_step = train_component(clean=clean_step.outputs.clean)


pipeline = sales_pipeline()
run = ws.jobs.create_or_update(pipeline, experiment_name=experiment)
