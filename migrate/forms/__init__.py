"""The forms in which code makes the steps of a pipeline: v1 texts by name, each with what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.forms import (
    alternatives,
    carried,
    chosen,
    conditions,
    constants,
    functions,
    given,
    handed,
    held,
    in_short,
    instance_data,
    instances,
    kept_data,
    keywords,
    lists,
    loops,
    optional,
    rounds,
    shared_functions,
    waiting,
    whiles,
)

_MODULES = (
    loops, conditions, lists, functions, in_short, keywords, shared_functions, held, given, instances, rounds, waiting,
    optional, handed, constants, alternatives, instance_data, kept_data,
    chosen, carried, whiles,
)  # fmt: skip
FORMS: Mapping[str, tuple[str, str]] = {name: shape for module in _MODULES for name, shape in module.SHAPES.items()}
