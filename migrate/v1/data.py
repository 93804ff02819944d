"""The data that flows into, between and out of the steps of a v1 pipeline."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrate.v1.values import Obj, Value, constant, objects

DATA_REFERENCE = "azureml.data.data_reference.DataReference"
PIPELINE_DATA = "azureml.pipeline.core.PipelineData"
PIPELINE_PARAMETER = "azureml.pipeline.core.PipelineParameter"

_MODES = {"as_mount": "mount", "as_download": "download", "as_upload": "upload"}


@dataclass(frozen=True, eq=False)
class Port:
    """A use of data by a step: ``source`` is the object that describes the data, ``via`` the last one of the chain."""

    source: Obj
    via: Obj
    mode: str | None = None
    """``mount`` or ``download`` when the use asks for one itself."""

    @property
    def intermediate(self) -> bool:
        """Written by one step, read by others."""
        return self.source.symbol == PIPELINE_DATA


def port_of(value: Value | None) -> Port | None:
    """The data that an expression stands for; None when it is not data, or not just one thing."""
    found = objects(value)
    if len(found) != 1:
        return None
    via = source = found[0]
    mode = None
    while source.call is not None and source.call.entry.name in _MODES:
        mode = mode or _MODES[source.call.entry.name]
        receivers = objects(source.call.receiver)
        if len(receivers) != 1 or receivers[0] is source:
            return None
        source = receivers[0]
    return Port(source, via, mode) if source.symbol in (DATA_REFERENCE, PIPELINE_DATA) else None


def v1_name(obj: Obj) -> str:
    """The name that v1 knows the data or parameter by, when it is a literal; else that of its variable."""
    for parameter in ("name", "data_reference_name"):
        argument = obj.argument(parameter)
        text = constant(argument.value) if argument else None
        if isinstance(text, str) and text:
            return text
    return obj.name


def chain(port: Port) -> list[cst.Call]:
    """The calls between the source and the use: ``raw.as_download()``."""
    calls = []
    obj = port.via
    while obj is not port.source and obj.call is not None:
        calls.append(obj.call.node)
        receivers = objects(obj.call.receiver)
        if not receivers:
            break
        obj = receivers[0]
    return calls
