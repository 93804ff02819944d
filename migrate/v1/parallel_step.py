"""``ParallelRunStep`` and the ``ParallelRunConfig`` that holds its settings."""

from __future__ import annotations

from dataclasses import replace

from migrate.v1.configurations import Configuration, configuration_in
from migrate.v1.data import DATASET, FILE_DATASET, PIPELINE_PARAMETER, Port, data_of, made_by, port_of
from migrate.v1.loaded import PARALLEL_LOAD, unread
from migrate.v1.problems import Problem, origin
from migrate.v1.steps import StepModel, items, ports, read_ports, single_port
from migrate.v1.values import Obj, alternatives, constant, objects

PARALLEL_RUN_STEP = "azureml.pipeline.steps.ParallelRunStep"
PARALLEL_RUN_CONFIG = "azureml.pipeline.steps.ParallelRunConfig"

FILES, BYTES = "10", "1MB"
"""Mini-batches of files and of tables when nobody gives their size (azureml-pipeline-steps 1.62)."""

_LENT = {
    "entry_script": "script_name",
    "source_directory": "source_directory",
    "compute_target": "compute_target",
    "environment": "environment",
}


def read_parallel_step(model: StepModel) -> None:
    """Fill in what the step and its configuration say."""
    argument = model.argument("parallel_run_config")
    configuration = configuration_in(argument, PARALLEL_RUN_CONFIG)
    if configuration is None:
        found = objects(argument.value) if argument is not None else ()
        loaded = [obj.call for obj in found if obj.call is not None and obj.call.symbol == PARALLEL_LOAD]
        made = f": {unread(loaded[0])}" if loaded else origin(argument.value) if argument else ""
        message = f"where its ParallelRunConfig comes from is not known{made}"
        model.problems.append(Problem(argument.node if argument else model.call.node, message))
        return
    model.configuration = configuration
    model.parts.append(configuration.obj)
    model.lend(configuration, _LENT)
    for name, setting in configuration.arguments.items():
        found_objects = objects(setting.value)
        if any(obj.symbol == PIPELINE_PARAMETER for obj in found_objects):
            if len(alternatives(setting.value)) != 1:
                model.problems.append(Problem(setting.node, f"`{name}` is a pipeline parameter in some cases only"))
            else:
                model.bound[name] = found_objects[0]
    cut = ports(model, "inputs")
    model.cut = [port.source for port in cut]
    inputs = [*cut, *ports(model, "side_inputs")]
    output = model.argument("output")
    written = single_port(model, "output")
    if output is not None and written is None and alternatives(output.value) and objects(output.value):
        model.problems.append(Problem(output.node, f"what its output stands for is not known{origin(output.value)}"))
    read_ports(model, inputs, [written] if written is not None else [], items(model, "arguments"))
    if configuration.argument("partition_keys") is None:
        counts = _counts_files(configuration)
        model.inputs = [_mounted(port, counts) for port in model.inputs]
        model.uses = [_mounted(port, counts) for port in model.uses]
    if written is not None and _appends(configuration):
        named = [port_of(item.value) for item in items(model, "arguments")]
        if any(port is not None and port.source is written.source for port in named):
            model.rows_beside = written.source
        else:
            model.single_file = written.source
    model.problems += configuration.problems


def _counts_files(configuration: Configuration) -> bool:
    """Whether a mini-batch is so many files: of a table it would be so many bytes, less than a row."""
    argument = configuration.argument("mini_batch_size")
    found = [] if argument is None else [constant(argument.value)]
    for obj in objects(argument.value) if argument is not None else ():
        found.append(constant(obj.call.value("default_value")) if obj.call is not None else None)
    sizes = [one for one in found if one is not None]
    return bool(sizes) and all(map(is_count_of_files, sizes))


def is_count_of_files(size: object) -> bool:
    """Whether a mini-batch of this size is so many files."""
    text = str(size).strip()
    return text.isdecimal() and int(text) <= _MOST_FILES


_MOST_FILES = 1000


def _mounted(port: Port, counts: bool) -> Port:
    """v1 mounts files whatever is said; tables and data with partition keys it reads where they are.

    Args:
        counts: whether the mini-batches are counted in files, which tells what a registered dataset is.
    """
    data = data_of(port.source)
    made = made_by(data)
    # What registers a dataset gives it back.
    files = made.entry.name in ("from_files", "upload_directory") if made is not None else counts and _is_found(data)
    return replace(port, mode="mount") if files or data.symbol == FILE_DATASET else port


def _is_found(data: Obj) -> bool:
    """Whether it is looked up by its name, which does not say if it is files or a table."""
    return data.symbol == DATASET and (data.call is None or data.call.entry.name == "get_by_name")


def _appends(configuration: Configuration) -> bool:
    """Whether the rows that the script returns are gathered in one file."""
    action = configuration.argument("output_action")
    text = constant(action.value) if action is not None else None
    if not isinstance(text, str):
        node = action.node if action is not None else configuration.call.node
        configuration.problems.append(Problem(node, "which `output_action` it has is only known when the code runs"))
        return False
    return text.lower() == "append_row"
