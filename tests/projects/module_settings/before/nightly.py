from azureml.pipeline.core import Pipeline

from nightly_steps import clean_step, train_step
from settings import experiment, ws

pipeline = Pipeline(workspace=ws, steps=[clean_step, train_step])
run = experiment.submit(pipeline)
