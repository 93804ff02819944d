"""How nodes are connected, and what their inputs are bound to."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.verify.checks.problem import Problem
from migrate.verify.pipeline_view import Bound, Data, FromNode, FromPipeline, Literal, Node, Pipeline, Port, Unbound
from migrate.verify.vocabulary import ASSET_TYPES, PRIMITIVE_TYPES


def no_nodes(pipeline: Pipeline) -> Iterator[Problem]:
    """The SDK validates a pipeline without nodes: a component was created but not called, or not in the function."""
    if not pipeline.nodes:
        yield Problem(f"pipeline {pipeline.name!r} has no nodes", "call the components inside the pipeline function")


def unknown_bindings(pipeline: Pipeline) -> Iterator[Problem]:
    """A binding given as text may name anything; only the service looks."""
    for node in pipeline.nodes.values():
        for name, bound in node.inputs.items():
            source = bound.source
            if isinstance(source, FromPipeline) and source.name.partition(".")[0] not in pipeline.inputs:
                yield Problem(f"input {name!r} is bound to {source.name!r}, which the pipeline does not have", "", node)
            elif isinstance(source, FromNode):
                producer = pipeline.nodes.get(source.node)
                if producer is None:
                    message = f"input {name!r} is bound to node {source.node!r}, which the pipeline does not have"
                    yield Problem(message, "", node)
                elif _outputs(producer) is not None and source.output not in (_outputs(producer) or ()):
                    message = (
                        f"input {name!r} is bound to output {source.output!r}, which {source.node!r} does not have"
                    )
                    yield Problem(message, "", node)
            if node.component is not None and name not in node.component.inputs:
                yield Problem(f"its component has no input {name!r}", "", node)


def cycles(pipeline: Pipeline) -> Iterator[Problem]:
    """Nodes that wait for each other: neither validation nor submission notices on the client."""
    followers: dict[str, set[str]] = {
        name: {bound.source.node for bound in node.inputs.values() if isinstance(bound.source, FromNode)}
        for name, node in pipeline.nodes.items()
    }
    reported: set[str] = set()
    for start in followers:
        trail = _trail_back(start, followers)
        if trail and not reported & set(trail):
            reported |= set(trail)
            yield Problem("nodes wait for each other: " + " → ".join([*reversed(trail), trail[-1]]))


def _trail_back(start: str, edges: dict[str, set[str]]) -> list[str]:
    """The nodes on a way from ``start`` back to itself; empty when there is none."""
    stack = [[start]]
    seen = {start}
    while stack:
        trail = stack.pop()
        for following in sorted(edges.get(trail[-1], ())):
            if following == start:
                return trail
            if following not in seen:
                seen.add(following)
                stack.append([*trail, following])
    return []


def missing_inputs(pipeline: Pipeline) -> Iterator[Problem]:
    """A ``command()`` with ``Input(type=...)`` fills the missing input with that empty ``Input``, and passes."""
    for node in pipeline.nodes.values():
        if node.component is None:
            continue
        for name, port in node.component.inputs.items():
            given = node.inputs.get(name, Bound(Unbound()))
            needed = not port.optional and port.default is None and name not in node.swept
            if needed and isinstance(given.source, Unbound):
                yield Problem(f"input {name!r} gets no value", "pass it where the component is called", node)
    for name, bound in pipeline.values.items():
        if isinstance(bound.source, Unbound) and not pipeline.inputs[name].optional:
            yield Problem(f"pipeline input {name!r} gets no value", "pass it where the pipeline function is called")


def type_mismatches(pipeline: Pipeline) -> Iterator[Problem]:
    """Values and edges of the wrong type: the SDK compares no types at all."""
    for node in pipeline.nodes.values():
        for name, bound in node.inputs.items():
            port = node.component.inputs.get(name) if node.component is not None else None
            if port is None or not port.type:
                continue
            message = _mismatch(port, bound, pipeline)
            if message:
                yield Problem(f"input {name!r} is {_a(port.type)}, but {message}", "", node)
    for name, bound in pipeline.values.items():
        port = pipeline.inputs[name]
        if port.type and isinstance(bound.source, Literal) and (message := _literal_mismatch(port, bound.source.value)):
            yield Problem(f"pipeline input {name!r} is {_a(port.type)}, but {message}")


def _mismatch(port: Port, bound: Bound, pipeline: Pipeline) -> str:
    source = bound.source
    if isinstance(source, Literal):
        return _literal_mismatch(port, source.value)
    given = _type_of(source, pipeline)
    if not given or given == port.type:
        return ""
    if (given in PRIMITIVE_TYPES) != (port.type in PRIMITIVE_TYPES):
        return f"gets {_a(given)}"
    if (given, port.type) == ("uri_folder", "uri_file"):
        return f"gets {_a(given)}"
    if given in PRIMITIVE_TYPES and (given, port.type) != ("integer", "number") and port.type != "string":
        return f"gets {_a(given)}"
    return ""


def _literal_mismatch(port: Port, value: object) -> str:
    if isinstance(value, str) and "${{" in value:
        return ""
    if port.type in ASSET_TYPES:
        return f"gets {value!r}" if not isinstance(value, str) else ""
    if port.type == "boolean":
        right = isinstance(value, bool) or str(value).lower() in ("true", "false")
    elif port.type in ("integer", "number"):
        number = None if isinstance(value, bool) else _number(value)
        right = number is not None and (port.type == "number" or number == int(number))
    else:
        right = True
    return "" if right else f"gets {value!r}"


def out_of_range(pipeline: Pipeline) -> Iterator[Problem]:
    """``Input(min=, max=)`` is written to the component, and compared with nothing."""
    for node in pipeline.nodes.values():
        for name, bound in node.inputs.items():
            port = node.component.inputs.get(name) if node.component is not None else None
            value: object = bound.source.value if isinstance(bound.source, Literal) else None
            if isinstance(bound.source, FromPipeline):
                given = pipeline.values.get(bound.source.name)
                value = given.source.value if given is not None and isinstance(given.source, Literal) else None
            number, low, high = _number(value), None, None
            if port is not None:
                low, high = _number(port.minimum), _number(port.maximum)
            if number is not None and ((low is not None and number < low) or (high is not None and number > high)):
                limits = f"{'' if low is None else f'{low:g}'}..{'' if high is None else f'{high:g}'}"
                yield Problem(f"input {name!r} gets {value!r}, which is outside {limits}", "", node)


def empty_strings(pipeline: Pipeline) -> Iterator[Problem]:
    """An empty string of a pipeline input is left out of what is sent; the job then fails for lack of a value."""
    for name, bound in pipeline.values.items():
        if isinstance(bound.source, Literal) and bound.source.value == "":
            advice = "make the input optional, or bind a value that is not empty"
            yield Problem(f"pipeline input {name!r} is an empty string, which is not sent", advice)


def loose_types(pipeline: Pipeline) -> Iterator[Problem]:
    """File for folder, folder for table, model for folder: works when the content fits, which nobody can tell here.

    A file may be bound to a folder: the official sample for sweeps in pipelines does.
    """
    for node in pipeline.nodes.values():
        for name, bound in node.inputs.items():
            port = node.component.inputs.get(name) if node.component is not None else None
            given = _type_of(bound.source, pipeline)
            if port is None or not given or given == port.type or (given, port.type) == ("uri_folder", "uri_file"):
                continue
            if given in ASSET_TYPES and port.type in ASSET_TYPES:
                yield Problem(f"input {name!r} is {_a(port.type)}, but gets {_a(given)}", "", node)


def made_up_names(pipeline: Pipeline) -> Iterator[Problem]:
    """A node without a variable of its own (a loop, a repeated name) is called ``x_1`` without a word."""
    for node in pipeline.nodes.values():
        if not node.named:
            yield Problem("the SDK made up the name of this node", "set node.name", node)


def _type_of(source: object, pipeline: Pipeline) -> str:
    if isinstance(source, Data):
        return source.type
    if isinstance(source, FromPipeline):
        port = pipeline.inputs.get(source.name)
        return port.type if port is not None else ""
    if isinstance(source, FromNode):
        producer = pipeline.nodes.get(source.node)
        port = (_outputs(producer) or {}).get(source.output) if producer is not None else None
        return port.type if port is not None else ""
    return ""


def _outputs(node: Node) -> dict[str, Port] | None:
    """Outputs of a node; None when only the service knows them."""
    if node.component is not None:
        return dict(node.component.outputs)
    return dict(node.outputs) if node.kind == "automl" and node.outputs else None


def _number(value: object) -> float | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        return float(str(value))
    except ValueError:
        return None


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"
