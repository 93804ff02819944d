"""What a comparison says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from migrate.verify.graph import Place, Value

_NOWHERE = Place()


class Judgement(str, Enum):
    """What a difference means for the proof."""

    WRONG = "wrong"
    """The pipelines are not the same."""
    EXCUSED = "excused"
    """v2 cannot express what v1 had, or the conversion changed it on purpose, and the ledger says so."""
    EXPLAINED = "explained"
    """The pipelines are not the same, and the ledger says who has to make them so."""


@dataclass(frozen=True)
class Difference:
    """One thing in which two pipelines differ.

    Args:
        node: the v1 name of the node (the v2 name of a node that v1 does not have); empty for the pipeline.
        field: what differs, with dots (``environment.pip.pandas``).
        excuse: the id of the entry in ``excuses.csv``, or ``converted-code`` for a file that was converted, too; why
            it is explained.
    """

    node: str
    field: str
    v1: object
    v2: object
    v1_place: Place = _NOWHERE
    v2_place: Place = _NOWHERE
    judgement: Judgement = Judgement.WRONG
    excuse: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it keeps the pipelines from being equivalent."""
        return self.judgement is not Judgement.EXCUSED

    def __str__(self) -> str:
        who = f"node {self.node!r}" if self.node else "pipeline"
        places = " / ".join(filter(None, (_place("v1", self.v1_place), _place("v2", self.v2_place))))
        text = f"{who}: {self.field}: v1 has {shown(self.v1)}, v2 has {shown(self.v2)}"
        text = f"{text} ({places})" if places else text
        return text if self.judgement is Judgement.WRONG else f"{text} [{self.judgement.value}: {self.excuse}]"


@dataclass(frozen=True)
class Comparison:
    """The differences of two pipelines.

    Args:
        pairs: v1 and v2 name of the nodes that were taken for the same.
    """

    differences: tuple[Difference, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def wrong(self) -> tuple[Difference, ...]:
        return tuple(item for item in self.differences if item.is_wrong)

    @property
    def excused(self) -> tuple[Difference, ...]:
        return tuple(item for item in self.differences if not item.is_wrong)

    @property
    def equivalent(self) -> bool:
        return not self.wrong


def shown(value: object) -> str:
    """A value for people."""
    if isinstance(value, Value):
        if value.parameter is not None:
            return f"the parameter {value.parameter!r}"
        return shown(value.value)
    if value is None or value == "":
        return "nothing"
    return str(value) if isinstance(value, Text) else repr(value)


class Text(str):
    """Words of ours about a value, which are shown without quotes."""

    __slots__ = ()


def _place(side: str, place: Place) -> str:
    if not place.path:
        return ""
    cell = "" if place.cell is None else f" cell {place.cell}"
    return f"{side} {place.path}{cell}:{place.line}"
