from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import migrate.report
from migrate.conversion import FileKind
from migrate.errors import ReadError
from migrate.report.build import UntouchedFile, build_report
from migrate.report.json import read_json, render_json, schema_text
from tests.report.sample import converted, proof

SCHEMA = Path(migrate.report.__file__).with_name("schema.json")
REPORT = build_report([converted()], [proof()], untouched=[UntouchedFile("é.py", FileKind.PYTHON, "not UTF-8")])


def test_the_schema_in_the_package_is_that_of_the_model() -> None:
    """After a change of the model: ``python -m tests.report.write_schema``."""
    assert json.loads(SCHEMA.read_text()) == json.loads(schema_text())


def test_a_report_follows_the_schema() -> None:
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(render_json(REPORT)), schema, cls=jsonschema.Draft202012Validator)


def test_the_parts_are_those_of_the_design() -> None:
    report = json.loads(render_json(REPORT))
    assert list(report) == [
        "schema_version",
        "tool",
        "summary",
        "files",
        "uses",
        "pipelines",
        "jobs",
        "remarks",
        "rules",
    ]
    assert report["schema_version"] == "1.0"
    assert list(report["tool"]) == ["name", "version"]
    assert {name: list(part) for name, part in report["summary"].items()} == {
        "files": ["read", "converted", "unchanged", "failed"],
        "uses": ["total", "converted", "changed", "dropped", "manual"],
        "pipelines": ["total", "parsed", "conforming", "builds", "equivalent", "runs"],
    }
    assert list(report["files"][0]) == ["path", "output_path", "kind", "status", "error", "origin"]
    assert list(report["uses"][0]) == [
        "id", "code", "outcome", "kind", "symbol", "name", "location", "output", "v2", "message", "url"
    ]  # fmt: skip
    assert list(report["uses"][0]["location"]) == ["path", "line", "column", "cell"]
    assert list(report["uses"][0]["output"]) == ["path", "line"]
    assert list(report["pipelines"][0]) == [
        "name",
        "v1",
        "v2",
        "level",
        "reason",
        "differences",
        "excused",
        "not_provable",
        "graphs",
    ]


def test_letters_are_written_as_they_are() -> None:
    assert '"é.py"' in render_json(REPORT)


def test_what_is_written_can_be_read() -> None:
    assert read_json(render_json(REPORT), path="r.json") == REPORT


@pytest.mark.parametrize("text", ["", "{}", '{"schema_version": "2.0"}'])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match=r"r\.json: is no report of this version"):
        read_json(text, path="r.json")
