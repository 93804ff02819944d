"""What belongs to the pipelines themselves: parameters, submission, settings."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.verify.compare.difference import Text
from migrate.verify.compare.ports import Found, same_data
from migrate.verify.compare.values import same, same_name, same_value
from migrate.verify.graph import DataSource, Graph, Parameter
from migrate.verify.v2.reading import EXPERIMENT_UNKNOWN


def pipelines(v1: Graph, v2: Graph) -> Iterator[Found]:
    yield from _parameters(v1, v2)
    if v1.experiment != v2.experiment and v1.experiment and EXPERIMENT_UNKNOWN not in v2.notes:
        yield "experiment", v1.experiment, v2.experiment
    for field in ("continue_on_failure", "force_rerun", "default_datastore"):
        one, other = getattr(v1, field), getattr(v2, field)
        if not same_value(one, other):
            yield field, one, other
    yield from _life(v1, v2)


def _life(v1: Graph, v2: Graph) -> Iterator[Found]:
    """Publication and schedule, where both sides have them."""
    if v1.published and v2.published:
        one, other = v1.published["continue_on_failure"], v2.published["continue_on_failure"]
        if not same_value(one, other):
            yield "published.continue_on_failure", one, other
        for name in ("default_compute", "default_datastore"):
            # the component of a pipeline does not have them, so the deployment has to
            wanted, found = getattr(v2, name), v2.published[name]
            if wanted.value and not same_value(wanted, found):
                yield f"published.{name}", wanted, found
    if v1.schedule and v2.schedule:
        for name, one in v1.schedule.items():
            if not same_value(one, v2.schedule[name]):
                yield f"schedule.{name}", one, v2.schedule[name]


def _parameters(v1: Graph, v2: Graph) -> Iterator[Found]:
    theirs = {parameter.name: parameter for parameter in v2.parameters}
    for one in v1.parameters:
        name = next((name for name in theirs if same_name(name, one.name)), None)
        if name is None:
            yield f"parameters.{one.name}", Text(f"a {one.kind} with default {one.default!r}"), None
        else:
            yield from _parameter(one, theirs.pop(name), v1, v2)
    for other in theirs.values():
        # data that v1 names inside of the graph may come from outside in v2; where it flows is compared there
        if other.kind != "data":
            yield f"parameters.{other.name}", None, Text(f"a {other.kind} with default {other.default!r}")


def _parameter(one: Parameter, other: Parameter, v1: Graph, v2: Graph) -> Iterator[Found]:
    field = f"parameters.{one.name}"
    if one.default is not None and one.kind != other.kind:
        yield f"{field}.type", one.kind, other.kind
    elif one.kind == "data":
        # v2 has no default for data: what the call gives is what the submission uses
        used = v1.bindings.get(one.name, one.default)
        registered = "" if one.name in v1.bindings else one.registered_as
        if not same_data(DataSource(str(used or ""), registered_as=registered), str(other.default or "")):
            yield f"{field}.default", used, other.default
        return
    if not _same(one.default, other.default):
        yield f"{field}.default", one.default, other.default
    ours, theirs = v1.bindings.get(one.name, one.default), v2.bindings.get(other.name, other.default)
    if not _same(ours, theirs) and (one.name in v1.bindings or other.name in v2.bindings):
        yield f"{field}.value", ours, theirs


def _same(one: object, other: object) -> bool:
    # a text that looks like a number stays a text for the script that gets it
    return one == other if isinstance(one, str) and isinstance(other, str) else same(one, other)
