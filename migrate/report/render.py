"""A report in the format of a file ending."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.report.json import render_json
from migrate.report.markdown import render_markdown
from migrate.report.model import Report
from migrate.report.patch import Change, render_patch


def render(suffix: str, report: Report, changes: Sequence[Change]) -> bytes:
    """The report as the content of a file.

    Args:
        suffix: one of ``formats.FORMATS``.
        changes: what the conversion changes; the patch is made of them.
    """
    if suffix == ".patch":
        return render_patch(changes)
    text = render_json(report) if suffix == ".json" else render_markdown(report)
    return text.encode("utf-8", "backslashreplace")
