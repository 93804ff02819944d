"""``azureml-migrate verify``: prove v2 code that is there already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrate.cli.launching import Args, Entry, EnvFile, launch_of
from migrate.cli.levels import ProofLevel

if TYPE_CHECKING:
    from migrate.cli.parts import Prove
    from migrate.conversion import ConvertedFile, FileKind
    from migrate.project.discovery import FailedFile, Selection
    from migrate.verify.levels import Level
    from migrate.verify.project.launch import Launch
    from migrate.verify.prove import Proofs


def verify(
    v1: Annotated[Path, typer.Argument(metavar="V1", help="The v1 code: a file or folder.", show_default=False)],
    v2: Annotated[Path, typer.Argument(metavar="V2", help="The v2 code: a file or folder.", show_default=False)],
    level: Annotated[
        ProofLevel, typer.Option("--level", "-l", metavar="L", help="The level that every pipeline must reach.")
    ] = ProofLevel.CONFORMING,
    trust_code: Annotated[
        bool, typer.Option("--trust-code", help="Let verification run the code, in a process of its own.")
    ] = False,
    inputs: Annotated[
        Path | None,
        typer.Option("--inputs", metavar="FILE", help="YAML with local data, for level runs.", show_default=False),
    ] = None,
    v1_python: Annotated[
        Path | None,
        typer.Option(
            "--v1-python", metavar="PYTHON", help="Interpreter that the v1 SDK is installed for.", show_default=False
        ),
    ] = None,
    entry: Entry = None,
    args: Args = None,
    env_file: EnvFile = None,
    report: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write the levels; the ending (.json, .html, .md, .sarif, .csv, .xml) is the format.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Prove v2 code against the v1 code that it comes from; nothing is converted.

    Exit code: 1 when a pipeline stays below the level, 2 on wrong usage or files that cannot be read.
    """
    from migrate.cli import parts
    from migrate.cli.request import check_level

    check_level(level.level, trust_code=trust_code)
    launch = launch_of(entry, args, env_file)
    raise typer.Exit(run(v1, v2, level.level, trust_code, parts.prove(), inputs, launch, report or (), v1_python))


def run(
    v1: Path,
    v2: Path,
    level: Level,
    trust_code: bool,
    prove: Prove,
    inputs: Path | None,
    launch: Launch,
    reports: Sequence[Path] = (),
    v1_python: Path | None = None,
) -> int:
    """Verify, print the result and write it to the reports; the exit code."""
    from migrate.cli import messages
    from migrate.cli.pipelines import pipelines_in, with_origins
    from migrate.cli.proving import original_of
    from migrate.project.discovery import select
    from migrate.report.build import secrets_of
    from migrate.verify.levels import Level

    _check_reports(reports)
    source = select([v1])
    selection = select([v2])
    files, unreadable = _readable(selection)
    for failure in (*selection.failed, *unreadable):
        messages.error(str(failure))
    pipelines = pipelines_in(selection.root, files)
    original = None
    # What runs the code may quote its secrets.
    results = converted(source) if level.reaches(Level.BUILDS) else []
    secrets = secrets_of(results)
    if level.reaches(Level.EQUIVALENT):
        original = original_of(source.root, results, inputs, v1_python)
        pipelines = with_origins(pipelines, results)
    launch = replace(launch, source=source.root)
    proofs = prove(
        selection.root, files, pipelines, level=level, trust_code=trust_code, original=original, launch=launch
    )
    _print(proofs, level, secrets)
    _write(proofs, files, reports, secrets)
    if selection.failed or unreadable:
        return 2
    below = any(not pipeline.level.reaches(level) for pipeline in proofs.pipelines)
    objected = any(finding.is_error for findings in proofs.findings.values() for finding in findings)
    return int(below or objected)


def converted(source: Selection) -> list[ConvertedFile]:
    """What the converter says of the v1 code: its ledger, and where its pipelines are made. Nothing is written."""
    from migrate.cli import parts
    from migrate.conversion import Options
    from migrate.project.reading import read_files
    from migrate.project.written import with_written

    documents = read_files(source).project.documents
    convert = parts.converter(source.root, with_written(Options(together=frozenset(source.files)), documents))
    return [convert(document) for document in documents]


def v2_files(selection: Selection) -> Sequence[tuple[str, FileKind]]:
    """Python files, notebooks, and those YAML files that are Azure ML's."""
    from migrate.conversion import FileKind
    from migrate.project.reading import kind_of

    files: list[tuple[str, FileKind]] = []
    for name in selection.files:
        kind = kind_of(name)
        if kind is not None:
            files.append((name, kind))
        elif name.lower().endswith((".yml", ".yaml")) and _has_schema(selection.root / name):
            files.append((name, FileKind.YAML))
    return files


def _readable(selection: Selection) -> tuple[list[tuple[str, FileKind]], list[FailedFile]]:
    from migrate.project.discovery import FailedFile

    files, failed = [], []
    for name, kind in v2_files(selection):
        try:
            (selection.root / name).open("rb").close()
            files.append((name, kind))
        except OSError as error:
            failed.append(FailedFile(name, f"cannot be read: {error.strerror} (check its permissions)"))
    return files, failed


def _has_schema(path: Path) -> bool:
    try:
        return b"azuremlschemas" in path.read_bytes()
    except OSError:
        return False


def _check_reports(paths: Sequence[Path]) -> None:
    from migrate.errors import UsageError
    from migrate.report.formats import check_formats, format_of

    check_formats(paths)
    for path in paths:
        if format_of(path) == ".patch":
            raise UsageError(
                "verify changes nothing, so there is no patch",
                path=str(path),
                advice="use .json, .html, .md, .sarif, .csv or .xml",
            )


def _write(
    proofs: Proofs, files: Sequence[tuple[str, FileKind]], reports: Sequence[Path], secrets: Collection[str]
) -> None:
    """The same report as of a conversion, without uses of v1."""
    from migrate.cli.proving import objections
    from migrate.project.writing import write_named
    from migrate.report.build import UntouchedFile, build_report
    from migrate.report.formats import format_of
    from migrate.report.render import render

    if not reports:
        return
    against = objections(proofs)
    read = [UntouchedFile(path, kind, "; ".join(against.get(path, ())) or None) for path, kind in files]
    report = build_report((), proofs.pipelines, untouched=read, secrets=secrets)
    for path in reports:
        write_named(path, render(format_of(path), report, None))
        typer.echo(f"Report: {path}")


def _print(proofs: Proofs, wanted: Level, secrets: Collection[str]) -> None:
    from migrate.cli import messages
    from migrate.cli.proving import not_checked
    from migrate.report.secrets import mask
    from migrate.report.terminal import printable

    for pipeline in proofs.pipelines:
        told = f"{pipeline.path}:{pipeline.line}: {pipeline.name}: {pipeline.level.value}"
        if not pipeline.level.reaches(wanted):
            told += f", not {wanted.value}: {pipeline.reason or 'nothing higher could be checked'}"
        typer.echo(printable(mask(told, secrets)))
        for difference in pipeline.differences:
            typer.echo(printable(mask(f"  {difference}", secrets)))
    if not proofs.pipelines:
        typer.echo("No pipeline found.")
    for path in sorted(proofs.findings):
        for finding in proofs.findings[path]:
            (messages.error if finding.is_error else messages.note)(str(finding), secrets)
    for text in not_checked(proofs):
        messages.note(text, secrets)
