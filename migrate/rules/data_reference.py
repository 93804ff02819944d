"""``DataReference(...)`` → ``Input(type="uri_folder", path="azureml://datastores/…", mode="ro_mount")``"""

from __future__ import annotations

import re

from migrate.decisions.access import access, refuse_unused
from migrate.decisions.context import Context
from migrate.decisions.data import same_store
from migrate.decisions.data_annotations import data_annotation
from migrate.decisions.inputs import NOT_USED, REFERENCE_MODES, input_of, path_of, ports_of, refuse_unknown
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn, manual
from migrate.v1.data import ACCESS, DATA_REFERENCE, STORE_PATHS, said_mode
from migrate.v1.values import Call, Obj, constant


def _reference(use: Call, context: Context) -> Decision:
    mode = constant(use.value("mode"))
    refuse_unknown(said_mode(use, "mode", ""))
    if use.expression("mode") is not None and mode not in REFERENCE_MODES:
        raise Manual("an input that is uploaded is an output in v2: Output(mode='upload')")
    data = use.result
    assert isinstance(data, Obj)
    used = any(ports_of(data, context))
    place = "path_on_datastore" if use.expression("path_on_datastore") is not None else "datastore"
    fates = {place: _READ_ONLY} if used and mode != "download" and _sounds_written(data) else {}
    fate = converted("Input(type, path, mode)")
    return Decision(fate, input_of(data, context), removable=not used, arguments=fates)


def _sounds_written(data: Obj) -> bool:
    """Whether a script is likely to write there, which v1's mounts allow: ``output_dir``."""
    argument = data.argument("data_reference_name")
    named = constant(argument.value) if argument is not None else None
    return any(_OUTPUT.search(name) for name in (data.name, named) if isinstance(name, str))


def _store_path(use: Call, context: Context) -> Decision:
    """``store.path("raw")``: the input of a step, or just the address of the files of a dataset."""
    data = use.result
    assert isinstance(data, Obj)
    if any(ports_of(data, context)):
        return Decision(converted("Input(type, path, mode)"), input_of(data, context))
    if use.entry.name in ACCESS and use.node not in context.in_vain:
        raise Manual(NOT_USED)
    refuse_unused(data, context)
    return Decision(converted('"azureml://datastores/…"'), path_of(data, context), removable=True)


_OUTPUT = re.compile(r"(^|_)out(puts?)?(_|$)", re.IGNORECASE)
_READ_ONLY = manual("v2 mounts an input for reading only: if the script writes here, make it an Output of the step")
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
    references={DATA_REFERENCE: data_annotation},
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
        Example(
            before="""\
from azureml.core import Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = DataReference(store, "raw", path_on_datastore="2026/raw")
output_dir = DataReference(store, "scored", path_on_datastore="2026/scored")
words = ["--raw", raw, "--to", output_dir]
ports = [raw, output_dir]
score = PythonScriptStep("score.py", source_directory="src", compute_target="cpu", arguments=words, inputs=ports)
pipeline = Pipeline(ws, steps=[score])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
raw = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/2026/raw", mode="ro_mount")
# TODO(azureml-migrate AML302): `path_on_datastore`: v2 mounts an input for reading only: if the script writes here, make it an Output of the step — https://learn.microsoft.com/azure/machine-learning/how-to-read-write-data-v2?view=azureml-api-2
output_dir = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/2026/scored", mode="ro_mount")
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
score_component = command(
    display_name="score.py",
    code="src",
    command="python score.py --raw ${{inputs.raw}} --to ${{inputs.scored}}",
    inputs={"raw": Input(type="uri_folder"), "scored": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder"), scored: Input(type="uri_folder")):
    score = score_component(raw=raw, scored=scored)


pipeline = pipeline_definition(raw=raw, scored=output_dir)
""",  # noqa: E501
        ),
    ),
)
