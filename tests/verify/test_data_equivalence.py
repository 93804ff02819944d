"""A small pipeline for each kind of data, converted in both styles and proved equal to what v1 builds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli import invoke
from migrate.rules import all_rules
from tests.verify.data_kinds import KINDS

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

DATA_RULES = [rule for rule in all_rules() if rule.code.startswith("AML3") and rule.name != "database-query"]
"""A query is read by steps without counterpart only: what stands for them builds, but is not equal."""
EXAMPLES = {
    f"{rule.name.replace('-', '_')}_{number}": example
    for rule in DATA_RULES
    for number, example in enumerate(rule.examples, 1)
    if "Pipeline(" in example.before and example.style == "inline"
}
SOURCES = {**{name: example.before for name, example in EXAMPLES.items()}, **KINDS}
DOUBTS = {name for name, example in EXAMPLES.items() if "TODO(" in example.after}
"""Those that leave a question to a person: their v2 pipeline is the old one all the same."""
SCRIPTS = ("prep.py", "train.py", "check.py", "score.py")


@pytest.mark.parametrize("style", ["inline", "yaml"])
def test_each_kind_of_data_reaches_equivalent(style: str, tmp_path: Path) -> None:
    source, report = tmp_path / "v1", tmp_path / "report.json"
    for name, text in SOURCES.items():
        folder = source / name
        (folder / "src").mkdir(parents=True)
        (folder / "pipeline.py").write_text(text, encoding="utf-8")
        for script in SCRIPTS:
            (folder / "src" / script).write_text("print('done')\n", encoding="utf-8")
    arguments = ["convert", str(source), "-o", str(tmp_path / "v2"), "--style", style, "--report", str(report)]
    assert invoke([*arguments, "--verify", "equivalent", "--trust-code"]) == (1 if DOUBTS else 0)
    told = json.loads(report.read_text(encoding="utf-8"))
    reached = {Path(one["v1"]["path"]).parts[0]: one["level"] for one in told["pipelines"]}
    assert reached == dict.fromkeys(SOURCES, "equivalent")
    left = {Path(use["location"]["path"]).parts[0] for use in told["uses"] if use["outcome"] == "manual"}
    assert left == DOUBTS
