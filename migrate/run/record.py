"""What happened in a run: ``run.json`` in the folder of the run, the only file that a comparison reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from migrate.errors import ReadError

FILE = "run.json"
TIMINGS = "timings.json"
"""Beside it, since times differ from run to run."""
VERSION = 1


class Status(str, Enum):
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class OutputRecord:
    """What a node wrote to an output: SHA-256 of each file by its path; a file itself has the empty path."""

    kind: str
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TrialRecord:
    """One trial of a sweep."""

    values: Mapping[str, str]
    status: Status
    exit_code: int | None = None
    argv: tuple[tuple[str, ...], ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)
    best: bool = False


@dataclass(frozen=True)
class NodeRecord:
    """One node.

    Args:
        argv: how its programs were started; paths are written as ``${{inputs.x}}`` and ``${{outputs.x}}``.
        inputs: where each comes from: ``node:<node>/<output>``, ``data:<hash of the content>`` or ``text:<value>``.
        log: path of its log in the folder of the run; empty when it never started.
        message: why it failed or was skipped.
        notes: what is different from the service.
    """

    name: str
    title: str
    kind: str
    status: Status
    exit_code: int | None = None
    argv: tuple[tuple[str, ...], ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, OutputRecord] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)
    trials: tuple[TrialRecord, ...] = ()
    log: str = ""
    message: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunRecord:
    """A whole run.

    Args:
        guard: what kept its programs from network and disk.
        seconds: by node; kept apart from the rest.
    """

    pipeline: str
    side: str
    nodes: tuple[NodeRecord, ...]
    parameters: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    guard: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)
    folder: Path = Path()

    @property
    def well(self) -> bool:
        return all(node.status is Status.COMPLETED for node in self.nodes)

    def node(self, name: str) -> NodeRecord:
        return next(node for node in self.nodes if node.name == name)


def write(record: RunRecord) -> None:
    """Write the record into its folder."""
    content = asdict(record)
    seconds = content.pop("seconds")
    content.pop("folder")
    _write(record.folder / FILE, {"version": VERSION, **content})
    _write(record.folder / TIMINGS, {"seconds": {name: round(value, 2) for name, value in seconds.items()}})


def _write(path: Path, content: object) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=True)  # a word of a command may hold bytes that are no text
    path.write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> RunRecord:
    """The record of a run.

    Raises:
        ReadError: there is none, or another version wrote it.
    """
    path = folder / FILE
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if content.pop("version") != VERSION:
            raise ValueError("written by another version")
        nodes = tuple(_node(item) for item in content.pop("nodes"))
        return RunRecord(nodes=nodes, **{**content, "notes": tuple(content["notes"])}, folder=folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReadError("is no record of a run", path=str(path), advice=str(error)) from None


def _node(item: dict[str, Any]) -> NodeRecord:
    return NodeRecord(
        **{
            **item,
            "status": Status(item["status"]),
            "argv": _words(item["argv"]),
            "outputs": {name: OutputRecord(**output) for name, output in item["outputs"].items()},
            "trials": tuple(
                TrialRecord(**{**trial, "status": Status(trial["status"]), "argv": _words(trial["argv"])})
                for trial in item["trials"]
            ),
            "after": tuple(item["after"]),
            "notes": tuple(item["notes"]),
        }
    )


def _words(argv: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words) for words in argv)
