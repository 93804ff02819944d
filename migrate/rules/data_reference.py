"""``DataReference(...)`` → ``Input(type="uri_folder", path="azureml://datastores/…", mode="ro_mount")``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.data import INPUT_MODES, access, data_type, store_path
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.data import DATA_REFERENCE
from migrate.v1.values import Call, Const, constant
from migrate.v2.expressions import V2, Expr, Literal, User, call


def _reference(use: Call, context: Context) -> Decision:
    store = use.expression("datastore")
    if store is None:
        raise Manual("which datastore this is cannot be read from the code")
    mode = constant(use.value("mode"))
    if use.expression("mode") is not None and mode not in INPUT_MODES:
        raise Manual("an input that is uploaded is an output in v2: Output(mode='upload')")
    node = use.expression("path_on_datastore")
    value = use.value("path_on_datastore")
    path: Expr | None = None
    if node is not None and value != Const(None):
        path = Literal(constant(value)) if isinstance(node, cst.SimpleString) else User(node)
    expr = call(
        V2("azure.ai.ml", "Input"),
        type=Literal(data_type(constant(value))),
        path=store_path(store, use.value("datastore"), path, context),
        mode=Literal(INPUT_MODES[str(mode or "mount")]),
    )
    return Decision(converted("Input(type, path, mode)"), expr)


_CHANGED_ON_COMPUTE = changed("", "v2 chooses where the data is on the compute: the script gets the path as argument")

_OVERWRITE = dropped("v2 downloads into a fresh folder")
_ACCESS: dict[str, dict[str, Fate]] = {
    "as_mount": {},
    "as_download": {"path_on_compute": _CHANGED_ON_COMPUTE, "overwrite": _OVERWRITE},
    "as_upload": {"path_on_compute": _CHANGED_ON_COMPUTE, "overwrite": _OVERWRITE},
}

RULE = Rule(
    code="AML302",
    name="data-reference",
    summary="A DataReference becomes an Input with the datastore's azureml:// path.",
    url=learn("how-to-read-write-data-v2"),
    calls={DATA_REFERENCE: _reference, **{f"{DATA_REFERENCE}.{name}": access for name in _ACCESS}},
    parameters={
        **{f"{DATA_REFERENCE}.{name}": parameters for name, parameters in _ACCESS.items()},
        DATA_REFERENCE: {
            "datastore": converted("path"),
            "data_reference_name": converted("the input's name"),
            "path_on_datastore": converted("path"),
            "mode": converted("mode"),
            "path_on_compute": _CHANGED_ON_COMPUTE,
            "overwrite": _OVERWRITE,
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Datastore, Workspace
from azureml.data.data_reference import DataReference

ws = Workspace.from_config()
store = Datastore(ws, "sales")
raw = DataReference(datastore=store, data_reference_name="raw", path_on_datastore="2026/raw")
""",
            after="""\
from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(type="uri_folder", path="azureml://datastores/sales/paths/2026/raw", mode="ro_mount")
""",
        ),
    ),
)
