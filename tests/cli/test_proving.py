from __future__ import annotations

from pathlib import Path

from migrate.cli.proving import expected_pipelines, not_checked, objections, original_of, outputs_of
from migrate.conversion import ConvertedFile, FileKind, NewFile, PipelineFound
from migrate.ledger import Location
from migrate.project.python_file import read_python
from migrate.verify.graph import Place
from migrate.verify.levels import ExpectedPipeline, Finding, NotChecked, Severity
from migrate.verify.prove import Proofs

HERE = Location("b.py", 1)


def test_what_was_written_is_verified_and_nothing_else() -> None:
    results = [
        ConvertedFile(
            read_python("b.py", b""),
            cells={0: "x"},
            new_files=[NewFile("c.yaml", "", HERE), NewFile("notes.txt", "", HERE)],
            pipelines=[PipelineFound("p", HERE, "b.py", 7), PipelineFound("not converted", HERE)],
        ),
        ConvertedFile(read_python("a.py", b"")),
        ConvertedFile(read_python("z.py", b""), cells={0: "x"}, error="no"),
    ]
    assert outputs_of(results) == [("b.py", FileKind.PYTHON), ("c.yaml", FileKind.YAML)]
    assert expected_pipelines(results) == [ExpectedPipeline("p", "b.py", 7, None, Place("b.py", 1))]


def test_objections_are_errors_with_their_place() -> None:
    findings = (
        Finding("a.py", 3, "x", "unknown name", "use another"),
        Finding("a.py", 2, "x", "odd", cell=4),
        Finding("a.py", 0, "x", "empty"),
        Finding("a.py", 9, "x", "only a warning", severity=Severity.WARNING),
    )
    assert objections(Proofs({"a.py": findings}, ())) == {
        "a.py": ["line 3: unknown name (use another)", "cell 4, line 2: odd", "empty"]
    }


def test_a_check_that_could_not_be_made_is_told_once() -> None:
    missing = [NotChecked(f"{n}.py", "no mlflow", "install it") for n in range(3)] + [NotChecked("", "no SDK")]
    assert not_checked(Proofs({}, (), tuple(missing))) == ["0.py and 2 more: no mlflow (install it)", "no SDK"]


def test_the_interpreter_of_the_v1_sdk_is_part_of_the_original(tmp_path: Path) -> None:
    assert original_of(tmp_path, []).python is None
    assert original_of(tmp_path, [], v1_python=Path("/old/bin/python")).python == Path("/old/bin/python")
