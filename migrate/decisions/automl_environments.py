"""The environments of AutoML: v1 chose among them, v2 has them in the registry ``azureml``."""

from __future__ import annotations

from migrate.decisions.rule import Manual
from migrate.v1.nodes import code_of
from migrate.v1.values import Call, Const, constant

CLIENT = "azureml._restclient.jasmine_client.JasmineClient"
"""The private client of AutoML's service, whose ``get_curated_environment`` gives one of them."""
_NAMES = {(False, False): "ai-ml-automl", (True, False): "ai-ml-automl-dnn", (True, True): "ai-ml-automl-dnn-gpu"}
"""By whether they have deep learning, and what it needs on a GPU."""


def automl_environment(use: Call) -> str:
    """The name that the registry has for the environment.

    Raises:
        Manual: the code does not say which one it is.
    """
    scenario = use.expression("scenario")
    said = scenario is not None and code_of(scenario).rpartition(".")[2] == "AUTOML"
    label = use.value("label_override") in (None, Const(None))
    dnn, gpu = constant(use.value("enable_dnn")), constant(use.value("enable_gpu"))
    if not (said or use.value("scenario") == Const("AutoML")) or not label:
        raise Manual("name the environment of AutoML: the registry azureml has ai-ml-automl and others")
    if not isinstance(dnn, bool) or not isinstance(gpu, bool) or (dnn, gpu) not in _NAMES:
        raise Manual("name the environment of AutoML: whether it is one with deep learning is not known here")
    return _NAMES[dnn, gpu]
