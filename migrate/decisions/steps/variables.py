"""Environment variables in which scripts of v1 found data that was no argument."""

from __future__ import annotations

import re

from migrate.decisions.context import Context
from migrate.decisions.settings import script_data
from migrate.v1.data import Port, port_name
from migrate.v1.steps import StepModel

_DATA_REFERENCE = "AZUREML_DATAREFERENCE_"


def reads_variable(step: StepModel, port: Port, context: Context) -> bool:
    """Whether the script reads the variable that v1 set for the data: ``os.environ["prices"]``."""
    data = script_data(step, context)
    names = "|".join(re.escape(name) for name in (port_name(port), f"{_DATA_REFERENCE}{port_name(port)}"))
    reading = rf"""(?:environ\s*(?:\[|\.get\()|getenv\()\s*["'](?:{names})["']"""
    return data is not None and re.search(reading, data.decode("utf-8", "replace")) is not None
