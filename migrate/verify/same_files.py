"""The level ``runs``: both pipelines run on this machine, with the same arguments, and write the same files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from migrate.errors import MigrateError
from migrate.run.compare import compare_runs
from migrate.run.data import Given
from migrate.run.local import Options, run_graph, run_job
from migrate.run.record import RunRecord
from migrate.run.show import failures
from migrate.verify.builds import BuiltPipeline
from migrate.verify.graph import Graph

_MEMORY = 8192  # megabytes of address space for each program, as for what builds the pipelines


@dataclass(frozen=True)
class RunsAlike:
    """What came of running a v1 pipeline and what it became.

    Args:
        against: what keeps the pipeline from the level, one line each; empty when both wrote the same.
        guard: what kept the programs from network and disk; empty when none was started.
    """

    against: tuple[str, ...] = ()
    guard: str = ""


def run_both(
    graph: Graph,
    job: BuiltPipeline,
    v1_root: Path,
    v2_root: Path,
    given: Given,
    pairs: Mapping[str, str],
    *,
    timeout: float | None = None,
) -> RunsAlike:
    """Run a v1 pipeline and what it became, each in a folder of its own, and compare what they wrote.

    The network is cut; nothing is written elsewhere.

    Args:
        graph: the graph of the v1 pipeline.
        job: the v2 pipeline.
        given: local data for the inputs of both.
        pairs: the v2 node of each v1 node.
        timeout: seconds for each node.
    """

    def options(side: str) -> Options:
        return Options(Path(scratch, side), timeout=timeout, memory=_MEMORY)

    with TemporaryDirectory(prefix="azureml-migrate-runs-") as scratch:
        try:
            v1 = run_graph(graph, v1_root, given, options("v1"), trust_code=True)
            v2 = run_job(job.dump, job.extras, v2_root, given, options("v2"), trust_code=True)
        except MigrateError as error:
            return RunsAlike((f"not run: {error.message} (name the local data in a file for --inputs)",))
        against = [*_failed("v1", v1), *_failed("v2", v2)]
        if against:
            return RunsAlike(tuple(against), v1.guard)
        comparison = compare_runs(v1, v2, pairs)
        against = [str(difference) for difference in comparison.differences]
        if not comparison.files:
            against.append("not shown to run alike: neither pipeline wrote a file")
        return RunsAlike(tuple(against), v1.guard)


def _failed(side: str, record: RunRecord) -> list[str]:
    return [] if record.well else [f"{side} did not run through: {text}" for text in failures(record)]
