"""``AutoMLPipelineBuilder``: functions that give the steps of a pipeline which trains, or asks, many models."""

from __future__ import annotations

from migrate.v1.automl_step import AUTOML_CONFIG, FEATURIZATION_CONFIG, FORECASTING_PARAMETERS
from migrate.v1.configurations import configuration_in
from migrate.v1.data import port_of
from migrate.v1.problems import Problem, not_followed, origin
from migrate.v1.steps import StepModel, read_ports
from migrate.v1.values import Argument, Const, Obj

_BUILDER = "azureml.contrib.automl.pipeline.steps.AutoMLPipelineBuilder"
TRAINING = f"{_BUILDER}.get_many_models_train_steps"
INFERENCE = f"{_BUILDER}.get_many_models_batch_inference_steps"
OUTPUT = "azureml.contrib.automl.pipeline.steps.utilities.get_output_from_mm_pipeline"
MAKERS = (TRAINING, INFERENCE)
"""The functions. What they give is read as one step: v2 has one component for all that they put together."""

_RUNTIME = "azureml.train.automl.runtime"
MANY_TRAINING = f"{_RUNTIME}._many_models.many_models_parameters.ManyModelsTrainParameters"
MANY_INFERENCE = f"{_RUNTIME}._many_models.many_models_parameters.ManyModelsInferenceParameters"
HTS_TRAINING = f"{_RUNTIME}._hts.hts_parameters.HTSTrainParameters"
HTS_INFERENCE = f"{_RUNTIME}._hts.hts_parameters.HTSInferenceParameters"
HIERARCHICAL = (HTS_TRAINING, HTS_INFERENCE)

PARAMETERS = {
    TRAINING: ("train_pipeline_parameters", (MANY_TRAINING, HTS_TRAINING)),
    INFERENCE: ("inference_pipeline_parameters", (MANY_INFERENCE, HTS_INFERENCE)),
}
"""By function: the argument that holds its parameters, and the classes of those."""
DATA = {TRAINING: "train_data", INFERENCE: "inference_data"}


def read_many_models(model: StepModel) -> None:
    """Fill in what the function and its parameters say."""
    maker = model.call.symbol
    name, classes = PARAMETERS[maker]
    given = model.argument(name)
    for symbol in classes:
        model.configuration = model.configuration or configuration_in(given, symbol)
    if model.configuration is not None:
        model.problems += model.configuration.problems
        model.parts.append(model.configuration.obj)
    elif given is not None and given.value != Const(None):
        model.problems.append(Problem(given.node, f"where its `{name}` comes from is not known{origin(given.value)}"))
    if maker == TRAINING:
        settings = (model.configuration.argument if model.configuration else model.argument)("automl_settings")
        model.parts += settings_objects(settings)
    data = model.argument(DATA[maker])
    port = port_of(data.value) if data is not None else None
    if port is None:
        node = data.node.value if data is not None else None
        model.problems.append(Problem(model.call.node, not_followed(f"its {DATA[maker]}", node, data)))
    place = model.argument("output_datastore")
    written = port_of(place.value) if place is not None else None
    read_ports(model, [port] if port is not None else [], [written] if written is not None else [], [])


def settings_objects(argument: Argument | None) -> list[Obj]:
    """The configurations that hold the settings of each of the models."""
    configuration = configuration_in(argument, AUTOML_CONFIG, spread=True)
    if configuration is None:
        return []
    inner = (
        configuration_in(configuration.argument("forecasting_parameters"), FORECASTING_PARAMETERS),
        configuration_in(configuration.argument("featurization"), FEATURIZATION_CONFIG),
    )
    return [configuration.obj, *(one.obj for one in inner if one is not None)]
