from azureml.core import Experiment


def submit(definition, rounds):
    experiment = Experiment(definition.workspace, definition.experiment)
    return experiment.submit(definition.build(), pipeline_parameters={"rounds": rounds})
