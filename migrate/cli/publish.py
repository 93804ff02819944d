"""Giving the result to the user: the reports that were asked for, the diff, the summary."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from migrate.cli import messages
from migrate.cli.request import Request
from migrate.conversion import ConvertedFile
from migrate.errors import WriteError
from migrate.project.journal import Journal
from migrate.project.writing import OutputFile, write_file, write_named
from migrate.report.formats import WITH_CODE, format_of
from migrate.report.model import Report
from migrate.report.patch import Change, changes_of, secrets_in_patch, secrets_kept_out
from migrate.report.render import render
from migrate.report.terminal import console, print_diff, print_summary


def publish(
    request: Request,
    report: Report,
    results: Sequence[ConvertedFile],
    root: Path,
    journal: Journal | None = None,
) -> list[WriteError]:
    """Write the report files and print what belongs on the terminal; the reports that cannot be written.

    Args:
        root: the folder that paths in the report are relative to.
        journal: of what was written; the reports that lie in its folder are undone with that.
    """
    shown = request.embed_sources or any(format_of(path) in WITH_CODE for path in request.reports)
    changes = changes_of(results) if request.diff or shown else []
    if request.diff:
        print_diff(changes, console(sys.stdout))
    # with --diff the diff is the result, and the summary must not get into a file that it is piped to
    out = console(sys.stderr if request.diff else sys.stdout)
    if not request.quiet:
        print_summary(report, out, verbose=request.verbose)
    failed = []
    for path in request.reports:
        try:
            _write_report(path, report, changes, request.embed_sources, journal)
        except WriteError as error:
            failed.append(error)
            continue
        if not request.quiet:
            out.print(f"Report:         {path}")
    if journal is not None and journal.is_needed:
        journal.end()
    if request.writes and not request.quiet:
        out.print(f"Written to:     {root if request.in_place else request.output}")
    elif not request.quiet:
        out.print("Nothing was written.")
    return failed


def tell_of_secrets(patch: str, changes: Sequence[Change]) -> None:
    """Say which files stand in a patch in another way because of their secrets, and which secrets are left in it."""
    hidden, shown = secrets_kept_out(changes), secrets_in_patch(changes)
    if hidden:
        files = list(dict.fromkeys(place.rpartition(":")[0] for place in hidden))
        why = f"its lines would show what looks like a secret ({_some(hidden)})"
        messages.note(f"{patch} holds {_some(files)} as a binary delta, which git apply takes: {why}")
    if shown:
        messages.note(f"{patch} shows what looks like a secret ({_some(shown)}); do not pass it on as it is")


def _some(places: Sequence[str]) -> str:
    more = f" and {len(places) - 1} more" if places[1:] else ""
    return f"{places[0]}{more}"


def _write_report(
    path: Path, report: Report, changes: Sequence[Change], embed_sources: bool, journal: Journal | None
) -> None:
    suffix = format_of(path)
    if suffix == ".patch":
        tell_of_secrets(str(path), changes)
    data = render(suffix, report, changes, embed_sources=embed_sources)
    place = Path(os.path.realpath(path.absolute().parent)) / path.name
    if journal is not None and journal.is_needed and place.is_relative_to(journal.root):
        write_file(journal.root, OutputFile(place.relative_to(journal.root).as_posix(), data), journal=journal)
    else:
        write_named(path, data)
