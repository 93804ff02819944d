"""Data that a variable holds where a pipeline is made, while branches or other functions make it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from migrate.v1.bound import Bound
from migrate.v1.data import DATA_REFERENCE, DATASETS, OUTPUT_FILES, PIPELINE_DATA, origins
from migrate.v1.interpreter import Interpreter
from migrate.v1.pipelines import PipelineModel
from migrate.v1.steps import StepModel
from migrate.v1.values import Obj, Where, alternatives

WRITTEN: Final = frozenset({PIPELINE_DATA, OUTPUT_FILES})
"""What a step writes that v2 can describe in a variable, as an ``Output``."""
OUTSIDE: Final = frozenset({DATA_REFERENCE, *DATASETS})
"""Data from outside that v2 has in a variable, as an ``Input`` or a data asset."""
_KINDS = WRITTEN | OUTSIDE


@dataclass(frozen=True)
class Held:
    """A variable that holds data."""

    name: str
    itself: bool
    """Whether it holds the data itself, rather than how a script gets it."""


def holding(data: Obj, where: Where, steps: Sequence[StepModel], interpreter: Interpreter) -> Held | None:
    """The variable that holds the data, and nothing else, in the function that makes a pipeline.

    Of several it is the one that holds the data itself; the others say how a script gets it, and one of them is meant
    where each branch says it in another way.

    Args:
        where: the place where the pipeline is made.
        steps: those of the pipeline.
    """
    if data.symbol not in _KINDS:
        return None
    used = [port for step in steps for port in step.uses]
    if data.symbol in WRITTEN and any(port.source is not data and port.source in origins(data) for port in used):
        return None
    given = {frozenset(origins(data))}
    for port in used:
        if port.source is data:
            given.add(frozenset(part.via for part in port.parts))
            given |= {frozenset((call.result,)) for call in port.calls if isinstance(call.result, Obj)}
    names = {
        Held(node.value, found == set(origins(data)))
        for node, value in interpreter.references.items()
        if interpreter.reference_functions.get(node) is where.function
        and (found := frozenset(alternatives(value))) in given
    }
    if any(port.source is data and port.has_modes for port in used):
        names = {held for held in names if not held.itself}
    elif len(names) > 1:
        names = {held for held in names if held.itself and Held(held.name, itself=False) not in names}
    return names.pop() if len(names) == 1 else None


def is_settled(data: Obj, held: Held, model: PipelineModel, bound: Bound) -> bool:
    """Whether the variable holds where the pipeline is made, on every way there, what it held for its first step."""
    made = model.call.where
    reading = [step for step in model.steps if any(port.source is data for port in step.uses)]
    readers = [step.call.where for step in reading]
    if any(where.function is not made.function or where.order > made.order for where in readers):
        return False
    # A step of a branch says nothing of the other ways to the pipeline.
    always = [one for one in reading if one.call.where.blocks == made.blocks[: len(one.call.where.blocks)]]
    place = (made.cell, made.line, made.column)
    if all(data in one.sometimes for one in always) and not bound.always(held.name, made.function, place):
        return False
    used = [port for step in reading for port in step.uses if port.source is data]
    asked = [call.where for port in used for call in port.calls if held.itself and call.where.function is made.function]
    first = min((where.cell, where.line) for where in (*readers, *asked))
    return not any(first <= one[:2] <= (made.cell, made.line) for one in bound.places(held.name, made.function))
