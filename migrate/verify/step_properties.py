"""What the service notes about the run of a step, whichever SDK asks; only what code looks for."""

from __future__ import annotations

_PROPERTIES = {
    "automl": {"StepType": "AutoMLStep", "runTemplate": "AutoML"},
    "command": {"StepType": "PythonScriptStep"},
    "sweep": {"StepType": "HyperDriveStep"},
}


def properties_of(kind: str) -> dict[str, str]:
    """The properties of the run of a node of that kind."""
    return dict(_PROPERTIES.get(kind, {}))
