"""An edit of a project, and what the comparison must name for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COMPONENT = "components/publish/component.yaml"
PREP, TRAIN, TUNE, SCORE, REPORT, PUBLISH = "Prepare data", "Train", "Tune", "score", "Report", "Publish"
"""The nodes of the right pipeline, by their v1 names."""


@dataclass(frozen=True)
class Edit:
    """One edit.

    Args:
        id: what is changed, for the name of the test.
        old: text of the file; it must be there exactly once.
        node: v1 name of the node that must be named; empty for the pipeline.
        field: beginning of the field that must be named.
    """

    id: str
    old: str
    new: str
    node: str = ""
    field: str = ""
    file: str = "pipeline.py"
    more: tuple[tuple[str, str], ...] = ()
    """Further replacements in the same file."""


def edited(files: Mapping[str, str], edit: Edit) -> dict[str, str]:
    """The files of a project after an edit; a file that is not there is made."""
    text = files.get(edit.file, "")
    for old, new in ((edit.old, edit.new), *edit.more):
        assert text.count(old) == 1 or not text, f"{edit.id}: {old!r} is there {text.count(old)} times"
        text = text.replace(old, new) if text else new
    return {**files, edit.file: text}
