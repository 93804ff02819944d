"""``DataReference(...)`` → ``Input(type="uri_folder", path="azureml://datastores/…", mode="ro_mount")``"""

from __future__ import annotations

from migrate.decisions.access import access, refuse_unused
from migrate.decisions.context import Context
from migrate.decisions.data import same_store
from migrate.decisions.inputs import REFERENCE_MODES, input_of, path_of, ports_of
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.data import DATA_REFERENCE, STORE_PATHS
from migrate.v1.values import Call, Obj, constant


def _reference(use: Call, context: Context) -> Decision:
    mode = constant(use.value("mode"))
    if use.expression("mode") is not None and mode not in REFERENCE_MODES:
        raise Manual("an input that is uploaded is an output in v2: Output(mode='upload')")
    data = use.result
    assert isinstance(data, Obj)
    return Decision(
        converted("Input(type, path, mode)"), input_of(data, context), removable=not any(ports_of(data, context))
    )


def _store_path(use: Call, context: Context) -> Decision:
    """``store.path("raw")``: the input of a step, or just the address of the files of a dataset."""
    data = use.result
    assert isinstance(data, Obj)
    if any(ports_of(data, context)):
        return Decision(converted("Input(type, path, mode)"), input_of(data, context))
    refuse_unused(data, context)
    return Decision(converted('"azureml://datastores/…"'), path_of(data, context), removable=True)


_CHANGED_ON_COMPUTE = changed("", "v2 chooses where the data is on the compute: the script gets the path as argument")

_OVERWRITE = dropped("v2 downloads into a fresh folder")
_ACCESS: dict[str, dict[str, Fate]] = {
    "as_mount": {},
    "as_download": {"path_on_compute": _CHANGED_ON_COMPUTE, "overwrite": _OVERWRITE},
    "as_upload": {"path_on_compute": _CHANGED_ON_COMPUTE, "overwrite": _OVERWRITE},
}
_STORE_PATH: dict[str, dict[str, Fate]] = {
    "path": {"path": converted("path"), "data_reference_name": converted("the input's name")},
    "as_mount": {},
    "as_download": {"path_on_compute": _CHANGED_ON_COMPUTE},
}

RULE = Rule(
    code="AML302",
    name="data-reference",
    summary="A DataReference becomes an Input with the datastore's azureml:// path.",
    url=learn("how-to-read-write-data-v2"),
    calls={
        DATA_REFERENCE: _reference,
        **{f"{DATA_REFERENCE}.{name}": access for name in _ACCESS},
        **dict.fromkeys(STORE_PATHS, _store_path),
    },
    attributes={f"{DATA_REFERENCE}.datastore": same_store},
    parameters={
        **{symbol: _STORE_PATH[symbol.rpartition(".")[2]] for symbol in STORE_PATHS},
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
