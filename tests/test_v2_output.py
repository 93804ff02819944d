"""``v2_output/`` is what the converter makes of ``v1_examples/``, to the byte, reports included."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli import invoke

ROOT = Path(__file__).parent.parent
EXAMPLES = {"tabular_training": "inline", "batch_scoring": "yaml"}


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", params=sorted(EXAMPLES))
def converted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """An example, converted afresh as ``make demo`` does it."""
    name: str = request.param
    output = tmp_path_factory.mktemp("v2_output") / name
    report = output / "migration-report"
    arguments = ["convert", str(ROOT / "v1_examples" / name), "-o", str(output), "--style", EXAMPLES[name]]
    arguments += ["--verify", "builds", "--trust-code"]
    for suffix in ("json", "html", "md", "patch"):
        arguments += ["--report", f"{report}.{suffix}"]
    assert invoke(arguments) == 0
    return name, output


def test_a_fresh_conversion_equals_what_is_checked_in(converted: tuple[str, Path]) -> None:
    name, output = converted
    fresh, kept = tree(output), tree(ROOT / "v2_output" / name)
    assert sorted(fresh) == sorted(kept)
    for path, data in fresh.items():
        assert data.decode("utf-8") == kept[path].decode("utf-8"), path


def test_nothing_is_left_to_a_person(converted: tuple[str, Path]) -> None:
    _, output = converted
    report = json.loads((output / "migration-report.json").read_text(encoding="utf-8"))
    assert report["summary"]["uses"]["manual"] == 0
    assert all(use["outcome"] for use in report["uses"])
    assert [pipeline["level"] for pipeline in report["pipelines"]] == ["builds"]


def test_converting_the_output_changes_nothing(converted: tuple[str, Path], tmp_path: Path) -> None:
    _, output = converted
    assert invoke(["convert", str(output), "-o", str(tmp_path / "again"), "--check"]) == 0
