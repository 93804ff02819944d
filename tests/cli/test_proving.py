from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from migrate import cli
from migrate.cli.proving import expected_pipelines, not_checked, objections, original_of, outputs_of
from migrate.conversion import ConvertedFile, FileKind, NewFile, PipelineFound
from migrate.ledger import Location
from migrate.project.python_file import read_python
from migrate.verify.graph import Place
from migrate.verify.levels import ExpectedPipeline, Finding, NotChecked, Severity
from migrate.verify.prove import Proofs
from migrate.verify.v1.trace import sdk_v1_missing
from tests.cli.test_convert import contents
from tests.conversion import notebook

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


PIPELINE = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
step = PythonScriptStep("train.py", name="train", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[step])
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A notebook with a cell that writes a pipeline, and one that writes its entry script."""
    (tmp_path / "v1/nb").mkdir(parents=True)
    cells = (f"%%writefile pipeline.py\n{PIPELINE}", "!mkdir src", "%%writefile src/train.py\nprint(1)\n")
    (tmp_path / "v1/nb/a.ipynb").write_text(notebook(*cells, "!python pipeline.py"))
    return tmp_path / "v1"


def proved(v1: Path, *options: str) -> dict[str, Any]:
    report = v1.parent / "report.json"
    cli.invoke(["convert", str(v1), "-o", str(v1.parent / "v2"), "--report", str(report), *options])
    (found,) = json.loads(report.read_text())["pipelines"]
    cell = json.loads((v1.parent / "v2/nb/a.ipynb").read_text())["cells"][0]["source"]
    assert (found["v1"]["path"], found["v2"]["path"]) == ("nb/a.ipynb", "nb/a.ipynb")
    assert "".join(cell).splitlines()[found["v2"]["line"] - 1].startswith(("@dsl.pipeline", "def pipeline"))
    assert isinstance(found, dict)
    return found


def test_a_pipeline_that_a_cell_writes_is_proved_as_the_file_that_it_makes(written: Path) -> None:
    before = contents(written)
    assert (proved(written)["level"], contents(written)) == ("conforming", before)
    if missing := sdk_v1_missing():
        pytest.skip(missing)
    found = proved(written, "--verify", "equivalent", "--trust-code")
    assert (found["level"], found["reason"]) == ("equivalent", "")
    assert contents(written) == before
    assert {*contents(written.parent / "v2")} == {"nb/a.ipynb"}


@pytest.mark.parametrize("way", ["file", "cell"])
def test_why_a_pipeline_that_a_cell_writes_is_not_proved_is_told(
    written: Path, way: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if way == "file":
        (written / "nb/pipeline.py").write_text("print('another one')\n")
    else:
        again = notebook(f"%%writefile pipeline.py\n{PIPELINE}", "%%writefile pipeline.py\nprint('another one')\n")
        (written / "nb/a.ipynb").write_text(again)
    found = proved(written)
    told = "a cell writes it to nb/pipeline.py when the notebook runs: let it, and `azureml-migrate verify` that file"
    assert (found["level"], found["reason"], found["differences"]) == ("none", told, [told])
    assert told in capfd.readouterr().out
