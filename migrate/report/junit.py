"""The report as JUnit XML, which most CI servers show."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from xml.etree import ElementTree

from migrate.ledger import Outcome
from migrate.report.findings import Finding, findings
from migrate.report.model import FileEntry, PipelineEntry, Report

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(report: Report) -> str:
    """A test for each file with v1 code and each pipeline.

    A file fails when something in it is left to a person, and is an error when it could not be converted at all;
    a pipeline fails when it stays below the level of proof that was asked for.
    """
    manual: dict[str, list[Finding]] = defaultdict(list)
    for one in findings(report.uses):
        if one.outcome is Outcome.MANUAL:
            manual[one.location.path].append(one)
    used = {use.location.path for use in report.uses}
    files = [
        file for file in report.files if file.error or (file.path in used and file.output_path in (None, file.path))
    ]
    root = ElementTree.Element("testsuites", name=report.tool.name)
    _suite(root, "files", [_file(file, manual[file.path]) for file in files])
    _suite(root, "pipelines", [_pipeline(pipeline, "pipelines") for pipeline in report.pipelines])
    if report.jobs:
        _suite(root, "jobs", [_pipeline(job, "jobs") for job in report.jobs])
    _count(root, list(root.iter("testcase")))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(root: ElementTree.Element, name: str, cases: Sequence[ElementTree.Element]) -> None:
    suite = ElementTree.SubElement(root, "testsuite", name=name)
    suite.extend(cases)
    _count(suite, cases)


def _count(element: ElementTree.Element, cases: Sequence[ElementTree.Element]) -> None:
    element.set("tests", str(len(cases)))
    for kind in ("failure", "error"):
        element.set(f"{kind}s", str(sum(case.find(kind) is not None for case in cases)))


def _case(group: str, name: str, path: str) -> ElementTree.Element:
    return ElementTree.Element("testcase", classname=group, name=_text(name), file=_text(path))


def _file(file: FileEntry, manual: Sequence[Finding]) -> ElementTree.Element:
    case = _case("files", file.path, file.path)
    if file.error:
        ElementTree.SubElement(case, "error", message=_text(file.error))
    elif manual:
        failure = ElementTree.SubElement(case, "failure", message=f"{len(manual)} left to a person")
        failure.text = _text("\n".join(map(_line, manual)))
    return case


def _line(one: Finding) -> str:
    cell = "" if one.location.cell is None else f" cell {one.location.cell}"
    return f"{one.location.path}{cell}:{one.location.line}: {one.code} {one.title}: {one.message}"


def _pipeline(pipeline: PipelineEntry, group: str) -> ElementTree.Element:
    place = pipeline.v1 or pipeline.v2
    case = _case(group, pipeline.name, place.path if place else "")
    if pipeline.reason:
        failure = ElementTree.SubElement(case, "failure", message=_text(pipeline.reason), type=pipeline.level.value)
        failure.text = _text("\n".join(pipeline.differences))
    ElementTree.SubElement(case, "system-out").text = f"proved: {pipeline.level.value}"
    return case


def _text(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
