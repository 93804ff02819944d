"""One conversion from reading to the exit code, whatever the converter and the verification are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from migrate.cli import messages, parts
from migrate.cli.outputs import Written, write_in_place, write_tree
from migrate.cli.parts import Converter, Prove
from migrate.cli.proving import (
    broken_cells,
    expected_jobs,
    expected_pipelines,
    left_places,
    not_checked,
    objections,
    original_of,
    outputs_of,
)
from migrate.cli.publish import publish
from migrate.cli.request import Request
from migrate.cli.settle import converted_apart, fail, settle
from migrate.cli.workers import convert_documents
from migrate.cli.written_proofs import prove_written
from migrate.conversion import ConvertedFile, Document
from migrate.errors import LedgerError
from migrate.project.discovery import FailedFile, Selection, select
from migrate.project.journal import clean_up
from migrate.project.reading import FilesRead, kind_of, read_files
from migrate.project.written import with_written
from migrate.report.build import UntouchedFile, build_report, secrets_of
from migrate.report.formats import check_formats
from migrate.report.model import Report
from migrate.verify.levels import Level
from migrate.verify.prove import Proofs


@dataclass(frozen=True)
class Conversion:
    """What was read and what the converter made of it.

    Args:
        crashes: tracebacks of the converter, by file.
    """

    selection: Selection
    read: FilesRead
    results: tuple[ConvertedFile, ...]
    crashes: dict[str, str]

    def without(self, failed: Sequence[FailedFile]) -> Conversion:
        """The same, with the files that could not be written as failures."""
        reasons = {failure.path: failure.reason for failure in failed}
        results = [
            fail(result, reasons[result.document.path]) if result.document.path in reasons else result
            for result in self.results
        ]
        return replace(self, results=tuple(results))


def run(request: Request, converter: Converter, prove: Prove) -> int:
    """Do what was asked; the exit code.

    Raises:
        UsageError: it cannot be done.
        LedgerError: the converter lost a use of v1; nothing was written.
    """
    check_formats(request.reports)
    if request.writes:
        _clean_up(request)
    with _telling_what_stays(request, "nothing was written"):
        conversion = read_and_convert(request, converter)
    with _telling_what_stays(request, _WHOLE), _written(request, conversion) as (folder, written):
        conversion = conversion.without(written.failed)
        proofs = _proofs(request, conversion, folder, prove)
    report = _report(request, conversion, written, proofs)
    failed = publish(request, report, conversion.results, conversion.selection.root, written.journal)
    _tell(conversion, written, proofs)
    for error in failed:
        messages.error(str(error))
    return exit_code(request, report, crashed=bool(conversion.crashes), failed=bool(failed))


_WHOLE = "every file is old or new: the same command goes on, azureml-migrate undo takes back what was written"


@contextmanager
def _telling_what_stays(request: Request, text: str) -> Iterator[None]:
    """Say what there is on disk when Ctrl-C or the end of a CI job comes in between."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        messages.note(text if request.writes else "nothing was written")
        raise


def _clean_up(request: Request) -> None:
    """Remove what killed runs left behind where this one is going to read or write."""
    places = request.paths if request.in_place else (*request.paths, request.output)
    killed = {run.folder: run for place in places for run in clean_up(place)}
    for run in killed.values():
        messages.note(
            f"{run.root}: an earlier conversion was interrupted; azureml-migrate undo takes back what it wrote"
        )


def read_and_convert(request: Request, converter: Converter, label: str = "Converting") -> Conversion:
    """Read and convert; nothing is written.

    Raises:
        LedgerError: the converter lost a use of v1.
    """
    # Imported only here: it needs the rules, which --help must not pay for.
    from migrate.around.surroundings import convert_around

    selection = select(request.paths, output=request.output)
    read = read_files(selection)
    documents = read.project.documents
    options = with_written(replace(request.options, together=frozenset(selection.files)), documents)
    convert = converter(selection.root, options)
    with messages.progress(label, len(documents)) as done:
        results = convert_documents(documents, convert, workers=request.jobs, done=done)

    def again(document: Document, occupied: frozenset[str]) -> ConvertedFile:
        convert = converter(selection.root, replace(options, occupied=occupied))
        return convert_documents([document], convert, workers=1).files[0]

    apart = converted_apart(results.files, selection.root, again)
    files = convert_around(selection.root, selection.files, apart, options)
    for result in files:
        for use in result.ledger.unbalanced():
            name = f"{use.symbol}: {use.name}" if use.name else use.symbol
            raise LedgerError(f"the use of {name} has no outcome", path=use.location.path, line=use.location.line)
    used = [one for one in files if one.document.path not in read.linked or one.changed or len(one.ledger)]
    unused = {document.path for document in documents} - {one.document.path for one in used}
    read = replace(read, plain=tuple(sorted({*read.plain, *unused})))
    settled = settle(used, selection.root)
    return Conversion(selection, read, tuple(settled), results.crashes)


@contextmanager
def _written(request: Request, conversion: Conversion) -> Iterator[tuple[Path, Written]]:
    """Write the results; the folder that they can be verified in, which for a dry run is gone afterwards."""
    selection, results = conversion.selection, conversion.results
    if not request.writes:
        with TemporaryDirectory(prefix="azureml-migrate-") as scratch:
            companions_too = request.verify.reaches(Level.BUILDS)
            write_tree(selection, results, Path(scratch), companions_too=companions_too, keeps_journal=False)
            yield Path(scratch), Written()
    elif request.in_place:
        yield selection.root, write_in_place(selection, results, force=request.force)
    else:
        unreadable = [failure.path for failure in conversion.read.failed]
        yield (
            request.output,
            write_tree(selection, results, request.output, unreadable=unreadable, reports=request.reports),
        )


def _proofs(request: Request, conversion: Conversion, folder: Path, prove: Prove) -> Proofs:
    outputs = outputs_of(conversion.results)
    if not outputs:
        return Proofs({}, ())
    pipelines = [*expected_pipelines(conversion.results), *expected_jobs(conversion.results)]
    left = left_places(conversion.results)
    compares = request.verify.reaches(Level.EQUIVALENT)
    original = None
    if compares:
        original = original_of(conversion.selection.root, conversion.results, request.inputs, request.v1_python)
    proofs = prove(
        folder,
        outputs,
        pipelines,
        level=request.verify,
        trust_code=request.trust_code,
        left=left,
        original=original,
        launch=replace(request.launch, source=conversion.selection.root),
    )
    written = prove_written(request, conversion.selection, conversion.results, prove)
    return replace(proofs, pipelines=(*proofs.pipelines, *written))


def _report(request: Request, conversion: Conversion, written: Written, proofs: Proofs) -> Report:
    return build_report(
        conversion.results,
        proofs.pipelines,
        jobs=proofs.jobs,
        untouched=untouched_files(conversion, written.failed),
        objections=objections(proofs),
        rules=parts.rules(),
        written=request.writes,
    )


def untouched_files(conversion: Conversion, not_written: Sequence[FailedFile] = ()) -> list[UntouchedFile]:
    """The files that were read and not converted, and those that could not be read or written."""
    converted = {result.document.path for result in conversion.results}
    untouched = {name: UntouchedFile(name, kind_of(name)) for name in conversion.read.plain}
    for failure in (*conversion.read.failed, *not_written):
        if failure.path not in converted:
            reason = failure.reason if failure.line is None else f"line {failure.line}: {failure.reason}"
            untouched[failure.path] = UntouchedFile(failure.path, kind_of(failure.path), reason)
    return [file for name, file in untouched.items() if name not in converted]


def tell_failures(conversion: Conversion, of: Collection[str] | None = None) -> None:
    """Say which files could not be read or converted, with the place.

    Args:
        of: only these files.
    """
    root = conversion.selection.root
    for failure in conversion.read.failed:
        if of is None or failure.path in of:
            messages.error(str(replace(failure, path=messages.shown(root, failure.path))))
    for result in conversion.results:
        path = result.document.path
        if result.error and (of is None or path in of):
            reason = result.error.removeprefix(f"{path}:").strip()
            messages.error(f"{messages.shown(root, path)}:{'' if reason[:1].isdigit() else ' '}{reason}")


def _tell(conversion: Conversion, written: Written, proofs: Proofs) -> None:
    """Everything that went wrong, with its place, then what else a user should know."""
    root, secrets = conversion.selection.root, secrets_of(conversion.results)
    tell_failures(conversion)
    converted = {result.document.path for result in conversion.results}
    for failure in written.failed:
        if failure.path not in converted:
            messages.error(str(replace(failure, path=messages.shown(root, failure.path))))
    for findings in proofs.findings.values():
        for finding in findings:
            if finding.is_error:
                messages.error(str(finding), secrets)
    broken = broken_cells(conversion.results)
    for text in (*conversion.selection.notes, *written.notes, *broken, *not_checked(proofs)):
        messages.note(text, secrets)
    for path, crash in conversion.crashes.items():
        messages.crash(path, crash)


def exit_code(request: Request, report: Report, *, crashed: bool = False, failed: bool = False) -> int:
    """0: nothing left to a person; 1: something is; 2: files or reports failed; 3: a bug in the tool."""
    if crashed:
        return 3
    if failed or report.summary.files.failed or any(file.status == "failed" for file in report.files):
        return 2
    wanted = request.must_reach
    if wanted is not None and any(not pipeline.level.reaches(wanted) for pipeline in (*report.pipelines, *report.jobs)):
        return 1
    if request.check:
        return int(any(file.status == "converted" for file in report.files))
    return int(report.summary.uses.manual > 0 or any(file.error for file in report.files))
