"""``set_environment_variables_for_run``: what AutoML's own pipelines have in their environment variables."""

from __future__ import annotations

import libcst as cst

from migrate.v1.folding import VARIABLES
from migrate.v1.values import Call, Const, DictValue, Item, SetEvent, Value, objects

SET_VARIABLES = "azureml.contrib.automl.pipeline.steps.utilities.set_environment_variables_for_run"
"""Sets them on the run configuration or the ``ParallelRunConfig`` that it is given."""

_SET: dict[str, str] = {
    "DISABLE_ENV_MISMATCH": "True",
    "AUTOML_IGNORE_PACKAGE_VERSION_INCOMPATIBILITIES": "True",
    "AZUREML_FLUSH_INGEST_WAIT": "",
    "AZUREML_OTEL_EXPORT_RH": "",
    "AZUREML_METRICS_POLLING_INTERVAL": "30",
}
"""As azureml-contrib-automl-pipeline-steps 1.62 has them; the first is the value ``True`` there."""


def note_variables(call: Call, values: dict[cst.CSTNode, Value]) -> None:
    """Note on what the function is given that the variables are set there.

    Args:
        values: what each expression is, to be filled for those that this makes up.
    """
    node = call.expression("run_config")
    found = objects(call.value("run_config"))
    for obj in found:
        if node is None or any(event.where.statement is call.where.statement for event in obj.sets.values()):
            continue
        variables = cst.Attribute(node, cst.Name(VARIABLES[0]))
        shared = len(found) > 1
        if obj.symbol.endswith(".ParallelRunConfig") and not _has_variables(obj.call):
            texts = {name: cst.SimpleString(f'"{text}"') for name, text in _SET.items()}
            value = DictValue({name: Item(Const(_SET[name]), text) for name, text in texts.items()})
            values |= {text: Const(_SET[name]) for name, text in texts.items()}
            whole = cst.Dict([cst.DictElement(cst.SimpleString(f'"{name}"'), text) for name, text in texts.items()])
            obj.sets[variables] = SetEvent(VARIABLES[0], variables, whole, value, call.where, shared)
            continue
        for name, text in _SET.items():
            key = cst.SubscriptElement(cst.Index(cst.SimpleString(f'"{name}"')))
            item = cst.Subscript(variables, [key])
            written = cst.SimpleString(f'"{text}"')
            obj.sets[item] = SetEvent(VARIABLES[1], item, written, Const(text), call.where, shared)


def _has_variables(made: Call | None) -> bool:
    return made is not None and made.value(VARIABLES[0]) not in (None, Const(None))
