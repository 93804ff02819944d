"""Convert a folder, prove the result and print the work list: ``python -m tests.levels DIR --trust-code``.

The result goes to a temporary folder. What is printed: the pipelines by the level that they reach, how the graphs
differ, and why pipelines are not converted, not traced or not built.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from migrate.cli import parts
from migrate.cli.outputs import write_tree
from migrate.cli.proving import expected_jobs, expected_pipelines, left_places, original_of, outputs_of
from migrate.cli.request import check_level
from migrate.cli.settle import settle
from migrate.cli.workers import available_processors, convert_documents
from migrate.conversion import ConvertedFile, Options, Style
from migrate.errors import UsageError
from migrate.ledger import Kind, Outcome
from migrate.project.discovery import select
from migrate.project.reading import read_files
from migrate.project.written import with_written
from migrate.verify.levels import Level, PipelineProof
from migrate.verify.project.launch import Launch

_PIPELINE = "azureml.pipeline.core.Pipeline"
_DIFFERENCE = re.compile(r"(?:node (?:'.*?'|\".*?\")|pipeline): (.+?): v1 has ", re.DOTALL)
_EXCUSED = re.compile(r" \[excused: ([^\]]*)\]$")
_NOT_COMPARED = ("the v1 pipeline could not be traced: ", "not compared with v1: ", "v1 built", "v1 builds")
_PLACE = re.compile(r"[^\s:]+\.(?:py|ipynb|yml)(?: cell \d+)?(?::\d+)*: ")
_SCRIPT_FAILED = re.compile(r"the script failed: .*?:\d+: \w+")


@dataclass
class Levels:
    """What the proofs of a folder came to.

    Args:
        pipelines: how many v1 makes.
        crashes: the failures of the converter, by file.
    """

    pipelines: int = 0
    left: Counter[str] = field(default_factory=Counter)
    """Why pipelines are not converted."""
    proofs: tuple[PipelineProof, ...] = ()
    jobs: tuple[PipelineProof, ...] = ()
    """Of what is submitted without a pipeline."""
    crashes: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def reached(self) -> Counter[Level]:
        return Counter(proof.level for proof in self.proofs)


def levels_of(folder: Path, options: Options, *, trust_code: bool) -> Levels:
    """Convert a folder and prove the result up to ``equivalent``.

    Raises:
        UsageError: the code is not trusted.
    """
    check_level(Level.EQUIVALENT, trust_code=trust_code)
    start = time.perf_counter()
    selection = select([folder])
    read = read_files(selection)
    options = with_written(replace(options, together=frozenset(selection.files)), read.project.documents)
    convert = parts.converter(selection.root, options)
    made = convert_documents(read.project.documents, convert, workers=available_processors())
    results = settle(made.files, selection.root)
    found = Levels(crashes=made.crashes, failed=[str(failure) for failure in read.failed])
    found.failed += [f"{result.document.path}: {result.error}" for result in results if result.error]
    _count(results, found)
    if outputs := outputs_of(results):
        with TemporaryDirectory(prefix="azureml-migrate-") as scratch:
            write_tree(selection, results, Path(scratch))
            proofs = parts.prove()(
                Path(scratch),
                outputs,
                [*expected_pipelines(results), *expected_jobs(results)],
                level=Level.EQUIVALENT,
                trust_code=trust_code,
                left=left_places(results),
                original=original_of(selection.root, results),
                launch=Launch(source=selection.root),
            )
            found.proofs, found.jobs = proofs.pipelines, proofs.jobs
    found.seconds = time.perf_counter() - start
    return found


def _count(results: Iterable[ConvertedFile], found: Levels) -> None:
    for use in (use for result in results for use in result.ledger):
        if use.symbol == _PIPELINE and use.kind is Kind.CALL and use.verdict is not None:
            found.pipelines += 1
            if use.verdict.outcome is Outcome.MANUAL:
                found.left[f"{use.verdict.code}  {use.verdict.message}"] += 1


def show(levels: Levels, top: int) -> str:
    reached, of_jobs = levels.reached, Counter(job.level for job in levels.jobs)
    lines = [
        f"pipelines in v1     {levels.pipelines}",
        f"converted           {len(levels.proofs)}",
        *(f"  {level.value:<17} {reached[level]}" for level in Level if reached[level]),
        f"jobs by themselves  {len(levels.jobs)}",
        *(f"  {level.value:<17} {of_jobs[level]}" for level in Level if of_jobs[level]),
        f"crashes             {len(levels.crashes)}",
        f"files that failed   {len(levels.failed)}",
        f"time                {levels.seconds:.1f} s",
    ]
    wrong, excused, not_compared, other = sort_out((*levels.proofs, *levels.jobs))
    tables = {
        "differences by field": wrong,
        "excused": excused,
        "not compared": not_compared,
        "what else was said": other,
        "pipelines not converted": levels.left,
        "files that failed": Counter(levels.failed),
    }
    for title, table in tables.items():
        if table:
            lines += ["", title, *(f"  {count:>5}  {text[:200]}" for text, count in table.most_common(top))]
    lines += ["", "pipelines and jobs below equivalent"]
    for proof in (*levels.proofs, *levels.jobs):
        if not proof.level.reaches(Level.EQUIVALENT):
            lines.append(
                f"  {proof.path}:{proof.line} {proof.name}{' (job)' if proof.alone else ''}: {proof.level.value}"
            )
            lines += [f"      {' '.join(line.split())[:300]}" for line in proof.differences[:top]]
    return "\n".join(lines)


def sort_out(
    proofs: Iterable[PipelineProof],
) -> tuple[Counter[str], Counter[str], Counter[str], Counter[str]]:
    """How often the graphs differ in each field, what of that is excused, why not compared, and what else was said."""
    wrong, excused, not_compared, other = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for line in (line for proof in proofs for line in proof.differences):
        difference, excuse = _DIFFERENCE.match(line), _EXCUSED.search(line)
        if difference:
            (excused if excuse else wrong)[f"{difference[1]} ({excuse[1]})" if excuse else difference[1]] += 1
        elif line.startswith(_NOT_COMPARED):
            not_compared[line] += 1
        else:
            failed = _SCRIPT_FAILED.match(line)
            other[_PLACE.sub("", " ".join((failed[0] if failed else line).split()), count=1)] += 1
    return wrong, excused, not_compared, other


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trust-code", action="store_true", help="the code may be executed")
    parser.add_argument("--style", choices=[style.value for style in Style], default="inline")
    parser.add_argument("--top", type=int, default=40, help="rows of each table")
    given = parser.parse_args(arguments)
    try:
        levels = levels_of(given.folder, Options(style=Style(given.style)), trust_code=given.trust_code)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    print(show(levels, given.top))
    for crash in levels.crashes.values():
        print(crash, file=sys.stderr)
    return 1 if levels.crashes else 0


if __name__ == "__main__":
    sys.exit(main())
