"""The ports of a v1 node, and the data that is bound to them."""

from __future__ import annotations

from typing import Any

from migrate.verify.graph import DataSource, InputPort, OutputPort, Value
from migrate.verify.v1.datasets import store_uri, uris

_TOKENS = {"{run-id}": "${{name}}", "{output-name}": "${{output_name}}"}
"""Parts of a destination that the service fills in: v1's words for them, and those that both sides are read into."""


def input_port(port: Any) -> InputPort:
    """An input port, without what flows into it."""
    return InputPort(port.name, mode=str(port.bind_mode or ""), optional=bool(port.input_port_def.is_optional))


def output_port(port: Any, default_store: str) -> OutputPort:
    """An output port with its destination, if the code gives one."""
    definition, dataset = port._output_port_def, port.dataset_output
    registration = port.dataset_registration
    kind, destination, name = "", "", ""
    if dataset is not None:
        kind = "table" if "Tabular" in type(dataset).__name__ or dataset._additional_transformations else "folder"
        destination = _destination(dataset)
        name = str(getattr(dataset._registration, "name", "") or "")
    elif definition.is_directory:
        kind = "folder"
    if registration is not None:
        name = str(registration.name or "")
    store = port.datastore_name
    if not destination and store and store != default_store:
        destination = store_uri(str(store), "")
    return OutputPort(
        port.name, str(port.bind_mode or ""), kind, destination, name, str(port.pipeline_output_name or "")
    )


def _destination(dataset: Any) -> str:
    inner = getattr(dataset, "_output_file_dataset_config", dataset)
    given = getattr(inner, "destination", None)
    if not given:
        return ""
    store, path = given if isinstance(given, tuple) else (given, "")
    uri = store_uri(store.name, str(path or ""))
    for token, common in _TOKENS.items():
        uri = uri.replace(token, common)
    return uri


def data_source(item: Any) -> DataSource:
    """Where a dataset, a data path or a reference lies."""
    for name in ("default_value", "dataset"):  # PipelineParameter, PipelineDataset, DatasetConsumptionConfig
        if hasattr(item, name) and not hasattr(item, "_offline_uris"):
            return data_source(getattr(item, name))
    if not hasattr(item, "_offline_uris"):
        return DataSource(", ".join(uris(item)))
    kind = "table" if type(item).__name__ == "TabularDataset" else "file" if item._offline_is_file else ""
    return DataSource(", ".join(item._offline_uris), kind, item._offline_registered)


def port_settings(node: Any) -> dict[str, Value]:
    """What the ports say beyond the common form, by ``inputs.<port>.<word>`` and ``outputs.<port>.<word>``."""
    found: dict[str, Value] = {}
    for port in node.inputs:
        if not port.name.startswith("_run_after_"):
            for word in ("path_on_compute", "overwrite"):
                keep(found, f"inputs.{port.name}.{word}", getattr(port, word, None))
            keep(found, f"inputs.{port.name}.resource", port.input_port_def.is_resource)
            for word, value in _options(port).items():
                keep(found, f"inputs.{port.name}.{word}", value)
    for port in node.outputs:
        if not port.name.startswith("_run_after_"):
            for word in ("path_on_compute", "overwrite"):
                keep(found, f"outputs.{port.name}.{word}", getattr(port, word, None))
            for word, value in output_options(port).items():
                keep(found, f"outputs.{port.name}.{word}", value)
    return found


def keep(found: dict[str, Value], name: str, value: Any) -> None:
    """Note a setting that says something."""
    if value not in (None, False, "", [], {}, ()):
        found[name] = Value(value if isinstance(value, (bool, int, float, str, list, dict)) else str(value))


def _options(port: Any) -> dict[str, Any]:
    source = getattr(port.incoming_edge, "source_port", None)
    definition = getattr(getattr(source, "node", None), "datasource_def", None)
    return dataset_options(getattr(getattr(definition, "_pipeline_dataset", None), "dataset", None))


def dataset_options(dataset: Any) -> dict[str, Any]:
    """How a dataset reads its files, and what it leaves out."""
    if getattr(dataset, "_offline_registered", ""):
        return {}  # the step asks for what is registered under the name
    return dict(getattr(dataset, "_offline_options", {}))


def output_options(port: Any) -> dict[str, Any]:
    """What the output of a step, or of a job, says beyond the common form."""
    definition, dataset = port._output_port_def, port.dataset_output
    found: dict[str, Any] = {}
    data_type = getattr(definition, "data_type", None)
    if data_type not in (None, "AnyFile", "AnyDirectory", "AzureBlobReference"):
        found["data_type"] = data_type
    training = getattr(definition, "training_output", None) or getattr(definition, "_training_output", None)
    if training is not None:
        for word in ("type", "iteration", "metric", "model_file"):
            found[f"training.{word}"] = getattr(training, word, None)
    if dataset is not None:
        registration = dataset._registration
        for word in ("description", "tags"):
            found[f"registration.{word}"] = getattr(registration, word, None)
        inner = getattr(dataset, "_output_file_dataset_config", dataset)
        found["source"] = getattr(inner, "source", None)
        for word in ("_upload_options", "_mount_options"):
            for name, value in vars(getattr(inner, word, None) or object).items() if getattr(inner, word, None) else ():
                found[name.lstrip("_")] = value
    if port.dataset_registration is not None:
        # a new version in each run is what v2 makes anyway
        kept = getattr(port.dataset_registration, "create_new_version", None) is False
        found["registration.create_new_version"] = "False" if kept else None
    return found
