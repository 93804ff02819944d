"""What is to be executed, with every parameter filled in: the same for a v2 job and for a v1 graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migrate.errors import MigrateError
from migrate.verify.graph import Word


class RunError(MigrateError):
    """The pipeline cannot be executed on this machine."""


@dataclass(frozen=True)
class Text:
    """A literal value, as the text that the service would put into a command."""

    value: str


@dataclass(frozen=True)
class FromNode:
    """The output of another node. ``below`` is a path inside it, when the job names one."""

    node: str
    output: str
    below: str = ""


@dataclass(frozen=True)
class Outside:
    """Data that is not made by the pipeline; a local path takes its place.

    Args:
        names: under which the user may bind it, the most exact one first.
        uri: what the code says: a path on a datastore, an asset, a local path.
        local: where it is, when the code itself names a path on this machine.
        kind: ``uri_folder``, ``uri_file``, ``mltable``, … or empty when nobody says.
    """

    names: tuple[str, ...]
    uri: str = ""
    local: Path | None = None
    kind: str = ""


Source = Text | FromNode | Outside


@dataclass(frozen=True)
class ShellLine:
    """A command of v2: a line for the shell with ``${{inputs.x}}``, ``${{outputs.x}}`` and ``$[[ ]]``."""

    text: str


@dataclass(frozen=True)
class Arguments:
    """A command of v1: words that reach the program as they are."""

    words: tuple[Word, ...]


Command = ShellLine | Arguments


@dataclass(frozen=True)
class Parallel:
    """How a parallel node cuts its input into mini-batches, and how much may go wrong.

    Args:
        script: the entry script, relative to the code folder.
        input: name of the input that is cut.
        size: ``10`` (files) or ``10KB`` (rows of tables); empty for the service's default.
        table: the input is a table whatever its type says (v1).
        append_to: the output that collects the results of all mini-batches; empty for none.
        append_name: name of the file in that output; empty when the output is the file itself.
        workers: processes.
        tries: of each mini-batch, the first one included.
        timeout: seconds of one call of ``run``.
        failed_batches: how many mini-batches may fail; -1 for any number.
        failed_percent: how many of a hundred mini-batches may fail; -1 for any number.
        failed_items: how many items may fail; -1 for any number.
        keys: columns by which the rows are grouped, in place of ``size``.
    """

    script: str
    input: str
    size: str = ""
    table: bool = False
    append_to: str = ""
    append_name: str = ""
    workers: int = 1
    tries: int = 3
    timeout: float = 60.0
    failed_batches: int = -1
    failed_percent: int = -1
    failed_items: int = -1
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sweep:
    """How a sweep node tries values.

    Args:
        space: by the name of the input, an expression as v2 writes it: ``{"type": "choice", "values": […]}``.
        sampling: ``grid``, ``random`` or ``bayesian``.
        seed: of the sampling, when the code gives one.
    """

    space: Mapping[str, Mapping[str, object]]
    metric: str
    maximize: bool
    sampling: str = "random"
    seed: int | None = None
    trials: int = 1
    at_once: int = 1


@dataclass(frozen=True)
class Task:
    """One node.

    Args:
        title: the name that people see; pairs a v2 node with its v1 step.
        outputs: by name ``folder``, ``file``, or empty when the script makes what it likes at the path (v1).
        inputs: those that have a value; an optional input without one is left out.
        code: folder or file that becomes the working directory.
        variables: environment variables, which may hold ``${{inputs.x}}``.
        after: nodes that must be done before, whether or not data says so.
        timeout: seconds.
        notes: what is different from the service, one sentence each.
    """

    name: str
    title: str
    kind: str
    command: Command
    inputs: Mapping[str, Source] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    code: Path | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    timeout: float | None = None
    parallel: Parallel | None = None
    sweep: Sweep | None = None
    notes: tuple[str, ...] = ()

    @property
    def before(self) -> frozenset[str]:
        """The nodes that this one waits for."""
        return frozenset(self.after) | {item.node for item in self.inputs.values() if isinstance(item, FromNode)}


@dataclass(frozen=True)
class Plan:
    """A whole pipeline.

    Args:
        side: ``v1`` or ``v2``.
        outputs: what the pipeline gives back, by name: node and output.
        parameters: the value of each, as text.
        stop_early: the first failure ends the pipeline (``continue_on_step_failure=False``).
    """

    name: str
    side: str
    tasks: tuple[Task, ...]
    outputs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    stop_early: bool = False
    notes: tuple[str, ...] = ()


def in_order(tasks: Sequence[Task]) -> list[Task]:
    """The tasks, each behind those that it waits for; otherwise in the order given.

    Raises:
        RunError: they wait for each other, or for a node that does not exist.
    """
    known = {task.name for task in tasks}
    for task in tasks:
        for missing in sorted(task.before - known):
            raise RunError(f"node {task.name} waits for {missing}, which is no node of the pipeline")
    done: list[Task] = []
    names: set[str] = set()
    waiting = list(tasks)
    while waiting:
        ready = next((task for task in waiting if task.before <= names), None)
        if ready is None:
            circle = ", ".join(sorted(task.name for task in waiting))
            raise RunError(f"these nodes wait for each other: {circle}", advice="break the circle of inputs")
        waiting.remove(ready)
        done.append(ready)
        names.add(ready.name)
    return done


def refuse(reasons: Iterable[str]) -> None:
    """Raise one error for everything that stands against a local run."""
    listed = list(dict.fromkeys(reasons))
    if listed:
        raise RunError(f"the pipeline cannot run locally: {'; '.join(listed)}")


def as_text(value: object) -> str:
    """A literal as it reaches a command: ``True``, ``0.5``, ``text``."""
    return value if isinstance(value, str) else str(value)
