"""Comparing the graph of a v1 pipeline with that of its v2 counterpart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from migrate.verify.compare.difference import Comparison, Difference, Text, shown
from migrate.verify.compare.environments import environments, newer_defaults, unread
from migrate.verify.compare.excuses import LedgerUse, excused
from migrate.verify.compare.order import ordering
from migrate.verify.compare.pairing import Pairs, pair
from migrate.verify.compare.pipeline import pipelines
from migrate.verify.compare.ports import Flow, Found, complete_inputs, complete_outputs, inputs, outputs
from migrate.verify.compare.rewritten import Rewritten, accounted_for
from migrate.verify.compare.settings import settings, variables
from migrate.verify.compare.sources import sources
from migrate.verify.compare.stand_ins import explained
from migrate.verify.compare.trial_metrics import joined
from migrate.verify.compare.values import same_value
from migrate.verify.compare.words import Alignment, align
from migrate.verify.graph import Graph, Node, Origin, Place, Value
from migrate.verify.remarks import NOT_COMPARABLE

_THIRTY_DAYS = 2592000  # seconds


def compare(
    v1: Graph, v2: Graph, uses: Iterable[LedgerUse] = (), rewritten: Mapping[str, Rewritten] | None = None
) -> Comparison:
    """Compare two pipelines.

    Args:
        v1: the graph of the untouched source.
        v2: the graph of the converted one.
        uses: the ledger's entries, which excuses need.
        rewritten: the files that the conversion itself has changed, by their path in the project.
    """
    known = tuple(uses)
    v1, v2, unwritten = joined(v1, v2, pair(v1, v2), known)
    pairs = pair(v1, v2)
    alignments = {one.name: align(one, other) for one, other in pairs}
    for one, other in pairs:
        complete_outputs(one, other, alignments[one.name])
    flow = Flow(v1, v2, {one.name: other.name for one, other in pairs}, alignments)
    for one, other in pairs:
        complete_inputs(one, other, alignments[one.name], flow)
    found = [
        *(_difference("", item, v1.place, v2.place) for item in pipelines(v1, v2)),
        *_unpaired(v1, v2, pairs),
        *unwritten,
    ]
    places = {one.name: (one.place, other.place) for one, other in pairs}
    for one, other in pairs:
        own = [
            _difference(one.name, item, one.place, other.place)
            for item in _nodes(one, other, alignments[one.name], flow)
        ]
        found.extend(explained(own, one, other, known))
    for name, item in ordering(v1, v2, flow.nodes, flow.ordering):
        found.append(_difference(name, item, *places[name]))
    folders = {one.name: (one, other) for one, other in pairs}
    judged = (
        accounted_for(excused(item, known), *folders[item.node], rewritten or {})
        if item.node in folders
        else excused(item, known)
        for item in {str(item): item for item in found}.values()
    )
    return Comparison(
        tuple(judged),
        tuple((one.name, other.name) for one, other in pairs),
        (*v1.notes, *v2.notes, *_newer_defaults(pairs)),
    )


def _newer_defaults(pairs: Pairs) -> Iterator[str]:
    for one, other in pairs:
        for field, ours, theirs in newer_defaults(one.environment, other.environment):
            yield f"{one.name}: {field}: this v1 SDK fills in {shown(ours)}, the newest one {shown(theirs)}, as v2 has"
        if unread(one.environment, other.environment):
            ours, theirs = shown(one.environment.python), shown(one.environment.python_written)
            yield (
                f"{one.name}: environment.python: the conda file asks for {theirs}, as v2 has; the v1 SDK cannot read "
                f"that and puts a default instead, {ours} in this version"
            )


def _difference(node: str, found: Found, v1: Place, v2: Place) -> Difference:
    field, one, other = found
    return Difference(node, field, one, other, v1, v2)


def _unpaired(v1: Graph, v2: Graph, pairs: Pairs) -> Iterator[Difference]:
    ours, theirs = {one.name for one, _ in pairs}, {other.name for _, other in pairs}
    for node in v1.nodes:
        if node.name not in ours:
            yield Difference(node.name, "node", Text(f"this {node.kind} node"), None, node.place, v2.place)
    for node in v2.nodes:
        if node.name not in theirs:
            yield Difference(node.name, "node", None, Text(f"this {node.kind} node"), v1.place, node.place)


def _nodes(one: Node, other: Node, aligned: Alignment, flow: Flow) -> Iterator[Found]:
    if one.kind != other.kind:
        yield "kind", one.kind, other.kind
    if NOT_COMPARABLE in other.settings:
        reason = other.settings[NOT_COMPARABLE].value
        yield "command", Text("a command line"), Text(f"a function that mldesigner calls: {reason}")
    else:
        yield from aligned.differences
    yield from inputs(one, other, aligned, flow)
    yield from outputs(one, other, aligned, flow)
    yield from environments(one.environment, other.environment, other.settings)
    yield from variables(one, other, aligned)
    for field in ("compute", "node_count", "processes_per_node", "timeout_seconds", "reuse"):
        ours, theirs = getattr(one, field), getattr(other, field)
        if not same_value(ours, theirs) and not _same_otherwise(field, ours, theirs, other):
            yield field, ours, theirs
    if one.distribution != other.distribution:
        yield "distribution", one.distribution, other.distribution
    yield from settings(one, other, aligned)
    if one.kind != "automl":  # which runs no code of the project, though v1 takes a folder along
        yield from sources(one, other, flow.v1, flow.v2)


def _same_otherwise(field: str, one: Value, other: Value, node: Node) -> bool:
    """Values that are not equal but mean the same."""
    if field == "timeout_seconds":
        # v1's default limit, for which v2 has its own; ScriptRunConfig writes its 30 days out (azureml-core 1.61)
        default = one.origin is Origin.SDK_DEFAULT or one.value == _THIRTY_DAYS
        return default and other.value is None and other.parameter is None
    if field == "node_count" and node.distribution == "tensorflow":
        # v1 counts workers and parameter servers by themselves, v2 needs an instance for each
        parts = [node.settings.get(f"distribution.{name}", Value(0)).value for name in ("workers", "parameter_servers")]
        return other.value == sum(int(str(part or 0)) for part in parts)
    return False
