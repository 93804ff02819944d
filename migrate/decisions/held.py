"""Data that a variable holds where a pipeline is made, while branches or other functions make it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from migrate.v1.data import DATASETS, OUTPUT_FILES, PIPELINE_DATA, origins
from migrate.v1.interpreter import Interpreter
from migrate.v1.pipelines import PipelineModel
from migrate.v1.values import Obj, alternatives

Bindings = Mapping[str, Sequence[tuple[int, int]]]
"""By variable of the file where it is bound: cell and line."""
WRITTEN: Final = frozenset({PIPELINE_DATA, OUTPUT_FILES})
"""What a step writes that v2 can describe in a variable, as an ``Output``."""
_KINDS = WRITTEN | DATASETS


def holding(data: Obj, model: PipelineModel, interpreter: Interpreter) -> str | None:
    """The one variable that holds the data, and nothing else, in the function that makes the pipeline."""
    wanted = set(origins(data))
    if data.symbol not in _KINDS:
        return None
    if data.symbol in WRITTEN and any(one is not data and one in wanted for one in model.data):
        return None
    names = {
        node.value
        for node, value in interpreter.references.items()
        if interpreter.reference_functions.get(node) is model.call.where.function and set(alternatives(value)) == wanted
    }
    return names.pop() if len(names) == 1 else None


def is_settled(data: Obj, name: str, model: PipelineModel, bindings: Bindings) -> bool:
    """Whether the variable still holds where the pipeline is made what it held for the first of its steps."""
    made = model.call.where
    readers = [step.call.where for step in model.steps if any(port.source is data for port in step.uses)]
    if any(where.function is not made.function or where.order > made.order for where in readers):
        return False
    first = min((where.cell, where.line) for where in readers)
    return not any(first <= place <= (made.cell, made.line) for place in bindings.get(name, ()))
