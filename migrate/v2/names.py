"""Names that v2 accepts, made from the names that v1 code gave."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable

RESERVED_PORTS = frozenset(["path", "ld_library_path", "user", "logname", "home", "pwd", "shell"])
"""Input and output names that the service refuses (reference-yaml-component-command); validation lets them pass."""

PORT_METHODS = frozenset(name for name in dir(dict) if not name.startswith("_"))
"""Names under which ``node.outputs`` gives a dict's method instead of the output."""


def snake(text: str) -> str:
    """``Train Model-v2`` → ``train_model_v2``: a valid name of a node, a component or a Python variable."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text.strip())
    text = re.sub(r"[^0-9a-zA-Z]+", "_", text).strip("_").lower()
    if not text or text[0].isdigit():
        text = f"n_{text}".rstrip("_")
    return f"{text}_" if keyword.iskeyword(text) else text


def port(text: str) -> str:
    """A valid name of an input or output, as near to the v1 name as can be."""
    name = re.sub(r"[^0-9a-zA-Z_]+", "_", text.strip()).strip("_") or "port"
    if name[0].isdigit():
        name = f"p_{name}"
    if keyword.iskeyword(name) or name.lower() in RESERVED_PORTS or name in PORT_METHODS:
        name = f"{name}_data"
    return name


def unique(name: str, taken: set[str]) -> str:
    """The name, numbered when it is taken, whatever its case, as v2 demands of ports and nodes; taken afterwards."""
    return _numbered(name, taken, {other.lower() for other in taken}, str.lower)


def unique_variable(name: str, taken: set[str]) -> str:
    """The name of a variable, numbered when it is taken; it is taken afterwards."""
    return _numbered(name, taken, taken, str)


def _numbered(name: str, taken: set[str], known: set[str], form: Callable[[str], str]) -> str:
    candidate, number = name, 2
    while form(candidate) in known:
        candidate = f"{name}_{number}"
        number += 1
    taken.add(candidate)
    return candidate


def endpoint(text: str) -> str:
    """``My_New Pipeline`` → ``My-New-Pipeline``: a valid name of an endpoint or a deployment.

    azure-ai-ml 1.35.2 wants 3 to 32 letters, digits and hyphens, a letter first and no hyphen last
    (``validate_endpoint_or_deployment_name``).
    """
    name = re.sub(r"[^0-9a-zA-Z]+", "-", text).strip("-")
    if not name or not name[0].isalpha():
        name = f"p-{name}".rstrip("-")
    name = name[:32].rstrip("-")
    return name if len(name) > 2 else f"{name}-pipeline"
