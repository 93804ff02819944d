"""What a person is told about v1 code that no rule converts."""

from __future__ import annotations

from migrate.v1.catalogue import Entry


def advice(entry: Entry | None) -> str:
    """What the catalogue has to say to a person, in one line."""
    if entry is None:
        return "this is not part of the public v1 SDK"
    if entry.note and entry.v2:
        return f"{entry.v2}: {entry.note}"
    return entry.note or entry.v2 or f"`{entry.name}` has no automatic conversion"


def of_text(entry: Entry | None) -> str:
    """What to do about ``getattr(ws, "compute_targets")``, or about a text that is only known when the code runs."""
    if entry is None:
        return "which member of v1 this is, is only known when the code runs: v2 has others"
    return f"the text names a member of v1: {advice(entry)}"


def unknown_argument(name: str) -> str:
    """Why an argument that no rule knows stays."""
    if name.startswith("*"):
        return "arguments that are only known when the code runs"
    return "this argument is not converted"
