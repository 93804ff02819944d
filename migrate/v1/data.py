"""The data that flows into, between and out of the steps of a v1 pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import libcst as cst

from migrate.v1.values import (
    Call,
    Const,
    Foreign,
    Item,
    ListValue,
    Obj,
    Unknown,
    Value,
    alternatives,
    constant,
    objects,
)

DATA_REFERENCE = "azureml.data.data_reference.DataReference"
DATA_PATH = "azureml.data.datapath.DataPath"
DATA_PATH_BINDING = "azureml.data.datapath.DataPathComputeBinding"
_STORE = "azureml.data.azure_storage_datastore.AbstractAzureStorageDatastore"
STORE_PATHS = (f"{_STORE}.path", f"{_STORE}.as_mount", f"{_STORE}.as_download")
"""Methods of a datastore that give a reference to a path of it, or to all of it."""
UPLOADS = tuple(
    f"azureml.data.azure_storage_datastore.{kind}.{name}"
    for kind in ("AzureBlobDatastore", "AzureFileDatastore")
    for name in ("upload", "upload_files")
)
"""Methods of a datastore that give a reference to the folder that they upload to."""
DATASET = "azureml.data.abstract_dataset.AbstractDataset"
FILE_DATASET = "azureml.data.FileDataset"
TABULAR_DATASET = "azureml.data.TabularDataset"
CONSUMPTION = "azureml.data.dataset_consumption_config.DatasetConsumptionConfig"
INPUT_BINDING = "azureml.pipeline.core.InputPortBinding"
PIPELINE_DATA = "azureml.pipeline.core.PipelineData"
OUTPUT_DATASET = "azureml.pipeline.core.pipeline_output_dataset.PipelineOutputFileDataset"
OUTPUT_BINDING = "azureml.pipeline.core.OutputPortBinding"
PIPELINE_PARAMETER = "azureml.pipeline.core.PipelineParameter"
OUTPUT_FILES = "azureml.data.OutputFileDatasetConfig"
OUTPUT_HDFS = "azureml.data.HDFSOutputDatasetConfig"
_OUTPUT = "azureml.data.output_dataset_config"
OUTPUT_CONFIG = f"{_OUTPUT}.OutputDatasetConfig"
OUTPUT_TABLE = f"{_OUTPUT}.OutputTabularDatasetConfig"
OUTPUT_LINKS = ("azureml.data.LinkFileOutputDatasetConfig", "azureml.data.LinkTabularOutputDatasetConfig")

DATASETS = frozenset({DATASET, FILE_DATASET, TABULAR_DATASET})
FACTORIES = "azureml.data.dataset_factory"
OUTPUT_CONFIGS = frozenset({OUTPUT_FILES, OUTPUT_HDFS, OUTPUT_CONFIG, OUTPUT_TABLE, *OUTPUT_LINKS})
INTERMEDIATE = frozenset({PIPELINE_DATA, OUTPUT_BINDING, *OUTPUT_CONFIGS})
"""What one step writes and others read."""
OUTSIDE = frozenset({DATA_REFERENCE, DATA_PATH, *DATASETS})
KINDS_OF_DATASET = frozenset({FILE_DATASET, TABULAR_DATASET})
_ROOTS = INTERMEDIATE | OUTSIDE

_MODES = {
    "as_mount": "mount", "as_download": "download", "as_upload": "upload", "as_hdfs": "hdfs", "as_direct": "direct",
}  # fmt: skip
MODES_OF_FILES = frozenset({"mount", "download"})
UNKNOWN_MODE = "unknown"
"""What a mode is that only a variable says."""
PARSING = ("read_delimited_files", "read_parquet_files", "parse_delimited_files", "parse_parquet_files")
SELECTING = ("keep_columns", "drop_columns")
"""Methods of the table that an output is read as; those of a dataset give another dataset."""
REGISTERING = ("register_on_complete", "register")
_NAMING = {"as_named_input": "name", "as_input": "name"}
ACCESS = frozenset({*_MODES, *PARSING, *_NAMING, "register_on_complete", "as_dataset", "create_input_binding"})
"""Methods that give the same data in another way."""
_OF_OUTPUTS = ("register", *SELECTING)


@dataclass(frozen=True, eq=False)
class Port:
    """A use of data by a step: ``source`` is the object that describes the data, ``via`` the last one of the chain.

    ``source`` is the pipeline parameter where the data is the default of one.
    """

    source: Obj
    via: Obj
    mode: str | None = None
    """``mount``, ``download``, ``upload``, ``direct`` or ``hdfs`` when the use asks for one itself."""
    calls: tuple[Call, ...] = ()
    """What stands between the source and the use, outermost first."""
    name: str | None = None
    """The name that the use gives the input, when it is a literal."""
    consumed: bool = False
    """Whether it can only be an input."""
    parts: tuple[Port, ...] = ()
    """The uses of which it may be any, when branches say how each of several datasets is read, or one of them."""

    @property
    def intermediate(self) -> bool:
        """Written by one step, read by others."""
        return self.source.symbol in INTERMEDIATE

    @property
    def has_modes(self) -> bool:
        """Whether branches say in several ways how it is read."""
        return len({part.mode for part in self.parts}) > 1

    @property
    def tabular(self) -> bool:
        """Whether v1 reads the files of an output as a table."""
        return any(call.entry.name in PARSING for call in self.calls)

    def last(self, *names: str) -> Call | None:
        """The outermost call of one of these methods."""
        return next((call for call in self.calls if call.entry.name in names), None)


def port_of(value: Value | None) -> Port | None:
    """The data that an expression stands for; None when it is not data, or not just one thing."""
    if is_data_path(value):
        assert isinstance(value, ListValue)
        return _data_path(value)
    via = choice(value)
    if via is None:
        return _one_of(value)
    source = via
    calls: list[Call] = []
    mode: str | None = None
    name: str | None = None
    consumed = False
    while (inner := _inner(source)) is not None:
        call = source.call
        assert call is not None
        calls.append(call)
        mode = mode or _mode(call, inner)
        name = name or _input_name(call)
        consumed = consumed or call.entry.name in _NAMING or call.symbol in (CONSUMPTION, INPUT_BINDING)
        source = inner
    several = _one_of(_given(source))
    if several is not None and source.call is not None:
        asked = mode or _mode(source.call, several.source) or several.mode
        named = name or _input_name(source.call) or several.name
        return replace(several, via=via, mode=asked, calls=(*calls, source.call), name=named, consumed=True)
    if source.symbol == PIPELINE_PARAMETER:
        known = consumed and data_of(source) is not source
        return Port(source, via, mode, tuple(calls), name, consumed) if known else None
    return Port(source, via, mode, tuple(calls), name, consumed) if source.symbol in _ROOTS else None


def _one_of(value: Value | None) -> Port | None:
    """The dataset that a variable holds after branches each of which says how the script gets it; None otherwise.

    Without a mode where each says another one.
    """
    found = [port_of(one) if isinstance(one, Obj) else None for one in alternatives(value)]
    parts = [port for port in found if port is not None and port.source.symbol in DATASETS and port.calls]
    if len(parts) < 2 or len(parts) < len(found):
        return None
    kinds = {port.source.symbol for port in parts}
    names = set.intersection(*({*port.via.bound_to.values()} for port in parts))
    modes = {port.mode for port in parts}
    called = {port.name for port in parts}
    if kinds >= KINDS_OF_DATASET or not names or len({port.consumed for port in parts}) > 1:
        return None
    if len(modes) > 1 and not modes <= MODES_OF_FILES:
        return None  # A script gets a table in one of these ways, and a path in another.
    if len(modes) == 1 and len({port.source for port in parts}) < len(parts):
        return None
    sources = tuple(port.source for port in parts)
    known = sources[0].choices.get(sources)
    if known is None:
        known = sources[0].choices[sources] = Obj(next(iter(kinds - {DATASET}), DATASET), None, one_of=sources)
    known.bound_to = {node: name for port in parts for node, name in port.via.bound_to.items() if name in names}
    name = called.pop() if len(called) == 1 else None
    mode = parts[0].mode if len(modes) == 1 else None
    return Port(known, known, mode, (), name, parts[0].consumed, tuple(parts))


def _inner(obj: Obj) -> Obj | None:
    """What an object gives access to; None when it is itself the data, or that is not known."""
    receiver = choice(_given(obj))
    return None if receiver is None or receiver is obj or not is_data(receiver) else receiver


def as_listed(port: Port, inputs: Sequence[Port]) -> Port:
    """The use among ``inputs`` that says how data of another step is read.

    An argument only names it: ``arguments=[data.as_download()], inputs=[data]`` mounts the data (azureml-pipeline-core
    1.62.0: PipelineStep.create_input_output_bindings).
    """
    plain = (
        one for one in inputs if one.source is port.source and one.source.symbol == PIPELINE_DATA and not one.calls
    )
    listed = next(plain, None)
    return listed if listed is not None and port.mode == "download" and len(port.calls) == 1 else port


def is_uncertain(value: Value | None) -> bool:
    """Whether it may be something of which nothing is known."""
    return any(isinstance(one, (Unknown, Foreign)) for one in alternatives(value))


def choice(value: Value | None) -> Obj | None:
    """The object that a value is, or one that stands for the data of which a variable may hold any."""
    found = objects(value)
    if is_uncertain(value):
        return None
    if len(found) < 2:
        return found[0] if found else None
    kinds = {obj.symbol for obj in found}
    names = set.intersection(*({*obj.bound_to.values()} for obj in found))
    if len(found) != len(alternatives(value)) or not names:
        return None
    if (not kinds <= DATASETS or kinds >= KINDS_OF_DATASET) and not (kinds <= INTERMEDIATE and len(kinds) == 1):
        return None
    ordered = tuple(sorted(found, key=lambda obj: obj.call.where.order if obj.call else (0, 0, 0)))
    known = ordered[0].choices.get(ordered)
    if known is None:
        symbol = next(iter(kinds - {DATASET}), DATASET)
        known = ordered[0].choices[ordered] = Obj(symbol, None, one_of=ordered)
    known.bound_to = {node: name for obj in ordered for node, name in obj.bound_to.items() if name in names}
    return known


def origins(obj: Obj) -> tuple[Obj, ...]:
    """The data of which it may be any; most are one."""
    return obj.one_of or (obj,)


def is_data(obj: Obj) -> bool:
    """Whether the object is data, or a way to use some."""
    if obj.symbol in _ROOTS or obj.symbol in (CONSUMPTION, INPUT_BINDING):
        return True
    if obj.symbol == PIPELINE_PARAMETER:
        return data_of(obj) is not obj
    return obj.symbol.startswith("azureml.pipeline.core.pipeline_output_dataset.")


def _mode(call: Call, inner: Obj) -> str | None:
    """The mode that a link of the chain asks for."""
    name = call.entry.name
    if name in _MODES:
        return _MODES[name]
    if call.symbol == INPUT_BINDING:
        return said_mode(call, "bind_mode", "mount")
    if call.symbol == CONSUMPTION:
        return said_mode(call, "mode", "direct")
    if name == "as_named_input" and not inner.symbol.startswith("azureml.pipeline"):
        return "direct"
    if name in PARSING and inner.symbol.startswith("azureml.pipeline"):
        return "direct"
    if name == "as_input":
        return "direct" if _is_table(inner) else "mount"
    return None


def said_mode(call: Call, parameter: str, default: str) -> str:
    """The mode that an argument says."""
    value = call.value(parameter)
    if value is not None and not isinstance(value, Const):
        return UNKNOWN_MODE
    return str(constant(value) or default)


def _given(obj: Obj) -> Value | None:
    """What an object gives access to, which may be one of several."""
    call = obj.call
    if call is None:
        return None
    if call.symbol == CONSUMPTION:
        return call.value("dataset")
    if call.symbol == INPUT_BINDING:
        return call.value("bind_object")
    if call.symbol == OUTPUT_DATASET:
        return call.value("pipeline_data")
    links = call.entry.name in ACCESS or (call.entry.name in _OF_OUTPUTS and obj.symbol not in DATASETS)
    return call.receiver if links else None


def _is_table(obj: Obj | None) -> bool:
    while obj is not None:
        if obj.symbol == OUTPUT_TABLE or (obj.call is not None and obj.call.entry.name in PARSING):
            return True
        obj = _inner(obj)
    return False


def _input_name(call: Call) -> str | None:
    if call.symbol in (CONSUMPTION, INPUT_BINDING) or call.entry.name in _NAMING:
        text = constant(call.value("name") or call.value("input_name"))
        return text if isinstance(text, str) and text else None
    return None


# Data paths


def is_data_path(value: Value | None) -> bool:
    """``(PipelineParameter(…, DataPath(…)), DataPathComputeBinding(…))``."""
    if not isinstance(value, ListValue) or len(value.items) != 2:
        return False
    first, second = (objects(item.value) for item in value.items)
    return len(first) == len(second) == 1 and second[0].symbol == DATA_PATH_BINDING and is_data(first[0])


def _data_path(value: ListValue) -> Port:
    (source,), (binding,) = (objects(item.value) for item in value.items)
    mode = said_mode(binding.call, "mode", "mount") if binding.call else "mount"
    calls = (binding.call,) if binding.call else ()
    return Port(source, binding, mode, calls, None, True)


def words(value: ListValue) -> Iterator[Item]:
    """The elements of a list of arguments or of data, nested lists flattened; a data path with its binding is one."""
    for item in value.items:
        if isinstance(item.value, ListValue) and not is_data_path(item.value):
            yield from words(item.value)
        else:
            yield item


# Datastores


@dataclass(frozen=True)
class Stored:
    """A path on a datastore, as a reference or a data path gives it; ``path`` None is all of the datastore."""

    store: cst.BaseExpression
    store_value: Value | None
    path: cst.BaseExpression | None
    path_value: Value | None


def stored(obj: Obj) -> Stored | None:
    """Where ``DataReference(store, …)``, ``DataPath(store, …)``, ``store.path(…)`` or what was uploaded lies."""
    made = obj.call
    if made is None or obj.symbol not in (DATA_PATH, DATA_REFERENCE):
        return None
    if made.symbol in STORE_PATHS or made.symbol in UPLOADS:
        if not isinstance(made.node.func, cst.Attribute):
            return None
        store, value = made.node.func.value, made.receiver
        parameter = "target_path" if made.symbol in UPLOADS else "path"
    else:
        given = made.expression("datastore")
        if given is None:
            return None
        store, value, parameter = given, made.value("datastore"), "path_on_datastore"
    path, path_value = made.expression(parameter), made.value(parameter)
    none = path is None or path_value == Const(None)
    return Stored(store, value, None if none else path, None if none else path_value)


# Names


def data_of(obj: Obj) -> Obj:
    """The data that a pipeline parameter stands for when nothing else is given; any other object itself."""
    if obj.symbol == PIPELINE_PARAMETER:
        argument = obj.argument("default_value")
        value = argument.value if argument else None
        found = objects(value)
        if len(found) == 1 and len(alternatives(value)) == 1 and found[0].symbol in OUTSIDE:
            return found[0]
    return obj


def in_messages(obj: Obj) -> str:
    """What messages call data or a parameter."""
    name = v1_name(obj)
    return f"`{name}`" if name else "data without a variable"


def v1_name(obj: Obj) -> str:
    """The name that v1 knows the data or parameter by, when it is a literal; else that of its variable."""
    if obj.symbol not in DATASETS:
        for parameter in ("name", "data_reference_name"):
            argument = obj.argument(parameter)
            text = constant(argument.value) if argument else None
            if isinstance(text, str) and text:
                return text
    return obj.name


def port_name(port: Port) -> str:
    """The name of an input or output: as its use says, else as the data says."""
    own = port.name if port.consumed else None
    return own or v1_name(port.source) or port.via.name or _registered_name(port.source) or "data"


def _registered_name(obj: Obj) -> str:
    argument = obj.argument("name")
    text = constant(argument.value) if argument else None
    return text if isinstance(text, str) else ""


def made_by(data: Obj) -> Call | None:
    """The call of a factory (``Dataset.File.from_files``) that describes a dataset, also when it was registered."""
    call = data.call
    while call is not None and call.entry.name == "register":
        found = objects(call.receiver)
        call = found[0].call if len(found) == len(alternatives(call.receiver)) == 1 else None
    return call if call is not None and call.symbol.startswith(FACTORIES) else None


def chain(port: Port) -> list[cst.Call]:
    """The calls between the source and the use: ``raw.as_download()``."""
    return [call.node for call in port.calls]
