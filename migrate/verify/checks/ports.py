"""Names, types and modes of inputs and outputs."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping

from migrate.verify.checks.problem import Problem
from migrate.verify.pipeline_view import Data, Node, Pipeline, Port, Source
from migrate.verify.vocabulary import (
    COMPONENT_NAME,
    DICT_METHOD_NAMES,
    INPUT_MODES,
    INPUT_TYPES,
    IO_NAME,
    MLTABLE_MODES,
    OUTPUT_MODES,
    OUTPUT_TYPES,
    RESERVED_IO_NAMES,
)


def invalid_modes(pipeline: Pipeline) -> Iterator[Problem]:
    """Input modes are not validated: "hdfs" and "upload" pass."""
    for node in pipeline.nodes.values():
        if node.component is not None:
            for name, port in node.component.inputs.items():
                mode = node.inputs[name].mode or port.mode if name in node.inputs else port.mode
                yield from _input_mode(name, mode, port.type, node)
        for name, port in _with_modes(node).items():
            if port.mode and port.mode not in OUTPUT_MODES:
                yield Problem(f"output {name!r} has the mode {port.mode!r}", _one_of(OUTPUT_MODES), node)
    for name, bound in pipeline.values.items():
        yield from _input_mode(name, bound.mode, pipeline.inputs[name].type, None)


def _input_mode(name: str, mode: str, kind: str, node: Node | None) -> Iterator[Problem]:
    if mode and mode not in INPUT_MODES:
        yield Problem(f"input {name!r} has the mode {mode!r}", _one_of(INPUT_MODES), node)
    elif mode in MLTABLE_MODES and kind and kind != "mltable":
        yield Problem(f"input {name!r} has the mode {mode!r}, which is for mltable only", "", node)


def path_patterns(pipeline: Pipeline) -> Iterator[Problem]:
    """A folder or a file has one path: with a star in it nothing is found, unless the job itself reads the text."""
    for node in pipeline.nodes.values():
        declared = node.component.inputs if node.component is not None else {}
        for name, bound in node.inputs.items():
            kind = declared[name].type if name in declared else ""
            mode = bound.mode or (declared[name].mode if name in declared else "")
            yield from _pattern(name, bound.source, kind, mode, node)
    for name, bound in pipeline.values.items():
        yield from _pattern(name, bound.source, pipeline.inputs[name].type, bound.mode, None)


def _pattern(name: str, source: Source, kind: str, mode: str, node: Node | None) -> Iterator[Problem]:
    if isinstance(source, Data) and "*" in source.path and kind in ("uri_folder", "uri_file") and mode != "direct":
        advice = "name the folder, or write a file MLTable with the pattern"
        yield Problem(f"input {name!r} is a {kind} whose path is a pattern: {source.path}", advice, node)


def _with_modes(node: Node) -> Mapping[str, Port]:
    declared = dict(node.component.outputs) if node.component is not None else {}
    return declared | {name: port for name, port in node.outputs.items() if port.mode}


def invalid_types(pipeline: Pipeline) -> Iterator[Problem]:
    for node in pipeline.nodes.values():
        if node.component is None:
            continue
        for name, port in node.component.inputs.items():
            if port.type and port.type not in INPUT_TYPES:
                yield Problem(f"input {name!r} has the type {port.type!r}", _one_of(INPUT_TYPES), node)
        for name, port in node.component.outputs.items():
            if port.type and port.type not in OUTPUT_TYPES | {"path"}:
                yield Problem(f"output {name!r} has the type {port.type!r}", _one_of(OUTPUT_TYPES), node)


def invalid_names(pipeline: Pipeline) -> Iterator[Problem]:
    for kind, name, node in _names(pipeline):
        if not re.match(IO_NAME, name) or keyword.iskeyword(name):
            yield Problem(f"{name!r} is not a valid name for an {kind}", "letters, digits and underscores", node)


def reserved_names(pipeline: Pipeline) -> Iterator[Problem]:
    """The service refuses names that clash with environment variables; the client lets them pass."""
    for kind, name, node in _names(pipeline):
        if name.lower() in RESERVED_IO_NAMES:
            yield Problem(f"the service reserves the name {name!r} of an {kind}", "rename it", node)


def dict_method_names(pipeline: Pipeline) -> Iterator[Problem]:
    """``node.outputs.keys`` is a method: the output is reached as ``node.outputs["keys"]`` only."""
    for kind, name, node in _names(pipeline):
        if name in DICT_METHOD_NAMES:
            yield Problem(f"{kind} {name!r} is named like a method of dict", f"rename it, or write [{name!r}]", node)


def duplicates(pipeline: Pipeline) -> Iterator[Problem]:
    """Names that differ by case only: the service ignores case."""
    seen: dict[tuple[str, str], str] = {}
    for kind, name, node in _names(pipeline):
        key = (f"{node.name if node else ''} {kind}", name.lower())
        if seen.setdefault(key, name) != name:
            yield Problem(f"{kind}s {seen[key]!r} and {name!r} differ by case only", "rename one", node)


def component_names(pipeline: Pipeline) -> Iterator[Problem]:
    """A bad name of an inline component passes, until the component is registered."""
    for node in pipeline.nodes.values():
        name = node.component.name if node.component is not None else ""
        if name and not re.match(COMPONENT_NAME, name):
            advice = "lower-case letters, digits and underscores; or use display_name"
            yield Problem(f"{name!r} is not a valid component name", advice, node)


def _names(pipeline: Pipeline) -> Iterator[tuple[str, str, Node | None]]:
    for name in pipeline.inputs:
        yield "input", name, None
    for node in pipeline.nodes.values():
        if node.component is not None and node.inner is None:
            for name in node.component.inputs:
                yield "input", name, node
            for name in node.component.outputs:
                yield "output", name, node


def _one_of(words: frozenset[str]) -> str:
    return "one of " + ", ".join(sorted(words))
