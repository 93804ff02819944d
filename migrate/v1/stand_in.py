"""Steps that v2 has no counterpart for: which data and parameters they read and write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from migrate.v1.data import DATA_REFERENCE, PIPELINE_DATA, Port, port_of
from migrate.v1.data import words as flat
from migrate.v1.steps import StepModel, read_ports
from migrate.v1.values import Argument, Const, DictValue, Item, ListValue, Obj, Unknown, objects

_STEPS = "azureml.pipeline.steps"
DATA_TRANSFER_STEP = f"{_STEPS}.DataTransferStep"
NEVER_REUSED = (f"{_STEPS}.KustoStep",)
"""The steps whose results are not reused unless the code asks for it (azureml-pipeline-steps 1.62)."""
FOREIGN_STORES = frozenset(
    {
        "register_azure_my_sql",
        "register_azure_postgre_sql",
        "register_azure_sql_database",
        "register_dbfs",
        "register_hdfs",
    }
)
"""What registers datastores of kinds that v2 does not have (azure-ai-ml 1.35.2)."""


@dataclass(frozen=True)
class Kind:
    """By which of its arguments such a step reads and writes."""

    inputs: tuple[str, ...] = ("inputs",)
    outputs: tuple[str, ...] = ("outputs",)
    words: tuple[str, ...] = ("arguments",)
    """The arguments that may hold data and pipeline parameters."""


KINDS: dict[str, Kind] = {
    f"{_STEPS}.DatabricksStep": Kind(words=("notebook_params", "python_script_params", "jar_params")),
    DATA_TRANSFER_STEP: Kind(("source_data_reference",), ("destination_data_reference",), ()),
    f"{_STEPS}.KustoStep": Kind((), ("output",), ("parameter_dict",)),
    f"{_STEPS}.AzureBatchStep": Kind(),
    f"{_STEPS}.AdlaStep": Kind(words=("params",)),
    f"{_STEPS}.ModuleStep": Kind(("inputs_map",), ("outputs_map",), ("arguments", "params")),
}


def read_stand_in(model: StepModel) -> None:
    """Fill in what flows into and out of the step; everything else stays for a person to read.

    Data that is not known here, or that v2 has nothing for, is no reason to leave the pipeline: who writes the step
    anew reads in the v1 text what it was.
    """
    kind = KINDS[model.obj.symbol]
    model.stand_in = model.describes_environment = True
    inputs = [port for name in kind.inputs for port in known_ports(model, name)]
    outputs = [port for name in kind.outputs for port in known_ports(model, name)]
    found = [item for name in kind.words for item in elements(model, model.argument(name))]
    words = [item for item in found if objects(item.value)]
    read_ports(model, inputs, [_written(model, port) for port in outputs], words)


def _written(model: StepModel, port: Port) -> Port:
    """A place outside that the step writes to: v1 does not make later steps wait that read from there."""
    if port.source.symbol != DATA_REFERENCE:
        return port
    model.written.append(port.source)
    place = Obj(DATA_REFERENCE, port.source.call, bound_to=port.source.bound_to)
    return Port(place, place)


def known_ports(model: StepModel, name: str) -> Iterator[Port]:
    """The data of an argument, without what only its step knows, such as a query."""
    for item in elements(model, model.argument(name)):
        port = port_of(item.value)
        if port is None or (is_foreign(port.source) and port.source.symbol != PIPELINE_DATA):
            model.untold.append(name)
        else:
            yield port


def is_foreign(data: Obj) -> bool:
    """Whether the data is, or may be, on a datastore of a kind that v2 does not have."""
    store = data.argument("datastore")
    made = [obj.call for obj in objects(store.value) if obj.call is not None] if store is not None else []
    return any(call.entry.name in FOREIGN_STORES for call in made)


def elements(model: StepModel, argument: Argument | None) -> Iterator[Item]:
    """The elements of a list, a set or a dictionary's values; the argument itself when it is none of them."""
    if argument is None or argument.value == Const(None):
        return
    value, node = argument.value, argument.node.value
    if isinstance(value, ListValue):
        if not value.known:
            model.untold.append(argument.parameter)
        yield from flat(value)
    elif isinstance(value, DictValue):
        yield from value.items.values()
    elif isinstance(node, cst.Set):
        for element in node.elements:
            yield Item(model.known.get(element.value, Unknown()), element.value)
    else:
        yield Item(value, node)
