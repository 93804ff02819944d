"""The v1 examples, converted and run on their data; beside them the v1 originals, where the v1 SDK is installed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrate.conversion import Options, Style
from migrate.engine import convert_one
from migrate.project.python_file import read_python
from migrate.run import local
from migrate.run.compare import compare_runs
from migrate.run.data import Given
from migrate.run.pipelines import load_pipeline
from migrate.run.record import RunRecord

EXAMPLES = Path(__file__).parents[2] / "v1_examples"


@dataclass(frozen=True)
class Converted:
    """Runs of a converted example, of both styles."""

    folder: Path

    def run(self, example: str, style: Style, given: Given, to: str) -> RunRecord:
        root = self.folder / f"{example}-{style.value}"
        if not root.exists():
            convert(EXAMPLES / example, root, style)
        loaded = load_pipeline(root / "pipeline.py", trust_code=True)
        options = local.Options(self.folder / to)
        return local.run_job(loaded.job, loaded.extras, loaded.base, given, options, trust_code=True)


def convert(source: Path, target: Path, style: Style) -> None:
    shutil.copytree(source, target)
    document = read_python("pipeline.py", (source / "pipeline.py").read_bytes())
    converted = convert_one(document, source, Options(style))
    assert converted.changed
    (target / "pipeline.py").write_bytes(converted.output())
    for file in converted.new_files:
        path = target / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Converted:
    pytest.importorskip("sklearn")
    return Converted(tmp_path_factory.mktemp("converted"))


def test_training_then_scoring(converted: Converted) -> None:
    raw = EXAMPLES / "tabular_training/data/raw"
    trained = converted.run("tabular_training", Style.INLINE, Given({"raw_data": raw}), "training")
    assert trained.well
    assert {node.title: len(node.outputs) for node in trained.nodes} == {"Prepare data": 1, "Train model": 1}
    again = converted.run("tabular_training", Style.YAML, Given({"raw_data": raw}), "training-yaml")
    comparison = compare_runs(trained, again)
    assert comparison.same, comparison.differences
    assert comparison.files == 4

    model = trained.folder / trained.nodes[1].name / "model"
    batch = {"raw_data": EXAMPLES / "batch_scoring/data/raw", "model": model}
    name = 'it\'s a "new" $HOME `batch` \\'
    given = Given(batch, {"batch_name": name, "threshold": "0.4"})
    scored = converted.run("batch_scoring", Style.YAML, given, "scoring")
    assert scored.well
    predictions = next(scored.folder.glob("*/predictions/predictions.csv")).read_text(encoding="utf-8")
    assert name.replace('"', '""') in predictions
    other = converted.run("batch_scoring", Style.INLINE, Given(batch, {"threshold": "0.4"}), "scoring-other")
    assert {item.what for item in compare_runs(scored, other).differences} == {"arguments", "files"}


def test_the_v1_original_does_the_same(converted: Converted, tmp_path: Path) -> None:
    trace = pytest.importorskip("migrate.verify.v1.trace")
    if trace.sdk_v1_missing():
        pytest.skip(trace.sdk_v1_missing())
    root = EXAMPLES / "tabular_training"
    given = Given({"raw_data": root / "data/raw"})
    traced = trace.trace_pipelines(root, "pipeline.py", trust_code=True)
    assert traced.graphs, traced.reason
    v1 = local.run_graph(traced.graphs[0], root, given, local.Options(tmp_path / "v1"), trust_code=True)
    v2 = converted.run("tabular_training", Style.INLINE, given, "v2")
    comparison = compare_runs(v1, v2)
    assert comparison.same, comparison.differences
    assert comparison.files == 4
