"""The inventory of a code base that uses SDK v1: what it uses, what ``convert`` would make of it, and the work left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

import migrate
from migrate.conversion import ConvertedFile, PipelineSeen
from migrate.ledger import Outcome, Use
from migrate.report.build import TOOL, UntouchedFile
from migrate.report.effort import Effort, estimate
from migrate.report.model import Count, Part, Tool, UseCounts
from migrate.report.secrets import mask

PIPELINE = "azureml.pipeline.core.Pipeline"


class Construct(Part):
    """A public symbol of SDK v1 with its uses: imports, calls, arguments and attributes of it."""

    symbol: str
    codes: list[str] = Field(description="the rules that decided")
    files: Count = Field(description="in how many files it is used")
    uses: UseCounts


class ScannedFile(Part):
    path: str
    kind: str | None
    status: Literal["converts", "stays", "plain", "failed"] = Field(
        description="converts: convert would change it; stays: it uses v1 and would stay; plain: no use of v1"
    )
    uses: UseCounts
    pipelines: Count
    minutes: Count
    error: str | None = None


class ScannedPipeline(Part):
    name: str = Field(description="the variable that holds it; empty when none does")
    path: str
    line: Count
    cell: int | None
    steps: list[str]
    outcome: Outcome
    message: str
    uses: UseCounts = Field(description="those in the statements that make up the pipeline")


class EntryScript(Part):
    step: str
    path: str
    line: Count
    cell: int | None
    script: str | None = Field(description="null when it is only known when the code runs")
    found: bool


class InventorySummary(Part):
    files: Count = Field(description="Python files and notebooks that were read")
    files_with_v1: Count
    files_failed: Count
    uses: UseCounts
    pipelines: Count
    pipelines_converted: Count
    scripts_found: Count
    scripts_not_found: Count


class Inventory(Part):
    """What ``scan`` found. The same input gives the same bytes."""

    schema_version: Literal["1.0"] = "1.0"
    tool: Tool
    summary: InventorySummary
    effort: Effort
    constructs: list[Construct]
    files: list[ScannedFile]
    pipelines: list[ScannedPipeline]
    scripts: list[EntryScript]


def take_inventory(results: Iterable[ConvertedFile], untouched: Iterable[UntouchedFile] = ()) -> Inventory:
    """The inventory of what a conversion would do.

    Args:
        results: of the same conversion that ``convert`` makes, one for each document.
        untouched: files without v1, and those that could not be read.
    """
    results = sorted(results, key=lambda result: result.document.path)
    files = sorted([*map(_file, results), *map(_untouched, untouched)], key=lambda file: file.path)
    uses = [use for result in results for use in result.ledger]
    # A pipeline may stand in another file than its steps.
    made = {use.location: use for use in reversed(uses) if use.symbol == PIPELINE and not use.name}
    pipelines = [
        _pipeline(seen, made.get(seen.location), result) for result in results for seen in result.pipelines_seen
    ]
    scripts = [script for result in results for script in _scripts(result)]
    converts = [file for file in files if file.status == "converts"]
    return Inventory(
        tool=Tool(name=TOOL, version=migrate.__version__),
        summary=InventorySummary(
            files=len(files),
            files_with_v1=sum(file.uses.total > 0 for file in files),
            files_failed=sum(file.status == "failed" for file in files),
            uses=count(uses),
            pipelines=len(pipelines),
            pipelines_converted=sum(pipeline.outcome is not Outcome.MANUAL for pipeline in pipelines),
            scripts_found=sum(script.found for script in scripts),
            scripts_not_found=sum(not script.found for script in scripts),
        ),
        effort=estimate(uses, files=len(converts), pipelines=len(pipelines)),
        constructs=_constructs(uses),
        files=files,
        pipelines=pipelines,
        scripts=scripts,
    )


def count(uses: Iterable[Use]) -> UseCounts:
    """Uses by outcome."""
    counts = Counter(use.verdict.outcome.value for use in uses if use.verdict is not None)
    return UseCounts(total=counts.total(), **counts)


def _file(result: ConvertedFile) -> ScannedFile:
    if result.error:
        status = "failed"
    elif result.changed:
        status = "converts"
    else:
        status = "stays" if len(result.ledger) else "plain"
    effort = estimate(result.ledger, files=int(status == "converts"), pipelines=len(result.pipelines_seen))
    return ScannedFile.model_validate(
        {
            "path": result.document.path,
            "kind": result.document.kind.value,
            "status": status,
            "uses": count(result.ledger),
            "pipelines": len(result.pipelines_seen),
            "minutes": effort.minutes,
            "error": mask(result.error.removeprefix(f"{result.document.path}:").strip(), result.secrets)
            if result.error
            else None,
        }
    )


def _untouched(file: UntouchedFile) -> ScannedFile:
    return ScannedFile(
        path=file.path,
        kind=file.kind.value if file.kind else None,
        status="failed" if file.error else "plain",
        uses=UseCounts(),
        pipelines=0,
        minutes=0,
        error=mask(file.error) if file.error else None,
    )


def _constructs(uses: Sequence[Use]) -> list[Construct]:
    by_symbol: dict[str, list[Use]] = {}
    for use in uses:
        by_symbol.setdefault(use.symbol, []).append(use)
    constructs = [
        Construct(
            symbol=symbol,
            codes=sorted({use.verdict.code for use in found if use.verdict is not None}),
            files=len({use.location.path for use in found}),
            uses=count(found),
        )
        for symbol, found in by_symbol.items()
    ]
    return sorted(constructs, key=lambda construct: (-construct.uses.total, construct.symbol))


def _pipeline(seen: PipelineSeen, own: Use | None, result: ConvertedFile) -> ScannedPipeline:
    where = seen.location
    verdict = own.verdict if own is not None else None
    return ScannedPipeline(
        name=seen.name,
        path=where.path,
        line=where.line,
        cell=where.cell,
        steps=[mask(step, result.secrets) for step in seen.steps],
        outcome=verdict.outcome if verdict is not None else Outcome.MANUAL,
        message=mask(verdict.message, result.secrets) if verdict is not None else "",
        uses=count(use for use in result.ledger if seen.holds(use.location)),
    )


def _scripts(result: ConvertedFile) -> list[EntryScript]:
    return [
        EntryScript(
            step=mask(seen.step, result.secrets),
            path=seen.location.path,
            line=seen.location.line,
            cell=seen.location.cell,
            script=mask(seen.path, result.secrets) if seen.path else None,
            found=seen.found,
        )
        for seen in result.scripts_seen
    ]
