"""Running one node: its folders, its paths, its command."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from migrate.run.code_folder import copy_code
from migrate.run.metrics import read_metrics, store_variables
from migrate.run.placeholders import UnknownPlaceholder, Values, fill_command, fill_text
from migrate.run.plan import Arguments, ShellLine, Task
from migrate.run.process import Ended, Surroundings, recorded, run_program, run_shell
from migrate.run.small_shell import program_words
from migrate.verify.graph import Word, WordKind

_COLLECTED = ("outputs", "logs")  # folders in the working directory that the service keeps, in v1 as in v2
_LOG_READ = 4 << 20  # bytes of a log that are searched for metrics


@dataclass(frozen=True)
class Place:
    """Where a node (or one trial of it) works.

    Args:
        work: folder of its own in the scratch folder.
        outputs: the path of each output.
        log: file that takes what it prints.
        store: folder for the metrics that it logs with MLflow.
        artifacts: folder that takes ``outputs/`` and ``logs/`` of the working directory.
    """

    work: Path
    outputs: Mapping[str, Path]
    log: Path
    store: Path
    artifacts: Path

    @property
    def code(self) -> Path:
        return self.work / "code"

    @property
    def writable(self) -> tuple[Path, ...]:
        """What the node may write to; v1 leaves it to the script what it makes at the path of an output."""
        outputs = (path.parent for path in self.outputs.values())
        # MLflow wants to make the folder of the store itself
        return tuple(dict.fromkeys((self.work, self.store.parent, self.log, *outputs)))


@dataclass
class Attempt:
    """How a node ended.

    Args:
        argv: of its programs, with the real paths.
    """

    ended: Ended
    argv: list[list[str]] = field(default_factory=list)
    metrics: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def prepare(task: Task, place: Place) -> None:
    """Make the folders of a node and copy its code."""
    copy_code(task.code, place.code)
    for name, path in place.outputs.items():
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        # what v1 makes of an output is the script's affair, unless it is known to be a folder
        (path if task.outputs[name] == "folder" else path.parent).mkdir(parents=True, exist_ok=True)
    place.store.parent.mkdir(parents=True, exist_ok=True)
    place.log.parent.mkdir(parents=True, exist_ok=True)
    place.log.touch()


def run_command(
    task: Task, values: Values, place: Place, around: Surroundings, limit: float | None, extra: Mapping[str, str]
) -> Attempt:
    """Run a command node, or one trial of a sweep.

    Args:
        values: what its placeholders stand for.
        limit: seconds.
        extra: more environment variables.
    """
    prepare(task, place)
    around = replace(around, writable=place.writable)
    record = place.work / "argv"
    with place.log.open("wb") as log:
        try:
            environment = node_environment(task, values, place, around, record, extra)
            ended, words, notes = _run(task, values, place, around, environment, limit, log)
        except UnknownPlaceholder as error:
            log.write(f"{error}\n".encode())
            return Attempt(Ended(None, str(error)))
    finish(place)
    return Attempt(ended, recorded(record) or [words], logged(place), notes)


def node_environment(
    task: Task, values: Values, place: Place, around: Surroundings, record: Path | None, extra: Mapping[str, str]
) -> dict[str, str]:
    """The environment variables of a node."""
    variables = {name: fill_text(text, values) for name, text in task.variables.items()}
    return around.environment(place.work / "home", {**store_variables(place.store), **extra, **variables}, record)


def _run(
    task: Task,
    values: Values,
    place: Place,
    around: Surroundings,
    environment: Mapping[str, str],
    limit: float | None,
    log: IO[bytes],
) -> tuple[Ended, list[str], list[str]]:
    if isinstance(task.command, ShellLine):
        filled = fill_command(task.command.text, values)
        ended = run_shell(filled.text, around, environment, place.code, log, limit)
        return ended, program_words(filled.text), filled.notes
    words = argument_words(task.command, values)
    return run_program(words, around, environment, place.code, log, limit), words, []


def argument_words(command: Arguments, values: Values) -> list[str]:
    """The words of a v1 command with their references filled in."""
    return [_word(word, values) for word in command.words]


def _word(word: Word, values: Values) -> str:
    if word.kind is WordKind.LITERAL:
        return f"{word.prefix}{word.text}{word.suffix}"
    # what a sweep chose is among the inputs, as in v2
    group = "outputs" if word.kind is WordKind.OUTPUT else "inputs"
    return f"{word.prefix}{values.find(group, word.text)[0]}{word.suffix}"


def finish(place: Place) -> None:
    """Keep what a node left in the folders of its working directory that the service keeps."""
    with contextlib.suppress(OSError):  # it logged something
        for folder in place.store.parents:
            folder.rmdir()
    for name in _COLLECTED:
        folder = place.code / name
        if folder.is_dir() and any(folder.rglob("*")):
            shutil.copytree(folder, place.artifacts / name, dirs_exist_ok=True, ignore_dangling_symlinks=True)


def logged(place: Place) -> dict[str, float]:
    """The metrics of a node."""
    with place.log.open("rb") as stream:
        return read_metrics(place.store, stream.read(_LOG_READ).decode("utf-8", "replace"))


def with_text(values: Values, texts: Mapping[str, str]) -> Values:
    """The same values, with some literal inputs replaced or added."""
    return replace(values, texts={**values.texts, **texts})
