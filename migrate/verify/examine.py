"""Turning a built job into plain data with its findings. Imported in the isolated process only."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from azure.ai.ml.entities import PipelineJob

from migrate.verify import lone_jobs
from migrate.verify.checks import check_pipeline
from migrate.verify.collect import Built, Collector, attribute
from migrate.verify.levels import Finding, Severity
from migrate.verify.pipeline_view import read_pipeline
from migrate.verify.places import relative
from migrate.verify.vocabulary import INPUT_TYPES


@dataclass
class Examined:
    """A pipeline job as plain data.

    Args:
        dump: what ``_to_dict()`` gives, with paths inside the copy of the project; empty when it raised.
        extras: what the dictionary leaves out, see ``read_pipeline``.
    """

    name: str
    path: str
    line: int
    cell: int | None = None
    dump: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    submitted: bool = False


def examine(built: Built, collector: Collector, folder: str) -> Examined:
    """Validate a job with the SDK and with our own checks."""
    path, cell = relative(built.path, folder)
    result = Examined(built.name, path, built.line, cell, submitted=built.submitted)
    if not isinstance(built.job, PipelineJob):
        return _alone(result, built, collector, folder)
    findings = [
        Finding(path, built.line, "sdk-validation", f"{place}: {message}" if place else message, cell=cell)
        for place, message in _validation(built.job)
    ]
    result.extras = _extras(built.job, collector, folder)
    if built.experiment:
        result.extras["experiment"] = built.experiment
    result.extras |= {"schedule": built.schedule, "deployment": built.deployment}
    try:
        result.dump = json.loads(json.dumps(built.job._to_dict(), default=str))
    except Exception as error:
        if not findings:
            message = f"the job cannot be written out: {type(error).__name__}: {error}"
            findings.append(Finding(path, built.line, "sdk-validation", message, cell=cell))
    else:
        findings += check_pipeline(read_pipeline(result.dump, result.extras), path, built.line, cell)
    result.findings = [_plain(finding, folder) for finding in _without_repeats(findings)]
    return result


def _alone(result: Examined, built: Built, collector: Collector, folder: str) -> Examined:
    """A job by itself, as a pipeline of this one node."""
    # jobs of AutoML cannot be validated (azure-ai-ml 1.35.2)
    validate = getattr(built.job, "_validate", lambda: None)
    findings = [
        Finding(
            result.path, result.line, "sdk-validation", f"{place}: {message}" if place else message, cell=result.cell
        )
        for place, message in _messages("", validate)
    ]
    result.extras = {"nodes": _node_extras({lone_jobs.NAME: built.job}, collector, folder)}
    if built.experiment:
        result.extras["experiment"] = built.experiment
    try:
        result.dump = json.loads(json.dumps(lone_jobs.as_pipeline(built.job), default=str))
    except Exception as error:
        message = f"the job cannot be written out: {type(error).__name__}: {error}"
        findings.append(Finding(result.path, result.line, "sdk-validation", message, cell=result.cell))
    else:
        view = read_pipeline(result.dump, result.extras)
        found = check_pipeline(view, result.path, result.line, result.cell)
        # a job by itself may run where it is submitted
        findings += [finding for finding in found if finding.check != "compute-local"]
    result.findings = [_plain(finding, folder) for finding in _without_repeats(findings)]
    return result


def _validation(job: Any) -> Iterator[tuple[str, str]]:
    """What the SDK objects to: place in the job, message."""
    yield from _messages("", job._validate)
    if isinstance(job, PipelineJob) and not isinstance(job.component, str):
        for name, node in _nodes(job.jobs, ""):
            # validating the job does not look at the commands of its components (1.35.2)
            validate = attribute(attribute(node, "component"), "_validate")
            if callable(validate) and node.type not in ("pipeline", "sweep"):
                yield from _messages(name, validate)


def _messages(place: str, validate: Callable[[], Any]) -> Iterator[tuple[str, str]]:
    try:
        result = validate()
    except Exception as error:  # a bad input type raises marshmallow's ValidationError instead of being reported
        messages = getattr(error, "messages", None)
        text = ", ".join(sorted({str(item) for item in messages})) if isinstance(messages, list) else str(error)
        yield place, f"validation raised {type(error).__name__}: {text}"
        return
    if result is None:  # a job that is no pipeline raises what it objects to
        return
    for where, message in result.error_messages.items():
        # the names of inline components are given by the SDK itself
        if place and where in ("name", "version"):
            continue
        yield ".".join(part for part in (place, "" if where == "*" else where) if part), str(message)


def _nodes(jobs: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, node in jobs.items():
        place = f"{prefix}{name}"
        yield place, node
        inner = attribute(attribute(node, "component"), "jobs")
        if node.type == "pipeline" and isinstance(inner, dict):
            yield from _nodes(inner, f"{place}.")


def _extras(job: Any, collector: Collector, folder: str) -> dict[str, Any]:
    component = getattr(job, "component", None)
    definitions = getattr(component, "inputs", None) or {}
    settings = getattr(job, "settings", None)
    return {
        "inputs": {name: _definition(value) for name, value in definitions.items()},
        "nodes": _node_extras(getattr(job, "jobs", None) or {}, collector, folder),
        "booleans": _booleans(job),
        "settings": sorted(settings._get_attrs()) if settings is not None else [],
    }


def _booleans(item: Any) -> list[str]:
    inputs = attribute(item, "inputs") or {}
    return [name for name, value in inputs.items() if isinstance(attribute(value, "_data"), bool)]


def _definition(port: Any) -> dict[str, Any]:
    kind = getattr(port, "type", "")
    return {
        "type": kind if kind in INPUT_TYPES else "",
        "optional": bool(getattr(port, "optional", False)),
        "default": getattr(port, "default", None),
        "min": getattr(port, "min", None),
        "max": getattr(port, "max", None),
    }


def _node_extras(jobs: Mapping[str, Any], collector: Collector, folder: str) -> dict[str, Any]:
    found = {}
    for name, node in jobs.items():
        component = attribute(node, "component")
        builder = collector.builders.get(id(component)) or collector.builders.get(id(attribute(node, "trial")))
        inner = attribute(component, "jobs")
        path, cell = relative(builder.path, folder) if builder is not None and builder.path else ("", None)
        found[name] = {
            "attributes": sorted(node._get_attrs()) if hasattr(node, "_get_attrs") else [],
            "named": not vars(node).get("_made_up_name", False),
            "path": path,
            "line": builder.line if builder is not None else 0,
            "cell": cell,
            "booleans": _booleans(node),
            "nodes": _node_extras(inner, collector, folder) if isinstance(inner, dict) else {},
        }
    return found


def _without_repeats(findings: list[Finding]) -> list[Finding]:
    """Each finding once; where we and the SDK say the same, ours, which names the place."""
    unique = list(dict.fromkeys(findings))
    ours = {finding.check for finding in unique if finding.check != "sdk-validation"}
    said = {
        "unknown-placeholder": "Invalid data binding expression",
        "missing-input": "Required input",
    }
    return [
        finding
        for finding in unique
        if finding.check != "sdk-validation"
        or not any(check in ours and text in finding.message for check, text in said.items())
    ]


def _plain(finding: Finding, folder: str) -> dict[str, Any]:
    values = asdict(finding)
    values["message"] = finding.message.replace(folder + os.sep, "").replace(folder, Path(folder).name)
    values["severity"] = Severity(finding.severity).value
    return values
