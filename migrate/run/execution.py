"""The execution of one plan: each node's place, values, result and record."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migrate.run.data import content_hash, files_in
from migrate.run.node import Place, run_command
from migrate.run.parallel import run_parallel
from migrate.run.paths import Tokens, port_names
from migrate.run.placeholders import Values
from migrate.run.plan import FromNode, Outside, Plan, RunError, Task, Text
from migrate.run.process import Ended, Surroundings
from migrate.run.record import NodeRecord, OutputRecord, Status, TrialRecord
from migrate.run.schedule import Watcher, run_all
from migrate.run.sweep import Trial, run_sweep

OWN_FOLDERS = ("logs", "mlruns", "artifacts")
"""Folders of a run beside those of the nodes."""


@dataclass(frozen=True)
class Limits:
    """Bounds for each node: seconds, trials of a sweep, and the seed of what is drawn at random."""

    timeout: float | None = None
    trials: int = 4
    seed: int = 0


@dataclass
class _Outcome:
    ended: Ended
    argv: list[list[str]] = field(default_factory=list)
    metrics: Mapping[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)


class Execution:
    """Runs a plan once.

    Args:
        bound: the local path of everything from outside.
        output: folder of the run.
    """

    def __init__(
        self, plan: Plan, bound: Mapping[Outside, Path], output: Path, around: Surroundings, limits: Limits
    ) -> None:
        self._plan, self._bound, self._output = plan, bound, output
        self._around, self._limits = around, limits
        self._folders = folder_names(task.name for task in plan.tasks)
        self._hashes = {path: content_hash(files_in(path)) for path in set(bound.values())}
        self.seconds: dict[str, float] = {}

    def run(self, watcher: Watcher, at_once: int) -> tuple[NodeRecord, ...]:
        """Run every node; the records in the order of the pipeline."""
        results = run_all(
            self._plan.tasks,
            self._work,
            self._skip,
            watcher,
            at_once=at_once,
            stop_early=self._plan.stop_early,
            stop=self._around.stop,
        )
        return tuple(results.values())

    def _skip(self, task: Task, reason: str) -> NodeRecord:
        return NodeRecord(
            task.name,
            task.title,
            task.kind,
            Status.SKIPPED,
            inputs=self._origins(task),
            outputs={name: OutputRecord(kind) for name, kind in task.outputs.items()},
            after=task.after,
            message=reason,
        )

    def _work(self, task: Task) -> tuple[bool, NodeRecord]:
        started = time.monotonic()
        place = self._place(task)
        try:
            outcome = self._run(task, place)
        except (RunError, OSError) as error:  # OSError: a full disk, a folder that cannot be read
            place.log.parent.mkdir(parents=True, exist_ok=True)
            place.log.write_text(f"{error}\n", encoding="utf-8")
            outcome = _Outcome(Ended(None, str(error)))
        self.seconds[task.name] = time.monotonic() - started
        record = self._record(task, place, outcome)
        return outcome.ended.well, record

    def _run(self, task: Task, place: Place) -> _Outcome:
        values = self._values(task, place)
        limits = [limit for limit in (self._limits.timeout, task.timeout) if limit]
        limit = min(limits, default=None)
        if task.sweep is not None:
            swept = run_sweep(
                task, values, place, self._around, limit, most=self._limits.trials, seed=self._limits.seed
            )
            if swept.best is None:
                return _Outcome(swept.ended, notes=swept.notes, trials=swept.trials)
            best = swept.best.attempt
            names = Tokens(port_names(values.paths, swept.best.place.outputs, swept.best.place.code))
            argv = [list(words) for words in names.replace(best.argv)]
            return _Outcome(swept.ended, argv, best.metrics, [*swept.notes, *best.notes], swept.trials)
        if task.parallel is not None:
            attempt = run_parallel(task, values, place, self._around, limit)
        else:
            extra = {f"AZUREML_PARAMETER_{name}": text for name, text in values.texts.items() if "\0" not in text}
            attempt = run_command(task, values, place, self._around, limit, extra if self._plan.side == "v2" else {})
        return _Outcome(attempt.ended, attempt.argv, attempt.metrics, attempt.notes)

    def _record(self, task: Task, place: Place, outcome: _Outcome) -> NodeRecord:
        ended = outcome.ended
        files = {name: files_in(path) if path.exists() else {} for name, path in place.outputs.items()}
        unwritten = [f"nothing was written to the output {name}" for name, found in files.items() if not found]
        values = self._values(task, place)
        return NodeRecord(
            name=task.name,
            title=task.title,
            kind=task.kind,
            status=Status.COMPLETED if ended.well else Status.FAILED,
            exit_code=ended.code,
            argv=Tokens(port_names(values.paths, place.outputs, place.code)).replace(outcome.argv),
            inputs=self._origins(task),
            outputs={name: OutputRecord(task.outputs[name], found) for name, found in files.items()},
            after=task.after,
            metrics=outcome.metrics,
            trials=tuple(_trial(trial, values) for trial in outcome.trials),
            log=place.log.relative_to(self._output).as_posix() if place.log.exists() else "",
            message=ended.reason or ("" if ended.well else f"exit code {ended.code}"),
            notes=tuple(dict.fromkeys((*task.notes, *outcome.notes, *(unwritten if ended.well else ())))),
        )

    def _place(self, task: Task) -> Place:
        folder = self._folders[task.name]
        return Place(
            work=self._around.scratch / "nodes" / folder,
            outputs={name: self._output / folder / name for name in task.outputs},
            log=self._output / "logs" / f"{folder}.txt",
            store=self._output / "mlruns" / folder / "store",
            artifacts=self._output / "artifacts" / folder,
        )

    def _values(self, task: Task, place: Place) -> Values:
        texts = {name: source.value for name, source in task.inputs.items() if isinstance(source, Text)}
        paths = {name: str(self._path(source)) for name, source in task.inputs.items() if not isinstance(source, Text)}
        return Values(texts, paths, {name: str(path) for name, path in place.outputs.items()})

    def _path(self, source: FromNode | Outside) -> Path:
        if isinstance(source, Outside):
            return self._bound[source]
        path = self._output / self._folders[source.node] / source.output
        return path / source.below.strip("/") if source.below else path

    def _origins(self, task: Task) -> dict[str, str]:
        """Where each input comes from, in a form that is the same on both sides of a comparison."""
        origins = {}
        for name, source in task.inputs.items():
            if isinstance(source, Text):
                origins[name] = f"text:{source.value}"
            elif isinstance(source, FromNode):
                origins[name] = f"node:{source.node}/{source.output}{source.below}"
            else:
                origins[name] = f"data:{self._hashes[self._bound[source]]}"
        return origins


def _trial(trial: Trial, values: Values) -> TrialRecord:
    names = Tokens(port_names(values.paths, trial.place.outputs, trial.place.code))
    return TrialRecord(
        values=trial.values,
        status=Status.COMPLETED if trial.attempt.ended.well else Status.FAILED,
        exit_code=trial.attempt.ended.code,
        argv=names.replace(trial.attempt.argv),
        metrics=trial.attempt.metrics,
        best=trial.best,
    )


def folder_names(nodes: Iterable[str]) -> dict[str, str]:
    """A folder for each node, different ones also where case does not count; v1 names may hold anything."""
    names: dict[str, str] = {}
    taken = {name.lower() for name in OWN_FOLDERS}
    for node in nodes:
        name = base = re.sub(r"[^\w.-]+", "_", node).strip("._") or "node"
        number = 2
        while name.lower() in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name.lower())
        names[node] = name
    return names
