"""The work list in CSV and the result for CI servers."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from migrate.conversion import FileKind
from migrate.ledger import Outcome
from migrate.report.build import UntouchedFile, build_report
from migrate.report.junit import render_junit
from migrate.report.model import Report
from migrate.report.worklist import COLUMNS, render_csv
from tests.report.sample import URL, converted, proof, use


def report() -> Report:
    uses = [
        use(1),
        use(2, Outcome.MANUAL, message="=1+1", name="auth"),
        use(3, Outcome.CHANGED, message='says "no", twice\nand goes on'),
    ]
    failed = UntouchedFile("x.py", FileKind.PYTHON, "line 3: not valid UTF-8")
    clean = converted("clean.py", use(1, path="clean.py"))
    plain = UntouchedFile("plain.py", FileKind.PYTHON)
    return build_report([converted("train/pipeline.py", *uses), clean], [proof()], untouched=[failed, plain])


def test_the_work_list() -> None:
    rows = list(csv.reader(io.StringIO(render_csv(report()))))
    symbol, v2 = "azureml.core.Workspace.from_config", "azure.ai.ml.MLClient.from_config"
    path = "train/pipeline.py"
    assert rows == [
        list(COLUMNS),
        ["failed", "", "x.py", "", "", "", "", "line 3: not valid UTF-8", "", "", ""],
        ["manual", "AML101", path, "", "2", symbol, "auth", "'=1+1", v2, f"{path}:2", URL],
        ["changed", "AML101", path, "", "3", symbol, "", 'says "no", twice\nand goes on', v2, f"{path}:3", URL],
    ]


FINDING = "train/pipeline.py:2: AML101 azureml.core.Workspace.from_config (auth): =1+1"


def test_a_pipeline_below_the_level_that_was_asked_for_fails() -> None:
    made = report()
    below = made.pipelines[1].model_copy(update={"reason": "does not build: no data", "differences": ["a", "b"]})
    text = render_junit(made.model_copy(update={"pipelines": [below]}))
    assert '<failure message="does not build: no data" type="conforming">a\nb</failure>' in text
    assert '<testsuite name="pipelines" tests="1" failures="1" errors="0">' in text


def test_the_result_for_a_ci_server() -> None:
    assert render_junit(report()) == (
        f"""\
<?xml version="1.0" encoding="utf-8"?>
<testsuites name="azureml-migrate" tests="5" failures="1" errors="1">
  <testsuite name="files" tests="3" failures="1" errors="1">
    <testcase classname="files" name="clean.py" file="clean.py" />
    <testcase classname="files" name="train/pipeline.py" file="train/pipeline.py">
      <failure message="1 left to a person">{FINDING}</failure>
    </testcase>
    <testcase classname="files" name="x.py" file="x.py">
      <error message="line 3: not valid UTF-8" />
    </testcase>
  </testsuite>
  <testsuite name="pipelines" tests="2" failures="0" errors="0">
    <testcase classname="pipelines" name="training" file="clean.py">
      <system-out>proved: none</system-out>
    </testcase>
    <testcase classname="pipelines" name="training" file="train/pipeline.py">
      <system-out>proved: conforming</system-out>
    </testcase>
  </testsuite>
</testsuites>
"""
    )


@given(st.text())
def test_whatever_a_user_wrote_is_text(text: str) -> None:
    path = "a.py"
    uses = [use(1, Outcome.MANUAL, path=path, message=text)]
    made = build_report([converted(path, *uses)])
    message = made.uses[0].message
    tree = ElementTree.fromstring(render_junit(made).encode("utf-8", "backslashreplace"))
    (failure,) = tree.iter("failure")
    assert failure.text is not None
    rows = list(csv.reader(io.StringIO(render_csv(made), newline="")))
    message = message.replace("\r\n", "\n").replace("\r", "\n")
    assert rows[1][7] == (f"'{message}" if message[:1] in ("=", "+", "-", "@", "\t") else message)
