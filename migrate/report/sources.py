"""The code of a conversion for the formats that show it: as text, with secrets masked, to be kept in the report."""

from __future__ import annotations

import codecs
import io
import json
import tokenize
from collections.abc import Iterable

from migrate.report.model import Report, SourceEntry
from migrate.report.patch import Change
from migrate.report.secrets import mask


def with_sources(report: Report, changes: Iterable[Change]) -> Report:
    """The report together with the code that it tells of."""
    return report.model_copy(update={"sources": [source_of(change) for change in changes]})


def source_of(change: Change) -> SourceEntry:
    """What happens to one file, as text. Lines stay where they are; only a line feed or a carriage return ends one."""
    notebook = change.path.endswith(".ipynb")
    known = {*change.secrets, *(json.dumps(text)[1:-1] for text in change.secrets)} if notebook else change.secrets
    before = None if change.before is None else mask(_text(change.before), known)
    after = mask(_text(change.after), known)
    exact = after.encode("utf-8", "replace") == change.after
    if before is not None:
        exact = exact and before.encode("utf-8", "replace") == change.before
    return SourceEntry(path=change.path, before=before, after=after, exact=exact)


def _text(data: bytes) -> str:
    """What cannot be decoded is shown by its number."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        codecs.lookup(encoding)
    except (SyntaxError, LookupError):
        encoding = "utf-8"
    return data.decode(encoding, "backslashreplace")
