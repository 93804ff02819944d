from __future__ import annotations

from pathlib import Path

import pytest

from migrate.errors import UsageError
from migrate.report.build import build_report
from migrate.report.formats import FORMATS, check_formats, format_of
from migrate.report.html import render_html
from migrate.report.json import render_json
from migrate.report.junit import render_junit
from migrate.report.markdown import render_markdown
from migrate.report.patch import changes_of, render_patch
from migrate.report.render import render
from migrate.report.sarif import render_sarif
from migrate.report.sources import with_sources
from migrate.report.worklist import render_csv
from tests.report.sample import converted


@pytest.mark.parametrize(("name", "suffix"), [("r.json", ".json"), ("a/b.MD", ".md"), ("x.y.patch", ".patch")])
def test_the_ending_is_the_format(name: str, suffix: str) -> None:
    assert format_of(Path(name)) == suffix


@pytest.mark.parametrize("name", ["r.pdf", "report", "r.txt", ".json"])
def test_an_unknown_ending_names_the_known_ones(name: str) -> None:
    with pytest.raises(UsageError, match=r"use one of: \.json, \.html, \.md, \.sarif, \.csv, \.xml, \.patch"):
        check_formats([Path("good.json"), Path(name)])


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "r.json").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        check_formats([tmp_path / "r.json"])


def test_each_format_is_rendered() -> None:
    report, changes = build_report([converted()]), changes_of([converted()])
    rendered = {suffix: render(suffix, report, changes) for suffix in FORMATS}
    assert rendered == {
        ".json": render_json(report).encode(),
        ".html": render_html(with_sources(report, changes)).encode(),
        ".md": render_markdown(report).encode(),
        ".sarif": render_sarif(report).encode(),
        ".csv": render_csv(report).encode(),
        ".xml": render_junit(report).encode(),
        ".patch": render_patch(changes),
    }
