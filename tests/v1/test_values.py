"""What stands for the objects of v1."""

from __future__ import annotations

from migrate.v1.steps import StepModel
from migrate.v1.values import Call, Obj


def test_they_are_shown_in_short() -> None:
    """A message that shows one of them, as that of a KeyError does, would walk through all of the file."""
    for kind in (Call, Obj, StepModel):
        assert kind.__repr__ is object.__repr__
