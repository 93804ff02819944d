"""A file that was converted itself is no difference that counts; the same file changed by anyone else is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrate.cli import invoke
from migrate.verify.compare.compare import compare
from migrate.verify.compare.rewritten import Rewritten
from migrate.verify.graph import Graph, Node

ONE = Node("Fit", "command", source={"fit.py": "v1"}, source_folder="src")
OTHER = replace(ONE, source={"fit.py": "v2"})
PIPELINE = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
fit = PythonScriptStep("fit.py", name="fit", compute_target="cpu", source_directory="src")
pipeline = Pipeline(ws, steps=[fit])
run = Experiment(ws, "fit").submit(pipeline)
"""
SCRIPT = """\
from azureml.core import Workspace

ws = Workspace.get("mine", subscription_id="s", resource_group="r")
print(ws.name)
"""


@pytest.mark.parametrize(
    ("one", "other", "path", "known", "excuse"),
    [
        (ONE, OTHER, "src/fit.py", Rewritten("v1", "v2"), "converted-code"),
        (ONE, OTHER, "src/fit.py", Rewritten("v1", "edited since"), ""),
        (ONE, OTHER, "src/fit.py", Rewritten("edited before", "v2"), ""),
        (ONE, OTHER, "fit.py", Rewritten("v1", "v2"), ""),
        (ONE, replace(OTHER, source_folder="elsewhere"), "elsewhere/fit.py", Rewritten("v1", "v2"), ""),
        (ONE, replace(OTHER, source={}), "src/fit.py", Rewritten("v1", ""), ""),
    ],
)
def test_both_texts_must_be_those_of_the_conversion(
    one: Node, other: Node, path: str, known: Rewritten, excuse: str
) -> None:
    found = compare(Graph("p", nodes=(one,)), Graph("p", nodes=(other,)), rewritten={path: known}).differences
    assert [(item.field, item.excuse) for item in found] == [("source.fit.py", excuse)]


def test_only_files_are_excused() -> None:
    other = replace(OTHER, distribution="mpi")
    known = {"src/fit.py": Rewritten("v1", "v2")}
    found = compare(Graph("p", nodes=(ONE,)), Graph("p", nodes=(other,)), rewritten=known)
    assert [item.field for item in found.wrong] == ["distribution"]


def test_a_script_that_is_converted_and_then_edited(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")
    v1, v2 = tmp_path / "v1", tmp_path / "v2"
    (v1 / "src").mkdir(parents=True)
    (v1 / "pipeline.py").write_text(PIPELINE, encoding="utf-8")
    (v1 / "src/fit.py").write_text(SCRIPT, encoding="utf-8")
    convert = ["convert", str(v1), "-o", str(v2), "--verify", "equivalent", "--trust-code"]
    assert invoke(convert) == 0
    assert "[excused: converted-code]" in capfd.readouterr().out
    script = v2 / "src/fit.py"
    script.write_text(script.read_text(encoding="utf-8") + "print(1)\n", encoding="utf-8")
    assert invoke(["verify", str(v1), str(v2), "--level", "equivalent", "--trust-code"]) == 1
    assert "source.fit.py" in capfd.readouterr().out
