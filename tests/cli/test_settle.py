from __future__ import annotations

from pathlib import Path

from migrate.cli.settle import fail, settle
from migrate.conversion import ConvertedFile, NewFile
from migrate.ledger import Kind, Ledger, Location, Outcome, Use, Verdict
from migrate.project.python_file import read_python

PLACE = Location("a.py", 1)


def result(path: str = "a.py", *new: tuple[str, str], data: bytes = b"old\n", text: str = "new\n") -> ConvertedFile:
    verdict = Verdict(Outcome.CONVERTED, "AML101")
    return ConvertedFile(
        read_python(path, data),
        cells={0: text},
        new_files=[NewFile(name, content, PLACE) for name, content in new],
        ledger=Ledger([Use(Kind.CALL, "azureml.core.Workspace", "", PLACE, verdict, 7)]),
    )


def errors(root: Path, *results: ConvertedFile) -> list[str | None]:
    return [settled.error for settled in settle(results, root)]


def test_what_can_be_written_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "same.yaml").write_text("x\n")
    results = [result("a.py", ("c.yaml", "1"), ("same.yaml", "x\n")), result("b.py", ("c.yaml", "1"))]
    assert settle(results, tmp_path) == results


def test_a_letter_that_the_encoding_lacks(tmp_path: Path) -> None:
    bad = result(data=b"# coding: ascii\n", text="# coding: ascii\n'\N{EURO SIGN}'\n")
    assert errors(tmp_path, bad) == [
        "line 2: the converted text holds '\N{EURO SIGN}', which ascii does not have "
        "(save the file as UTF-8 and convert it again)"
    ]


def test_a_file_of_the_user_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("mine\n")
    (tmp_path / "folder.yaml").mkdir()
    first, second = errors(tmp_path, result("a.py", ("c.yaml", "1")), result("b.py", ("folder.yaml", "1")))
    assert first is not None
    assert "c.yaml would replace one that exists" in first
    assert second is not None


def test_two_results_want_the_same_file(tmp_path: Path) -> None:
    first, second = errors(tmp_path, result("a.py", ("c.yaml", "1")), result("b.py", ("c.yaml", "2")))
    assert first is None
    assert second is not None
    assert "c.yaml is also made for another file" in second


def test_the_uses_of_a_failed_file_are_left_to_a_person() -> None:
    failed = fail(result(), "no")
    assert (failed.changed, failed.new_files, failed.error) == (False, [], "no")
    use = failed.ledger.uses[0]
    assert use.verdict is not None
    assert (use.verdict.outcome, use.verdict.code, use.output_line) == (Outcome.MANUAL, "AML101", None)
    assert failed.output() == b"old\n"
