"""Between what was converted and what is verified."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.conversion import ConvertedFile, FileKind
from migrate.ledger import Outcome
from migrate.report.build import kind_of_new
from migrate.verify.graph import Place
from migrate.verify.levels import ExpectedPipeline, Finding, LeftPlace
from migrate.verify.prove import Proofs

if TYPE_CHECKING:
    from migrate.verify.equivalence import Original


def outputs_of(results: Iterable[ConvertedFile]) -> list[tuple[str, FileKind]]:
    """The files that the conversion wrote, by path."""
    outputs: dict[str, FileKind] = {}
    for result in results:
        if result.error:
            continue
        if result.changed:
            outputs[result.document.path] = result.document.kind
        for new in result.new_files:
            kind = kind_of_new(new.path)
            if kind is not None:
                outputs[new.path] = kind
    return sorted(outputs.items())


def expected_pipelines(results: Iterable[ConvertedFile]) -> list[ExpectedPipeline]:
    """The pipelines that the conversion says it wrote."""
    found = [pipeline for result in results if not result.error for pipeline in result.pipelines]
    expected = [
        ExpectedPipeline(
            pipeline.name,
            pipeline.v2_path,
            pipeline.v2_line,
            pipeline.v1.cell,
            Place(pipeline.v1.path, pipeline.v1.line, pipeline.v1.cell),
        )
        for pipeline in found
        if pipeline.v2_path and not pipeline.written
    ]
    return sorted(expected, key=lambda pipeline: (pipeline.path, pipeline.line, pipeline.name))


def expected_jobs(results: Iterable[ConvertedFile]) -> list[ExpectedPipeline]:
    """The jobs by themselves that the conversion says it wrote."""
    expected = [
        ExpectedPipeline(
            job.name,
            job.v2_path,
            job.v2_line,
            job.v1.cell,
            Place(job.v1.path, job.v1.line, job.v1.cell),
            alone=True,
        )
        for result in results
        if not result.error
        for job in result.jobs
    ]
    return sorted(expected, key=lambda job: (job.path, job.line, job.name))


def original_of(
    root: Path, results: Iterable[ConvertedFile], inputs: Path | None = None, v1_python: Path | None = None
) -> Original:
    """The v1 code, with what the ledger says about each file, and the local data to run it with.

    Raises:
        UsageError, ReadError: about the file of inputs.
    """
    from migrate.project.written import rewritten as texts_rewritten
    from migrate.run.data import read_given
    from migrate.verify.belongs import dependencies
    from migrate.verify.compare.excuses import PACKAGES_ADDED, LedgerUse
    from migrate.verify.compare.rewritten import Rewritten
    from migrate.verify.equivalence import Original
    from migrate.verify.source_hash import source_hash

    results = list(results)
    uses = {
        result.document.path: [
            LedgerUse(use.symbol, use.name, use.verdict.outcome.value, use.location.path)
            for use in result.ledger
            if use.verdict is not None
        ]
        for result in results
    }
    for result in results:
        # What happened to the packages of its jobs is told where they are listed.
        for path in {jobs.path for jobs in result.packages_of_jobs}:
            uses[result.document.path] += uses.get(path, [])
    own = {path: list(found) for path, found in uses.items()}
    code = {one.document.path: (one.document.kind, one.document.data) for one in results if one.document.kind in _CODE}
    for result in results:
        # What a module of the project makes for a pipeline is told where it stands.
        needed = dependencies(result.document.path, code) if result.pipelines or result.jobs else ()
        uses[result.document.path] += [use for path in needed[1:] for use in own[path]]
    rewritten = {
        result.document.path: Rewritten(
            source_hash(result.document.path, result.document.data), source_hash(result.document.path, result.output())
        )
        for result in results
        if result.changed and uses[result.document.path]
    }
    for result in results:
        for path, before, after in texts_rewritten(result):
            rewritten.setdefault(path, Rewritten(source_hash(path, before.encode()), source_hash(path, after.encode())))
    added = [LedgerUse(*PACKAGES_ADDED, Outcome.CHANGED.value, path) for path in _with_packages(results)]
    uses = {path: [*found, *added] for path, found in uses.items()}
    return Original(root, uses, rewritten, read_given(file=inputs), v1_python)


_CODE = (FileKind.PYTHON, FileKind.NOTEBOOK)
_PACKAGES = re.compile(r"^\W*(azure-ai-ml|azure-identity|azureml-fsspec|azureml-mlflow|mlflow|mltable)\b", re.MULTILINE)
"""A line that names what converted code imports."""


def _with_packages(results: Iterable[ConvertedFile]) -> Iterator[str]:
    """The files of packages to which the conversion has added what converted code imports."""
    for one in results:
        if one.changed and one.document.kind in (FileKind.CONDA, FileKind.REQUIREMENTS):
            before, after = (
                _PACKAGES.findall(data.decode("utf-8", "replace")) for data in (one.document.data, one.output())
            )
            if set(after) - set(before):
                yield one.document.path


def left_places(results: Iterable[ConvertedFile]) -> list[LeftPlace]:
    """The statements that the conversion left to a person, where they stand in its output."""
    places = []
    for result in results:
        path = result.document.path
        places += [LeftPlace(path, 0, cell) for cell in result.broken]
        for use in result.ledger:
            if use.verdict is not None and use.verdict.outcome is Outcome.MANUAL and use.output_line:
                places.append(LeftPlace(path, use.output_line, use.location.cell))
    return places


def broken_cells(results: Iterable[ConvertedFile]) -> list[str]:
    """The cells that are not Python, and so were left as they are."""
    return [
        f"{result.document.path} cell {cell}: {reason}; the cell is left as it is"
        for result in results
        for cell, reason in sorted(result.broken.items())
    ]


def objections(proofs: Proofs) -> dict[str, list[str]]:
    """What verification says against each file, without its path."""
    found: dict[str, list[str]] = {}
    for findings in proofs.findings.values():
        for finding in findings:
            if finding.is_error:
                found.setdefault(finding.path, []).append(_objection(finding))
    return found


def _objection(finding: Finding) -> str:
    cell = "" if finding.cell is None else f"cell {finding.cell}, "
    line = f"line {finding.line}: " if finding.line else ""
    text = f"{cell}{line}{finding.message}"
    return f"{text} ({finding.advice})" if finding.advice else text


def not_checked(proofs: Proofs) -> list[str]:
    """What could not be checked, each reason once with the files that it concerns."""
    files: dict[str, list[str]] = {}
    for missing in proofs.not_checked:
        reason = f"{missing.reason} ({missing.advice})" if missing.advice else missing.reason
        files.setdefault(reason, []).append(missing.path)
    told = []
    for reason, paths in files.items():
        more = f" and {len(paths) - 1} more" if paths[1:] else ""
        told.append(f"{paths[0]}{more}: {reason}" if paths[0] else reason)
    return told
