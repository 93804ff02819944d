"""Pipeline parameters that several branches make, with the same name and default."""

from __future__ import annotations

import libcst as cst

from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.nodes import code_of
from migrate.v1.values import Obj, constant

_PLAIN = (cst.Name, cst.BaseString, cst.Integer, cst.Float)
"""Defaults that mean the same wherever the pipeline is made."""


def are_alike(found: tuple[Obj, ...]) -> bool:
    """Whether these are one pipeline parameter, or the same one made in several branches."""
    if any(obj.symbol != PIPELINE_PARAMETER for obj in found):
        return False
    said = set()
    for obj in found if len(found) > 1 else ():
        name, default = obj.argument("name"), obj.argument("default_value")
        if name is None or default is None or not isinstance(default.node.value, _PLAIN):
            return False
        said.add((constant(name.value), code_of(default.node.value)))
    return len(said) <= 1
