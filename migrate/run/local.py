"""Executing a plan on this machine, and the two ways in: a v2 job and a v1 graph."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.errors import UsageError
from migrate.run import record
from migrate.run.data import Given, bind
from migrate.run.execution import OWN_FOLDERS, Execution, Limits, folder_names
from migrate.run.guard import guard
from migrate.run.plan import Plan, Task, in_order
from migrate.run.plan_graph import plan_graph
from migrate.run.plan_job import plan_job
from migrate.run.process import Surroundings, find_bash
from migrate.run.record import NodeRecord, RunRecord, Status
from migrate.run.schedule import Watcher
from migrate.verify.graph import Graph


@dataclass(frozen=True)
class Options:
    """How to run.

    Args:
        output: folder that takes the outputs, the logs and the record; new, empty, or that of an earlier run.
        python: interpreter for the scripts.
        at_once: programs at a time; None for the number of processors.
        timeout: seconds for each node; None for what the job says.
        trials: of each sweep, at most.
        seed: for what is drawn at random.
        shell: path of bash; empty to do without.
        network: the programs may use the network.
        memory: megabytes of address space for each process; None for no limit.
    """

    output: Path
    python: str = sys.executable
    at_once: int | None = None
    timeout: float | None = None
    trials: int = 4
    seed: int = 0
    shell: str | None = field(default_factory=find_bash)
    network: bool = False
    memory: int | None = None

    @property
    def limits(self) -> Limits:
        return Limits(self.timeout, self.trials, self.seed)


class Silent:
    """Watches without a word."""

    def planned(self, count: int) -> None:
        pass

    def started(self, task: Task) -> None:
        pass

    def ended(self, task: Task, well: bool) -> None:
        pass


def run_job(
    job: Mapping[str, Any],
    extras: Mapping[str, Any],
    base: Path,
    given: Given,
    options: Options,
    *,
    trust_code: bool,
    watcher: Watcher | None = None,
) -> RunRecord:
    """Run a v2 pipeline job.

    Args:
        job, extras, base: as ``plan_job`` takes them.
        given: local data and values of parameters.
        trust_code: the caller agrees that the code of the nodes is executed.

    Raises:
        UsageError: the code is not trusted, or the output folder holds something else.
        RunError: the pipeline cannot run here; the message says why.
    """
    return run_plan(
        plan_job(job, extras, base, given.parameters), given, options, trust_code=trust_code, watcher=watcher
    )


def run_graph(
    graph: Graph, base: Path, given: Given, options: Options, *, trust_code: bool, watcher: Watcher | None = None
) -> RunRecord:
    """Run a v1 pipeline from its graph. Arguments and errors are those of ``run_job`` and ``plan_graph``."""
    plan = plan_graph(graph, base, given.parameters)
    return run_plan(plan, given, options, trust_code=trust_code, watcher=watcher)


def run_plan(
    plan: Plan, given: Given, options: Options, *, trust_code: bool, watcher: Watcher | None = None
) -> RunRecord:
    """Run a plan; the record is also written into the output folder."""
    if not trust_code:
        raise UsageError("running a pipeline executes its code", advice="add --trust-code if you trust it")
    in_order(plan.tasks)
    python = shutil.which(options.python)
    if python is None:
        raise UsageError(f"there is no interpreter {options.python}", advice="name another one")
    bound = bind(plan, given.inputs)
    output = options.output.resolve()
    _empty(output)
    record.write(_given_up(plan, output))
    held = guard(network=options.network, memory=options.memory)
    at_once = options.at_once or os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="azureml-migrate-run-", ignore_cleanup_errors=True) as scratch:
        around = Surroundings(
            scratch=Path(os.path.realpath(scratch)),
            python=os.path.abspath(python),
            slots=threading.BoundedSemaphore(at_once),
            stop=threading.Event(),
            bash=options.shell or None,
            guard=held,
        )
        execution = Execution(plan, bound, output, around, options.limits)
        nodes = execution.run(watcher or Silent(), at_once)
    result = RunRecord(
        pipeline=plan.name,
        side=plan.side,
        nodes=nodes,
        parameters=plan.parameters,
        outputs={name: f"{node}/{port}" for name, (node, port) in plan.outputs.items()},
        notes=plan.notes,
        guard=str(held),
        seconds=execution.seconds,
        folder=output,
    )
    record.write(result)
    return result


def _empty(output: Path) -> None:
    """Make the output folder; what an earlier run left in it goes.

    Raises:
        UsageError: it holds what no run has written.
    """
    if output.exists() and not output.is_dir():
        raise UsageError("is a file, not a folder to write to", path=str(output))
    if output.is_dir() and any(output.iterdir()):
        if not (output / record.FILE).is_file():
            raise UsageError("holds something else than a run", path=str(output), advice="name a new or empty folder")
        earlier = record.read(output)
        for name in (*folder_names(node.name for node in earlier.nodes).values(), *OWN_FOLDERS):
            shutil.rmtree(output / name, ignore_errors=True)
        (output / record.FILE).unlink()
    output.mkdir(parents=True, exist_ok=True)


def _given_up(plan: Plan, output: Path) -> RunRecord:
    """The record until the run is over: it tells the next run which folders are its own."""
    nodes = (
        NodeRecord(task.name, task.title, task.kind, Status.SKIPPED, message="the run was given up")
        for task in plan.tasks
    )
    return RunRecord(plan.name, plan.side, tuple(nodes), folder=output)
