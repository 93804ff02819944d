"""Pipelines whose steps are made by functions and in loops are proved equal to what v1 builds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli import invoke
from migrate.forms import FORMS

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")


SCRIPTS = (
    "load",
    "prep",
    "train",
    "publish",
    "merge",
    "report",
    "check",
    "check0",
    "check1",
    "fast",
    "sample",
    "clean",
)


@pytest.mark.parametrize("style", ["inline", "yaml"])
def test_each_shape_reaches_equivalent(style: str, tmp_path: Path) -> None:
    source, report = tmp_path / "v1", tmp_path / "report.json"
    for name, (before, _) in FORMS.items():
        folder = source / name
        (folder / "src").mkdir(parents=True)
        (folder / "pipeline.py").write_text(before, encoding="utf-8")
        for script in SCRIPTS:
            (folder / "src" / f"{script}.py").write_text("print('done')\n", encoding="utf-8")
    arguments = ["convert", str(source), "-o", str(tmp_path / "v2"), "--style", style, "--report", str(report)]
    assert invoke([*arguments, "--verify", "equivalent", "--trust-code"]) == 0
    pipelines = json.loads(report.read_text(encoding="utf-8"))["pipelines"]
    reached = {(Path(one["v1"]["path"]).parts[0], one["level"]) for one in pipelines}
    assert reached == {(shape, "equivalent") for shape in FORMS}
    assert len(pipelines) == sum(before.count(" Pipeline(") for before, _ in FORMS.values())
