"""Running nodes in the order that their data demands, independent ones side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Protocol, TypeVar

from migrate.run.plan import Task, in_order

Result = TypeVar("Result")


class Watcher(Protocol):
    """Told how a run goes on, from one thread."""

    def planned(self, count: int) -> None: ...

    def started(self, task: Task) -> None: ...

    def ended(self, task: Task, well: bool) -> None: ...


def run_all(
    tasks: Sequence[Task],
    work: Callable[[Task], tuple[bool, Result]],
    skip: Callable[[Task, str], Result],
    watcher: Watcher,
    *,
    at_once: int,
    stop_early: bool,
    stop: threading.Event,
) -> dict[str, Result]:
    """Run every task; those behind a failed one are skipped.

    Args:
        work: runs one task, in a thread; whether it went well, and the result.
        skip: the result of a task that is not run, from the reason.
        at_once: tasks at a time.
        stop_early: after a failure nothing new is started.
        stop: set when the run is given up, so that the tasks at work end.
    """
    waiting = in_order(tasks)
    watcher.planned(len(waiting))
    results: dict[str, Result] = {}
    failed: dict[str, str] = {}
    running: dict[Future[tuple[bool, Result]], Task] = {}
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        try:
            while waiting or running:
                for task in list(waiting):
                    reason = _reason_to_skip(task, failed, stop_early)
                    if reason:
                        waiting.remove(task)
                        failed[task.name] = reason
                        results[task.name] = skip(task, reason)
                        watcher.ended(task, False)
                    elif len(running) < at_once and task.before <= results.keys():
                        waiting.remove(task)
                        watcher.started(task)
                        running[pool.submit(work, task)] = task
                if not running:
                    continue
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    task = running.pop(future)
                    well, results[task.name] = future.result()
                    if not well:
                        failed[task.name] = ""
                    watcher.ended(task, well)
        except BaseException:
            stop.set()
            raise
    return {task.name: results[task.name] for task in in_order(tasks)}


def _reason_to_skip(task: Task, failed: dict[str, str], stop_early: bool) -> str:
    before = sorted(name for name in task.before if name in failed)
    if before:
        return f"{before[0]} was skipped" if failed[before[0]] else f"{before[0]} failed"
    if stop_early and any(not reason for reason in failed.values()):
        first = next(name for name, reason in failed.items() if not reason)
        return f"the pipeline ends at the first failure, which was {first}"
    return ""
