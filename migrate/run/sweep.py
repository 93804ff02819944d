"""Running a sweep node: a bounded number of trials, of which the best gives the outputs."""

from __future__ import annotations

import math
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrate.run.node import Attempt, Place, run_command, with_text
from migrate.run.placeholders import Values
from migrate.run.plan import Sweep, Task
from migrate.run.process import Ended, Surroundings
from migrate.run.sampling import combinations, sample


@dataclass
class Trial:
    """One trial, with the values it got."""

    values: Mapping[str, str]
    place: Place
    attempt: Attempt
    best: bool = False


@dataclass
class Swept:
    """How a sweep ended.

    Args:
        argv: of the best trial.
    """

    ended: Ended
    trials: list[Trial] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def best(self) -> Trial | None:
        return next((trial for trial in self.trials if trial.best), None)


def run_sweep(
    task: Task,
    values: Values,
    place: Place,
    around: Surroundings,
    limit: float | None,
    *,
    most: int,
    seed: int,
) -> Swept:
    """Run the trials of a sweep node and keep the outputs of the best.

    Args:
        limit: seconds of each trial.
        most: trials, whatever the job says.
        seed: of the sampling, unless the job gives one.
    """
    sweep = task.sweep
    assert sweep is not None
    drawn = sample(sweep.space, sweep.sampling, min(sweep.trials, most), sweep.seed if sweep.seed is not None else seed)
    notes = list(_notes(sweep, len(drawn)))
    trials_folder = place.log.parent / task.name
    with ThreadPoolExecutor(max_workers=max(1, min(sweep.at_once, len(drawn)))) as pool:
        started = [
            (
                texts,
                trial := _place_of_trial(place, number, trials_folder),
                pool.submit(_run_trial, task, with_text(values, texts), trial, around, limit, texts),
            )
            for number, texts in enumerate(drawn, start=1)
        ]
        trials = [Trial(texts, trial, future.result()) for texts, trial, future in started]
    _write_log(place.log, trials, sweep)
    return _choose(sweep, trials, place, notes)


def _notes(sweep: Sweep, count: int) -> list[str]:
    notes = []
    wanted = min(sweep.trials, combinations(sweep.space)) if sweep.sampling == "grid" else sweep.trials
    if count < wanted:
        notes.append(f"{count} of {wanted} trials")
    if sweep.sampling not in ("grid", "random"):
        notes.append(f"{sweep.sampling} sampling is replaced by random")
    return notes


def _run_trial(
    task: Task, values: Values, place: Place, around: Surroundings, limit: float | None, texts: Mapping[str, str]
) -> Attempt:
    outputs = {name: str(path) for name, path in place.outputs.items()}
    extra = {f"AZUREML_SWEEP_{name}": value for name, value in texts.items()}
    return run_command(task, replace(values, outputs=outputs), place, around, limit, extra)


def _place_of_trial(place: Place, number: int, logs: Path) -> Place:
    name = f"trial_{number}"
    return Place(
        work=place.work / name,
        outputs={output: place.work / name / "results" / output for output in place.outputs},
        log=logs / f"{name}.txt",
        store=place.store.parent / name / place.store.name,
        artifacts=place.work / name / "artifacts",
    )


def _choose(sweep: Sweep, trials: list[Trial], place: Place, notes: list[str]) -> Swept:
    ended = [trial for trial in trials if trial.attempt.ended.well]
    if not ended:
        first = trials[0].attempt.ended if trials else Ended(None, "there is nothing to try")
        return Swept(Ended(first.code, first.reason or "every trial failed"), trials, notes)
    scored = [trial for trial in ended if not math.isnan(trial.attempt.metrics.get(sweep.metric, math.nan))]
    if not scored:
        return Swept(Ended(None, f"no trial logged the metric {sweep.metric}"), trials, notes)
    if failed := len(trials) - len(ended):
        notes.append(f"{failed} of {len(trials)} trials failed")
    pick = max if sweep.maximize else min
    best = pick(scored, key=lambda trial: trial.attempt.metrics[sweep.metric])
    best.best = True
    for name, path in place.outputs.items():
        _replace(best.place.outputs[name], path)
    _replace(best.place.artifacts, place.artifacts)
    return Swept(Ended(0), trials, notes)


def _replace(source: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        shutil.copy2(source, target)


def _write_log(path: Path, trials: list[Trial], sweep: Sweep) -> None:
    lines = []
    for trial in trials:
        values = ", ".join(f"{name}={value}" for name, value in trial.values.items())
        metric = trial.attempt.metrics.get(sweep.metric)
        code = trial.attempt.ended.reason or f"exit code {trial.attempt.ended.code}"
        log = trial.place.log.relative_to(path.parent).as_posix()
        lines.append(f"{values}: {code}, {sweep.metric}={metric}, log {log}\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")
