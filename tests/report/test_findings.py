from __future__ import annotations

from migrate.ledger import Kind, Outcome, Use
from migrate.report.build import build_report
from migrate.report.findings import findings
from tests.report.sample import converted, use

STEP = "azureml.pipeline.steps.PythonScriptStep"


def argument(line: int, name: str, message: str = "why") -> Use:
    return use(line, Outcome.MANUAL, kind=Kind.ARGUMENT, symbol=STEP, name=name, message=message)


def call(line: int, message: str = "why") -> Use:
    return use(line, Outcome.MANUAL, symbol=STEP, message=message)


def found(*uses: Use) -> list[tuple[int, tuple[str, ...], str]]:
    report = build_report([converted("train/pipeline.py", *uses)])
    return [(one.location.line, one.names, one.message) for one in findings(report.uses)]


def test_a_call_and_its_arguments_with_one_reason_are_one() -> None:
    assert found(call(3), argument(4, "name"), argument(5, "inputs")) == [(3, (), "why")]


def test_an_argument_with_a_reason_of_its_own_stands_alone() -> None:
    assert found(call(3), argument(4, "name", "other"), argument(5, "inputs", "other")) == [
        (3, (), "why"),
        (4, ("name", "inputs"), "other"),
    ]


def test_two_calls_are_two() -> None:
    assert found(call(3), argument(4, "name"), call(6), argument(7, "name")) == [(3, (), "why"), (6, (), "why")]


def test_what_means_the_same_is_none() -> None:
    assert found(use(1), use(2, Outcome.DROPPED), use(3, Outcome.CHANGED)) == [(3, (), "")]


def prints(*uses: Use) -> list[str]:
    return [one.fingerprint for one in findings(build_report([converted("train/pipeline.py", *uses)]).uses)]


def test_a_fingerprint_survives_moves_and_tells_equals_apart() -> None:
    before, after = prints(call(3), call(6), call(9, "x")), prints(call(13), call(26), call(29, "x"))
    assert before == after
    assert len(set(before)) == 3
    assert prints(call(3, "x")) == before[2:]
