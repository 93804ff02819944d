"""The report as SARIF 2.1.0, for code scanning services and editors.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub takes of it:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from migrate.ledger import Outcome
from migrate.report.findings import Finding, findings
from migrate.report.model import FileEntry, Report, RuleEntry

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST = 25_000
"""Results of one run that GitHub accepts; those to be done come first."""
UNREADABLE = "unreadable-file"
FINGERPRINT = "azuremlMigrate/v1"

_LEVELS = {Outcome.MANUAL: "warning", Outcome.CHANGED: "note"}


def render_sarif(report: Report) -> str:
    """One result for each finding and each file that failed, at the place in the v1 code."""
    found = findings(report.uses)
    found.sort(key=lambda one: one.outcome is not Outcome.MANUAL)
    failed = [_failure(file) for file in report.files if file.error]
    results = [*failed, *(_result(one) for one in found)]
    run: dict[str, Any] = {
        "tool": {"driver": _driver(report, found, bool(failed))},
        "columnKind": "unicodeCodePoints",
        "results": results[:MOST],
    }
    if len(results) > MOST:
        text = f"{len(results) - MOST} of {len(results)} results are left out; the JSON report has them all"
        notice = {"level": "warning", "message": {"text": text}}
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": [notice]}]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _driver(report: Report, found: list[Finding], failed: bool) -> dict[str, Any]:
    known = {rule.code: rule for rule in report.rules}
    rules = [_rule(code, known.get(code), found) for code in sorted({one.code for one in found})]
    if failed:
        text = "A file that could not be read, parsed or written was left as it was."
        rules.append({"id": UNREADABLE, "shortDescription": {"text": text}})
    return {"name": report.tool.name, "semanticVersion": report.tool.version, "rules": rules}


def _rule(code: str, rule: RuleEntry | None, found: list[Finding]) -> dict[str, Any]:
    first = next(one for one in found if one.code == code)
    url = rule.url if rule else first.url
    text = rule.summary if rule else "What SDK v1 code needs of a person on the way to SDK v2."
    entry: dict[str, Any] = {
        "id": code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")) if rule else code,
        "shortDescription": {"text": text},
        "help": {"text": f"{text} {url}".strip(), "markdown": f"{text} [Documentation]({url})" if url else text},
        "properties": {"tags": ["azureml", "migration"]},
    }
    if url:
        entry["helpUri"] = url
    return entry


def _result(one: Finding) -> dict[str, Any]:
    where = one.location
    place = f"cell {where.cell}, line {where.line}: " if where.cell is not None else ""
    location: dict[str, Any] = {
        # The lines of a notebook's file are not those of its cells.
        "physicalLocation": _physical(where.path, 1 if where.cell is not None else where.line, where.column + 1)
    }
    if where.cell is not None:
        location["physicalLocation"]["region"].pop("startColumn")
        location["logicalLocations"] = [{"fullyQualifiedName": f"cell[{where.cell}]:{where.line}", "kind": "element"}]
    return {
        "ruleId": one.code,
        "level": _LEVELS[one.outcome],
        "message": {"text": f"{place}{one.title}: {one.message}"},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: one.fingerprint},
        "properties": {"outcome": one.outcome.value, "v2": one.v2},
    }


def _failure(file: FileEntry) -> dict[str, Any]:
    return {
        "ruleId": UNREADABLE,
        "level": "error",
        "message": {"text": file.error},
        "locations": [{"physicalLocation": _physical(file.path, 1, 1)}],
        "partialFingerprints": {FINGERPRINT: f"{UNREADABLE}:{file.path}"},
    }


def _physical(path: str, line: int, column: int) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": line, "startColumn": column},
    }
