"""Nodes that stand for a v1 step which v2 has no counterpart for, until a person has written them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.ledger import Outcome
from migrate.verify.compare.difference import Difference, Judgement, Text
from migrate.verify.compare.excuses import LedgerUse
from migrate.verify.graph import Node

_STEPS = {
    "adla": "AdlaStep",
    "azure_batch": "AzureBatchStep",
    "data_transfer": "DataTransferStep",
    "databricks": "DatabricksStep",
    "kusto": "KustoStep",
    "module": "ModuleStep",
}
"""The v1 step of each kind of node that v2 has nothing like."""

_PLACE = ("inputs.", "outputs.", "order", "node")
"""The fields that such a node must have right all the same: its place in the graph and what flows through it."""
_INPUTS = ("inputs", "source_data_reference")
STAND_IN = "stand-in"


def explained(found: Iterable[Difference], one: Node, other: Node, uses: Iterable[LedgerUse]) -> Iterator[Difference]:
    """The differences of two nodes; where v2 has a stand-in and the ledger says so, one for all that it does not do.

    They keep the pipelines from being equivalent: nobody can call a step the same that has yet to be written.
    """
    step = _STEPS.get(one.kind, "")
    known = tuple(uses)
    told = any(use.symbol == f"azureml.pipeline.steps.{step}" and not use.name for use in known)
    if not step or other.kind != "command" or not told:
        yield from found
        return
    inner: list[Difference] = []
    for difference in found:
        if difference.field.startswith(_PLACE) and not _is_elsewhere(difference, step, known):
            yield difference
        else:
            inner.append(difference)
    if inner:
        yield replace(
            inner[0],
            field="step",
            v1=Text(f"a {step}"),
            v2=Text("a command in its place"),
            judgement=Judgement.EXPLAINED,
            excuse=STAND_IN,
        )


def _is_elsewhere(difference: Difference, step: str, uses: Iterable[LedgerUse]) -> bool:
    """Whether data on a datastore of a kind that v2 has not is what differs, and the ledger says so."""
    if difference.field.startswith("inputs."):
        untold = [use for use in uses if use.symbol == f"azureml.pipeline.steps.{step}" and use.name in _INPUTS]
        return difference.v2 is None and any(use.outcome == Outcome.MANUAL.value for use in untold)
    placed = [use for use in uses if (use.symbol, use.name) == ("azureml.pipeline.core.PipelineData", "datastore")]
    return difference.field.endswith(".destination") and any(use.outcome == Outcome.CHANGED.value for use in placed)
