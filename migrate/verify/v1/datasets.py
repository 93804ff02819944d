"""Datasets: known by where they come from; their content is not here. Isolated process only."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any, List

from migrate.verify.project.context import Context, NotOffline
from migrate.verify.project.offline import Offline
from migrate.verify.project.text import without_prefix
from migrate.verify.v1.names import EveryName
from migrate.verify.v1.patching import argument, load, put, put_property, put_static

_SUBSETS = (
    "skip", "take", "take_sample", "filter", "keep_columns", "drop_columns", "with_timestamp_columns", "time_before",
    "time_after", "time_recent", "time_between", "as_cache",
)  # fmt: skip
_READING = (
    "to_dask_dataframe", "to_spark_dataframe", "download", "mount",
    "get_partition_key_values", "to_csv_files", "to_parquet_files", "file_metadata", "get_profile", "hydrate",
)  # fmt: skip
_NO_OPTIONS = ("validate", "path", "query", "self", "is_file")


def install(context: Context) -> None:
    """Make datasets without their data, and give any dataset that is asked for by name."""
    module: Any = load("azureml.data.abstract_dataset")
    base, registration = module.AbstractDataset, module._DatasetRegistration
    file, table = load("azureml.data.file_dataset").FileDataset, load("azureml.data.tabular_dataset").TabularDataset
    factory: Any = load("azureml.data.dataset_factory")
    either: Any = _either(file, table)

    def named(workspace: Any, name: str, version: Any = "latest", *_: Any, **__: Any) -> Any:
        latest = version in (None, "latest")
        made = _make(either, f"azureml:{name}@latest" if latest else f"azureml:{name}:{version}")
        made._registration = registration(workspace, _id(made), _id(made), name, 1 if latest else version, "", {})
        return made

    def register(self: Any, *positional: Any, **keywords: Any) -> Any:
        workspace, name = argument(positional, keywords, 0, "workspace"), argument(positional, keywords, 1, "name")
        made = _copy(self)
        made._offline_registered = name
        made._registration = registration(workspace, _id(made), _id(made), name, 1, "", {})
        return made

    def frame(self: Any, *_: Any, **__: Any) -> Any:
        context.note(f"stand-in for the content of {', '.join(self._offline_uris)}")
        return Offline("frame")

    def ensure_saved(self: Any, workspace: Any) -> str:
        if self._registration is None:
            self._registration = registration(workspace, _id(self))
        return str(self._registration.saved_id)

    put_static(base, "_get_by_name", named)
    put_static(base, "_get_by_id", lambda workspace, id: named(workspace, id))
    for owner in (base, load("azureml.core.dataset").Dataset):
        put_static(owner, "get_by_name", named)
        put_static(owner, "get_by_id", lambda workspace, id, **_: named(workspace, id))
        put_static(owner, "get_all", lambda workspace: EveryName(lambda name: named(workspace, name)))
        put_static(owner, "get", lambda workspace, name=None, id=None: named(workspace, name or id))
    put(base, "_register", register)
    put(base, "register", register)
    put(base, "_ensure_saved_internal", ensure_saved)
    put(base, "_ensure_saved", ensure_saved)
    put(base, "__repr__", lambda self: f"{type(self).__name__}({', '.join(self._offline_uris)})")
    put(base, "__str__", base.__repr__)
    put_property(base, "_dataflow", _no_data)
    put_property(base, "partition_keys", lambda self: _EveryKey())
    for cls in (base, file, table):
        for name in ("update", "add_tags", "remove_tags"):
            if name in vars(cls):
                put(cls, name, lambda self, *_, **__: self)
    for cls in (file, table, either):
        for name in _SUBSETS:
            put(cls, name, _subset(name))
        put(cls, "partition_by", _partition)
        for name in _READING:
            put(cls, name, lambda self, *_, **__: _no_data(self))
        put(cls, "to_pandas_dataframe", frame)
        put(cls, "to_path", frame)
        put(cls, "random_split", lambda self, percentage, seed=None: (
            _copy(self, f"random_split({percentage})[0]"), _copy(self, f"random_split({percentage})[1]")))  # fmt: skip
    _factories(factory, file, table, registration)
    parallel: Any = load("azureml.pipeline.core._parallel_run_step_base")
    if parallel is not None:
        parallel.INPUT_TYPE_DICT[either] = parallel.FILE_TYPE_INPUT
    _tables_for_automl(either, table)
    _tables_by_size(either, table)
    workspace: Any = load("azureml.core.workspace").Workspace
    put_property(workspace, "datasets", lambda self: EveryName(lambda name: named(self, name)))


def _either(file: Any, table: Any) -> Any:
    """The class of a registered dataset: v1 code does not say whether it is a file dataset or a table."""
    methods = {
        name: value for name, value in vars(table).items() if not name.startswith("__") and not hasattr(file, name)
    }
    return type("RegisteredDataset", (file,), methods)


def _tables_for_automl(either: Any, table: Any) -> None:
    """AutoML takes tables only, and checks."""
    automl = load("azureml.train.automl")
    for name in ("AutoMLConfig", "AutoMLImageConfig"):
        config = getattr(automl, name, None)
        if config is not None:
            _give_tables(config, either, table)


def _give_tables(config: Any, either: Any, table: Any) -> None:
    real = config.__init__

    def as_table(item: Any) -> Any:
        if not isinstance(item, either):
            return item
        made = _copy(item)
        made.__class__ = table
        return made

    @functools.wraps(real)
    def init(self: Any, *positional: Any, **keywords: Any) -> None:
        real(self, *map(as_table, positional), **{name: as_table(item) for name, item in keywords.items()})

    config.__init__ = init


def _tables_by_size(either: Any, table: Any) -> None:
    """A mini-batch of so many bytes is one of a table: of files it is a number (azureml-pipeline 1.62)."""
    config: Any = getattr(load("azureml.pipeline.core._parallel_run_config_base"), "_ParallelRunConfigBase", None)
    step = getattr(load("azureml.pipeline.steps"), "ParallelRunStep", None)
    if step is None or not hasattr(config, "_mini_batch_size_to_int"):
        return
    to_number, real = config._mini_batch_size_to_int, step.__init__

    def converted(self: Any) -> None:
        self._offline_in_bytes = not str(self.mini_batch_size).strip().isdigit()
        to_number(self)

    @functools.wraps(real)
    def init(self: Any, *positional: Any, **keywords: Any) -> None:
        if getattr(keywords.get("parallel_run_config"), "_offline_in_bytes", False):
            for item in keywords.get("inputs") or ():
                if isinstance(getattr(item, "dataset", None), either):
                    item.dataset.__class__ = table
        real(self, *positional, **keywords)

    config._mini_batch_size_to_int, step.__init__ = converted, init


def _factories(factory: Any, file: Any, table: Any, registration: Any) -> None:
    for owner, cls in ((factory.FileDatasetFactory, file), (factory.TabularDatasetFactory, table)):
        for name in list(vars(owner)):
            if name.startswith("from_"):
                put_static(owner, name, _factory(cls, name))

    def upload(src_dir: str, target: Any, *_: Any, **__: Any) -> Any:
        return _make(file, *uris(target))

    def frame(dataframe: Any, target: Any, name: str | None = None, *_: Any, **__: Any) -> Any:
        made = _make(table, *uris(target))
        return _registered(made, name)

    put_static(factory.FileDatasetFactory, "upload_directory", upload)
    for name in ("register_pandas_dataframe", "register_spark_dataframe", "register_dask_dataframe"):
        put_static(factory.TabularDatasetFactory, name, frame)


def _factory(cls: Any, name: str) -> Callable[..., Any]:
    def make(*positional: Any, **keywords: Any) -> Any:
        path = argument(positional, keywords, 0, "path", keywords.get("query"))
        made = _make(cls, *uris(path))
        made._offline_options = {key: value for key, value in keywords.items() if key not in _NO_OPTIONS}
        if keywords.get("set_column_types"):
            types = {column: _column_type(one) for column, one in keywords["set_column_types"].items()}
            made._offline_options["set_column_types"] = types
        made._offline_is_file = bool(argument(positional, keywords, 3, "is_file", False)) and name == "from_files"
        if name != "from_files":
            made._offline_options["read"] = without_prefix(name, "from_")
        return made

    return make


_TYPES = {"STRING": "string", "BOOLEAN": "boolean", "INTEGER": "int", "DECIMAL": "float", "STREAM": "stream_info"}


def _column_type(data_type: Any) -> Any:
    """The type as a file ``MLTable`` has it."""
    conversion = getattr(data_type, "_type_conversion", None)
    formats = getattr(conversion, "formats", None)
    if formats:
        return {"datetime": {"formats": list(formats)}}
    name = getattr(getattr(conversion, "data_type", None), "name", "")
    return _TYPES.get(name, name or str(data_type))


def _make(cls: Any, *found: str) -> Any:
    made = cls()
    made._properties = {}
    made._offline_uris = found
    made._offline_options = {}
    made._offline_registered = ""
    made._offline_is_file = False
    return made


def _copy(dataset: Any, change: str = "") -> Any:
    made = _make(type(dataset), *dataset._offline_uris)
    made._offline_options = dict(dataset._offline_options)
    made._offline_registered = "" if change else dataset._offline_registered
    made._offline_is_file = dataset._offline_is_file
    made._consume_latest = dataset._consume_latest
    if change:
        made._offline_options["subset"] = [*made._offline_options.get("subset", []), change]
    else:
        made._registration = dataset._registration
    return made


def _subset(name: str) -> Callable[..., Any]:
    def subset(self: Any, *positional: Any, **keywords: Any) -> Any:
        words = map(repr, [*positional, *(value for key, value in keywords.items() if key != "validate")])
        return _copy(self, f"{name}({', '.join(words)})")

    return subset


def _partition(self: Any, partition_keys: Any, target: Any, name: Any = None, *_: Any, **__: Any) -> Any:
    """Writes the rows to other files; a name is one that these are registered under."""
    made = _subset("partition_by")(self, partition_keys, uris(target))
    return _registered(made, name)


def _registered(dataset: Any, name: str | None) -> Any:
    """Data that a call registers beside what else it does."""
    if name:
        registration: Any = load("azureml.data.abstract_dataset")._DatasetRegistration
        dataset._offline_registered = name
        dataset._registration = registration(None, _id(dataset), _id(dataset), name, 1, "", {})
    return dataset


def _id(dataset: Any) -> str:
    """The same for the same data, so that nothing in the graph is random."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, " ".join(dataset._offline_uris)))


def _no_data(dataset: Any) -> Any:
    raise NotOffline(f"the data itself is not here: {', '.join(dataset._offline_uris)}")


class _EveryKey(List[str]):
    """The partition keys of a dataset: only the data tells, so each one is among them."""

    def __contains__(self, item: object) -> bool:
        return True


def uris(path: Any) -> tuple[str, ...]:
    """Where data lies: of a path as dataset factories take it."""
    if isinstance(path, (list, set)) or (isinstance(path, tuple) and not _is_store(path[0])):
        return tuple(uri for item in path for uri in uris(item))
    if isinstance(path, tuple):
        return (store_uri(path[0].name, str(path[1]) if len(path) > 1 else ""),)
    if hasattr(path, "path_on_datastore"):  # DataReference, DataPath
        return (store_uri(getattr(path, "datastore_name", "") or path.datastore.name, path.path_on_datastore or ""),)
    if hasattr(path, "_path_on_datastore"):
        return (store_uri(path._datastore_name, path._path_on_datastore or ""),)
    if _is_store(path):
        return (store_uri(path.name, ""),)
    return (str(path),)


def _is_store(item: object) -> bool:
    return hasattr(item, "datastore_type")


def store_uri(store: str, path: str) -> str:
    return f"azureml://datastores/{store}/paths/{path.lstrip('/')}"
