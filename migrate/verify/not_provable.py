"""What only the service can tell about a pipeline: said in the report, so that nobody takes a proof for more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from migrate.verify.pipeline_view import Data, Pipeline, read_pipeline

_DATASTORE = re.compile(r"^azureml://(?:.*/)?datastores/([^/]+)/paths/(.*)$")


def not_provable(dump: Mapping[str, Any], extras: Mapping[str, Any]) -> tuple[str, ...]:
    """List what the job relies on and nobody can look up offline.

    Args:
        dump: the job as a dictionary; empty when it was not built.
        extras: what goes with it, see ``read_pipeline``.
    """
    if not dump:
        return ()
    pipeline = read_pipeline(dump, extras)
    parts = list(_parts(pipeline))
    found = [
        *_listed(
            "compute exists and has quota: ", sorted({_plain(name) for part in parts for name in _computes(part)})
        ),
        *_listed("environment exists: ", sorted({name for part in parts for name in _environments(part)})),
        *_listed("image can be pulled and its conda packages install: ", sorted(_images(parts))),
        *_listed("data exists and may be read: ", sorted({path for part in parts for path in _data(part)})),
        *_listed("registered component exists: ", sorted(_remote_components(dump))),
    ]
    if any(node.inputs or node.outputs for part in parts for node in part.nodes.values()):
        found.append("inputs and outputs can be mounted with the identity of the job")
    return tuple(found)


def _listed(what: str, names: list[str]) -> Iterator[str]:
    if names:
        shown = ", ".join(names[:5])
        yield what + (shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more")


def _parts(pipeline: Pipeline) -> Iterator[Pipeline]:
    yield pipeline
    for node in pipeline.nodes.values():
        if node.inner is not None:
            yield from _parts(node.inner)


def _computes(pipeline: Pipeline) -> Iterator[str]:
    names = [pipeline.compute, *(node.compute for node in pipeline.nodes.values())]
    yield from (name for name in names if name and name != "serverless" and "${{" not in name)


def _environments(pipeline: Pipeline) -> Iterator[str]:
    for node in pipeline.nodes.values():
        environment = node.component.environment if node.component is not None else None
        if isinstance(environment, str):
            yield _plain(environment)


def _images(parts: list[Pipeline]) -> set[str]:
    environments = [node.component.environment for part in parts for node in part.nodes.values() if node.component]
    return {str(item["image"]) for item in environments if isinstance(item, Mapping) and item.get("image")}


def _data(pipeline: Pipeline) -> Iterator[str]:
    bounds = [*pipeline.values.values(), *(bound for node in pipeline.nodes.values() for bound in node.inputs.values())]
    for bound in bounds:
        if isinstance(bound.source, Data):
            match = _DATASTORE.match(bound.source.path)
            yield f"{match[2] or '/'} on datastore {match[1]}" if match else _plain(bound.source.path)


def _remote_components(job: Mapping[str, Any]) -> set[str]:
    found = set()
    for node in (job.get("jobs") or {}).values():
        component = node.get("component")
        if isinstance(component, str):
            found.add(_plain(component))
        elif isinstance(component, Mapping):
            found |= _remote_components(component)
    return found


def _plain(name: str) -> str:
    return name.removeprefix("azureml:")
