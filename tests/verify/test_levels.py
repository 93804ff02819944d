from __future__ import annotations

from migrate.verify.levels import Finding, Level, NotChecked, Severity


def test_levels_are_ordered_as_a_ladder() -> None:
    assert sorted(["runs", "none", "equivalent", "builds", "parsed", "conforming"], key=Level) == [
        "none",
        "parsed",
        "conforming",
        "builds",
        "equivalent",
        "runs",
    ]
    assert Level.BUILDS > Level.CONFORMING
    assert Level.BUILDS >= Level.BUILDS
    assert Level.PARSED < "runs"
    assert Level.NONE <= Level.NONE
    assert Level.RUNS.reaches(Level.PARSED)
    assert not Level.PARSED.reaches(Level.BUILDS)


def test_a_level_is_its_name() -> None:
    assert Level("builds") is Level.BUILDS
    assert f"{Level.BUILDS.value}" == "builds"


def test_a_finding_reads_as_a_compiler_message() -> None:
    assert str(Finding("a.py", 3, "check", "wrong", "do this")) == "a.py:3: wrong (do this)"
    assert str(Finding("a.ipynb", 3, "check", "wrong", cell=2)) == "a.ipynb cell 2:3: wrong"
    assert not Finding("a.py", 3, "check", "odd", severity=Severity.WARNING).is_error
    assert str(NotChecked("", "not installed", "install it")) == "not installed (install it)"
