"""From the results of a conversion to the report: sorted, masked, without anything that differs between two runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

from pydantic import BaseModel

import migrate
from migrate.conversion import ConvertedFile, FileKind, NewFile, PipelineFound
from migrate.errors import LedgerError
from migrate.ledger import Location, Outcome, Use
from migrate.report.graphs import graphs_of
from migrate.report.model import (
    FileCounts,
    FileEntry,
    PipelineCounts,
    PipelineEntry,
    Place,
    RemarkEntry,
    Report,
    RuleEntry,
    Summary,
    Tool,
    UseCounts,
    UseEntry,
    UseLocation,
)
from migrate.report.secrets import mask
from migrate.verify.levels import Level, PipelineProof

TOOL = "azureml-migrate"

_LEVELS = (Level.PARSED, Level.CONFORMING, Level.BUILDS, Level.EQUIVALENT, Level.RUNS)


_Entry = TypeVar("_Entry", bound=BaseModel)


@dataclass(frozen=True)
class UntouchedFile:
    """A file that was read and not converted. ``error`` says why, if that was not the user's or the file's wish."""

    path: str
    kind: FileKind | None
    error: str | None = None


class RuleText(Protocol):
    """What a report says of a rule."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def summary(self) -> str: ...

    @property
    def url(self) -> str: ...


def build_report(
    converted: Iterable[ConvertedFile],
    proofs: Sequence[PipelineProof] = (),
    *,
    jobs: Sequence[PipelineProof] = (),
    untouched: Iterable[UntouchedFile] = (),
    objections: Mapping[str, Sequence[str]] | None = None,
    rules: Iterable[RuleText] = (),
    written: bool = True,
    secrets: Iterable[str] = (),
) -> Report:
    """The report of one conversion.

    Args:
        converted: the results, one for each document.
        proofs: what was proved about the pipelines in the output.
        jobs: what was proved about the jobs by themselves.
        untouched: files without v1 code, and files that could not be read or written.
        objections: what verification says against converted files, by path.
        rules: all that there are; the report tells of those that it names.
        written: whether there is an output; without one no file has an output path.
        secrets: what nothing may quote, besides the secrets of the converted documents.

    Raises:
        LedgerError: a use of v1 has no outcome.
    """
    results = sorted(converted, key=lambda result: result.document.path)
    known = secrets_of(results) | frozenset(secrets)
    files = _files(results, untouched, objections or {}, written)
    uses = _uses(results)
    pipelines = _pipelines([found for result in results for found in result.pipelines], proofs)
    pipelines += [entry for result in results for entry in _left(result)]
    alone = _pipelines([found for result in results for found in result.jobs], jobs)
    remarks = _remarks(results)
    files, uses, pipelines, alone, remarks = (
        [_without_secrets(file, known) for file in files],
        [_without_secrets(use, known) for use in uses],
        [_without_secrets(pipeline, known) for pipeline in pipelines],
        [_without_secrets(job, known) for job in alone],
        [_without_secrets(remark, known) for remark in remarks],
    )
    return Report(
        tool=Tool(name=TOOL, version=migrate.__version__),
        summary=Summary(files=_count_files(files), uses=_count_uses(uses), pipelines=_count_pipelines(pipelines)),
        files=files,
        uses=uses,
        pipelines=pipelines,
        jobs=alone,
        remarks=remarks,
        rules=_rules(rules, uses),
    )


def _rules(rules: Iterable[RuleText], uses: Iterable[UseEntry]) -> list[RuleEntry]:
    named = {use.code for use in uses}
    found = [rule for rule in rules if rule.code in named]
    return [
        RuleEntry(code=rule.code, name=rule.name, summary=rule.summary, url=rule.url)
        for rule in sorted(found, key=lambda rule: rule.code)
    ]


def secrets_of(results: Iterable[ConvertedFile]) -> frozenset[str]:
    """The secrets that the conversion found, whatever they look like: each may stand in any file of the project."""
    return frozenset(text for result in results for text in result.secrets)


def _without_secrets(entry: _Entry, known: frozenset[str]) -> _Entry:
    """The entry with what is quoted in it masked."""
    quoting = _QUOTING & type(entry).model_fields.keys()
    return entry.model_copy(update={name: _masked(getattr(entry, name), known) for name in quoting})


def _masked(value: object, known: frozenset[str]) -> object:
    if isinstance(value, str):
        return mask(value, known)
    if isinstance(value, (list, tuple)):
        return type(value)(_masked(one, known) for one in value)
    return _without_secrets(value, known) if isinstance(value, BaseModel) else value


_QUOTING = frozenset(
    {"error", "v1", "v2", "message", "reason", "differences", "excused", "not_provable", "texts"}
    | {"graphs", "nodes", "edges", "pairs", "id", "title", "source", "target"}
)
"""The fields whose text may quote code, or what it printed. The id of a node may be its title: all places alike."""


def _files(
    results: Iterable[ConvertedFile],
    untouched: Iterable[UntouchedFile],
    objections: Mapping[str, Sequence[str]],
    written: bool,
) -> list[FileEntry]:
    entries = [_untouched_entry(file, written) for file in untouched]
    for result in results:
        path = result.document.path
        status = _status(result)
        error = result.error or "; ".join(objections.get(path, ())) or None
        entries.append(_entry(path, path if written else None, result.document.kind, status, error))
        if not result.error:
            entries += [_added_entry(path, new, objections, written) for new in result.new_files]
    return sorted(entries, key=lambda entry: (entry.path, entry.output_path != entry.path, entry.output_path or ""))


def _status(result: ConvertedFile) -> str:
    if result.error:
        return "failed"
    return "converted" if result.changed else "unchanged"


def _untouched_entry(file: UntouchedFile, written: bool) -> FileEntry:
    status = "failed" if file.error else "unchanged"
    return _entry(file.path, file.path if written and file.kind else None, file.kind, status, file.error)


def _added_entry(path: str, new: NewFile, objections: Mapping[str, Sequence[str]], written: bool) -> FileEntry:
    error = "; ".join(objections.get(new.path, ())) or None
    return _entry(path, new.path if written else None, kind_of_new(new.path), "converted", error, new.source)


def _entry(
    path: str,
    output_path: str | None,
    kind: FileKind | None,
    status: str,
    error: str | None,
    origin: Location | None = None,
) -> FileEntry:
    return FileEntry.model_validate(
        {
            "path": path,
            "output_path": output_path,
            "kind": kind,
            "status": status,
            "error": error,
            "origin": _location(origin) if origin else None,
        }
    )


def kind_of_new(path: str) -> FileKind | None:
    """The kind of a file that the conversion adds."""
    kinds = {".py": FileKind.PYTHON, ".ipynb": FileKind.NOTEBOOK, ".yml": FileKind.YAML, ".yaml": FileKind.YAML}
    return kinds.get(PurePosixPath(path).suffix.lower())


def _remarks(results: Iterable[ConvertedFile]) -> list[RemarkEntry]:
    """The cells of notebooks that are not Python, and the texts that mention v1."""
    found: list[tuple[Location, str]] = []
    for result in results:
        path = result.document.path
        for cell, reason in result.broken.items():
            line = re.match(r"line (\d+): ", reason)
            message = f"{reason[line.end() :] if line else reason}; the cell is left as it is"
            found.append((Location(path, int(line[1]) if line else 1, 0, cell), message))
        found += [(remark.location, remark.text) for remark in result.remarks]
    found.sort(key=lambda one: (one[0].path, one[0].cell or 0, one[0].line))
    return [RemarkEntry(location=_location(place), message=message) for place, message in found]


def _uses(results: Iterable[ConvertedFile]) -> list[UseEntry]:
    uses = sorted((use for result in results for use in result.ledger), key=_order)
    return [_use_entry(number, use) for number, use in enumerate(uses, start=1)]


def _order(use: Use) -> tuple[object, ...]:
    place = use.location
    cell = -1 if place.cell is None else place.cell
    code = use.verdict.code if use.verdict else ""
    return (place.path, cell, place.line, place.column, use.kind.value, use.symbol, use.name, code)


def _use_entry(number: int, use: Use) -> UseEntry:
    place = use.location
    if use.verdict is None:
        raise LedgerError(
            f"the use of {use.symbol}{'.' + use.name if use.name else ''} was lost", path=place.path, line=place.line
        )
    return UseEntry(
        id=f"u{number:04d}",
        code=use.verdict.code,
        outcome=use.verdict.outcome,
        kind=use.kind,
        symbol=use.symbol,
        name=use.name,
        location=_location(place),
        output=None if use.output_line is None else Place(path=place.path, line=use.output_line),
        v2=use.verdict.v2,
        message=use.verdict.message,
        url=use.verdict.url,
    )


def _location(place: Location) -> UseLocation:
    return UseLocation(path=place.path, line=place.line, column=place.column, cell=place.cell)


def _pipelines(found: Sequence[PipelineFound], proofs: Sequence[PipelineProof]) -> list[PipelineEntry]:
    waiting = list(proofs)
    entries = []
    for pipeline in sorted(found, key=lambda pipeline: (pipeline.v1, pipeline.name)):
        proof = _proof_of(pipeline, waiting)
        if proof is not None:
            waiting.remove(proof)
        entries.append(_pipeline_entry(pipeline.name, pipeline, proof))
    others = sorted(waiting, key=lambda proof: (proof.path, proof.line, proof.name))
    return entries + [_pipeline_entry(proof.name, None, proof) for proof in others]


def _left(result: ConvertedFile) -> Iterator[PipelineEntry]:
    """The pipelines of a file that stay v1, each with the reason."""
    converted = {found.v1 for found in result.pipelines}
    for seen in result.pipelines_seen:
        if seen.location in converted:
            continue
        verdicts = (use.verdict for use in result.ledger if use.location == seen.location)
        reason = next((one.message for one in verdicts if one is not None and one.outcome is Outcome.MANUAL), "")
        if reason:
            yield PipelineEntry(
                name=seen.name or "pipeline",
                v1=Place(path=seen.location.path, line=seen.location.line),
                v2=None,
                level=Level.NONE,
                reason=reason,
                differences=[reason],
                excused=[],
                not_provable=[],
            )


def _proof_of(pipeline: PipelineFound, proofs: Iterable[PipelineProof]) -> PipelineProof | None:
    """The proof of a pipeline; its line may be that of the function or of the call, its name is the better key."""
    path = pipeline.written or pipeline.v2_path
    here = [proof for proof in proofs if pipeline.v2_path and proof.path == path]
    named = [proof for proof in here if proof.name == pipeline.name]
    same_line = [proof for proof in here if proof.line == pipeline.v2_line]
    both = [proof for proof in named if proof in same_line]
    return next(iter(both or named or same_line), None)


def _pipeline_entry(name: str, found: PipelineFound | None, proof: PipelineProof | None) -> PipelineEntry:
    v1 = Place(path=found.v1.path, line=found.v1.line) if found else None
    if found is not None:
        v2 = Place(path=found.v2_path, line=found.v2_line) if found.v2_path else None
    else:
        v2 = Place(path=proof.path, line=proof.line) if proof else None
    unproved = _unproved(found)
    told = [unproved] if unproved else []
    return PipelineEntry(
        name=name,
        v1=v1,
        v2=v2,
        level=proof.level if proof else Level.NONE,
        reason=proof.reason if proof else unproved,
        differences=[line for line in proof.differences if line not in proof.excused] if proof else told,
        excused=list(proof.excused) if proof else [],
        not_provable=list(proof.not_provable) if proof else [],
        graphs=graphs_of(found, proof),
    )


def _unproved(found: PipelineFound | None) -> str:
    """Why a pipeline is at no level."""
    if found is None or not found.written:
        return ""
    return f"a cell writes it to {found.written} when the notebook runs: let it, and `azureml-migrate verify` that file"


def _count_files(files: Iterable[FileEntry]) -> FileCounts:
    """A file that the conversion adds is an output, it was not read."""
    read: dict[str, str] = {}
    for file in files:
        read.setdefault(file.path, file.status)
    counted = list(read.values())
    return FileCounts(
        read=len(counted),
        converted=counted.count("converted"),
        unchanged=counted.count("unchanged"),
        failed=counted.count("failed"),
    )


def _count_uses(uses: Sequence[UseEntry]) -> UseCounts:
    counts = {outcome.value: sum(use.outcome is outcome for use in uses) for outcome in Outcome}
    return UseCounts(total=len(uses), **counts)


def _count_pipelines(pipelines: Sequence[PipelineEntry]) -> PipelineCounts:
    reached = {level.value: sum(pipeline.level.reaches(level) for pipeline in pipelines) for level in _LEVELS}
    return PipelineCounts(total=len(pipelines), **reached)
