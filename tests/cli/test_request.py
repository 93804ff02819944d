from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli.configuration import Configuration
from migrate.cli.request import CommandLine, Request, check_level, make_request
from migrate.conversion import Options, Style
from migrate.errors import UsageError
from migrate.verify.levels import Level

CODES = ("AML101", "AML501", "AML502")


def request(line: CommandLine | None = None, defaults: Configuration | None = None) -> Request:
    return make_request([Path("v1")], line or CommandLine(), defaults or Configuration(), lambda: CODES)


def test_the_defaults() -> None:
    made = request()
    assert made.options == Options()
    assert made.output == Path("v2_output")
    assert (made.verify, made.must_reach, made.writes) == (Level.CONFORMING, None, True)
    assert made.jobs >= 1


def test_the_command_line_goes_before_the_configuration() -> None:
    defaults = Configuration(Path("/p/out"), Style.YAML, ("AML1",), None, 3, Level.PARSED, (Path("/p/r.md"),))
    made = request(None, defaults)
    assert made.options == Options(Style.YAML, ("AML1",), ())
    assert (made.output, made.jobs, made.reports) == (Path("/p/out"), 3, (Path("/p/r.md"),))
    line = CommandLine(output=Path("o"), style=Style.INLINE, select=("AML5",), jobs=2, reports=(Path("r.json"),))
    made = request(line, defaults)
    assert made.options == Options(Style.INLINE, ("AML5",), ())
    assert (made.output, made.jobs, made.reports) == (Path("o"), 2, (Path("r.json"),))


def test_parsed_is_asked_for_and_conforming_is_checked_all_the_same() -> None:
    made = request(CommandLine(verify=Level.PARSED))
    assert (made.verify, made.must_reach) == (Level.CONFORMING, Level.PARSED)


def test_codes_come_in_lists_and_repeated() -> None:
    made = request(CommandLine(select=("aml101, AML50", "AML5"), ignore=("AML502",)))
    assert (made.options.select, made.options.ignore) == (("AML101", "AML50", "AML5"), ("AML502",))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (CommandLine(in_place=True, output=Path("x")), "exclude each other"),
        (CommandLine(force=True), "--force is for --in-place only"),
        (CommandLine(select=("AML5O1",)), "no rule has the code AML5O1 .did you mean AML501"),
        (CommandLine(ignore=("X",)), "no rule has the code X .azureml-migrate rules lists them"),
        (CommandLine(verify=Level.BUILDS), "add --trust-code"),
        (CommandLine(verify=Level.RUNS), "runs the converted code and the original"),
        (CommandLine(verify=Level.EQUIVALENT, trust_code=True, in_place=True), "--in-place replaces"),
        (CommandLine(output=Path("v1")), "overwrite the source"),
        (CommandLine(output=Path(__file__)), "is a file"),
    ],
)
def test_what_does_not_go_together(line: CommandLine, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        request(line)


def test_rules_are_not_loaded_when_none_is_selected() -> None:
    def never() -> list[str]:
        raise AssertionError

    assert make_request([Path("v1")], CommandLine(), Configuration(), never).options == Options()


def test_levels() -> None:
    check_level(Level.PARSED, trust_code=False)
    check_level(Level.BUILDS, trust_code=True)
