"""A report in the format of a file ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migrate.report.html import render_html
from migrate.report.json import render_json
from migrate.report.junit import render_junit
from migrate.report.markdown import render_markdown
from migrate.report.model import Report
from migrate.report.patch import Change, render_patch
from migrate.report.sarif import render_sarif
from migrate.report.sources import with_sources
from migrate.report.worklist import render_csv

_RENDERERS: dict[str, Callable[[Report], str]] = {
    ".json": render_json,
    ".html": render_html,
    ".md": render_markdown,
    ".sarif": render_sarif,
    ".csv": render_csv,
    ".xml": render_junit,
}


def render(suffix: str, report: Report, changes: Sequence[Change] | None, *, embed_sources: bool = False) -> bytes:
    """The report as the content of a file.

    Args:
        suffix: one of ``formats.FORMATS``.
        changes: what the conversion changes; the patch is made of them; None when that is not known.
        embed_sources: the JSON holds the code, so that any format can be made of it later.
    """
    if suffix == ".patch":
        return render_patch(changes or ())
    if changes is not None and (suffix == ".html" or (suffix == ".json" and embed_sources)):
        report = with_sources(report, changes)
    text = _RENDERERS[suffix](report)
    return text.encode("utf-8", "backslashreplace")
