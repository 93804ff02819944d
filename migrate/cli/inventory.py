"""One scan from reading to the exit code. It converts as ``convert`` does, and writes nothing of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from migrate.cli import messages, parts
from migrate.cli.configuration import read_configuration
from migrate.cli.parts import Converter
from migrate.cli.request import CommandLine, make_request
from migrate.cli.session import Conversion, read_and_convert, tell_failures, untouched_files
from migrate.errors import UsageError
from migrate.project.discovery import common_root
from migrate.project.writing import write_named
from migrate.report import baseline as known_uses
from migrate.report.inventory import take_inventory
from migrate.report.scan_formats import ENDINGS, render_inventory


@dataclass(frozen=True)
class Gate:
    """What ``--check``, ``--baseline`` and ``--write-baseline`` ask for."""

    check: bool = False
    baseline: Path | None = None
    write: bool = False


def take(
    paths: Sequence[Path], form: str, reports: Sequence[Path], gate: Gate, jobs: int | None, converter: Converter
) -> int:
    """Print the inventory, write the reports and the baseline; the exit code.

    Raises:
        UsageError: options that do not go together, or a baseline that cannot be read.
    """
    _check(gate, reports)
    defaults = replace(read_configuration(common_root(paths)), verify=None)
    line = CommandLine(in_place=True, jobs=jobs)
    request = make_request(paths, line, defaults, lambda: [rule.code for rule in parts.rules()])
    known = known_uses.read_baseline(gate.baseline) if gate.baseline and not gate.write else known_uses.Baseline()
    conversion = read_and_convert(request, converter, "Scanning")
    inventory = take_inventory(conversion.results, untouched_files(conversion))
    _print(render_inventory(inventory, form), form)
    for path in reports:
        write_named(path, _encoded(render_inventory(inventory, ENDINGS[path.suffix.lower()])))
    failed = [file.path for file in inventory.files if file.status == "failed"]
    if gate.write and gate.baseline is not None:
        _write_baseline(conversion, failed, gate.baseline)
        failed = []
    else:
        prefix = known_uses.prefix_of(conversion.selection.root, gate.baseline) if gate.baseline else "."
        failed = sorted(known_uses.new_failures(failed, known, prefix))
    tell_failures(conversion, failed)
    if conversion.crashes:
        return 3
    new = _new_uses(conversion, known, gate) if gate.check and not gate.write else 0
    return 2 if failed else int(new > 0)


def _check(gate: Gate, reports: Sequence[Path]) -> None:
    if gate.write and gate.baseline is None:
        raise UsageError("--write-baseline needs a file to write", advice="name it with --baseline FILE")
    if gate.baseline is not None and not (gate.check or gate.write):
        raise UsageError("--baseline is for --check", advice="add --check, or --write-baseline to make the file")
    for path in reports:
        if path.suffix.lower() not in ENDINGS:
            advice = f"use one of: {', '.join(ENDINGS)}"
            raise UsageError(f"no scan report for the ending {path.suffix!r}", path=str(path), advice=advice)


def _print(text: str, form: str) -> None:
    """A table in the encoding of the terminal; the other formats are files, and UTF-8 wherever they go."""
    if form == "table":
        sys.stdout.write(text)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(_encoded(text))


def _encoded(text: str) -> bytes:
    """Names of files may hold bytes that are no UTF-8; their escapes are those of JSON, too."""
    return text.encode("utf-8", "backslashreplace")


def _write_baseline(conversion: Conversion, failed: Sequence[str], path: Path) -> None:
    prefix = known_uses.prefix_of(conversion.selection.root, path)
    uses = [use for result in conversion.results for use in result.ledger]
    text = known_uses.write_text(known_uses.make_baseline(uses, failed, prefix))
    write_named(path, _encoded(text))
    messages.note(f"{path}: {len(uses)} known uses")


def _new_uses(conversion: Conversion, known: known_uses.Baseline, gate: Gate) -> int:
    """Tell of the uses that are not known; how many."""
    root = conversion.selection.root
    prefix = known_uses.prefix_of(root, gate.baseline) if gate.baseline else "."
    folder = gate.baseline.absolute().parent if gate.baseline else root
    uses = [use for result in conversion.results for use in result.ledger]
    number = 0
    for new in known_uses.new_uses(uses, known, prefix, folder):
        number += len(new.places) - new.known
        of = f" ({len(new.places)} uses here, {new.known} known)" if new.known else ""
        for use in new.places:
            place = use.location
            cell = "" if place.cell is None else f" cell {place.cell}"
            messages.error(f"{messages.shown(root, place.path)}{cell}:{place.line}: new use of SDK v1: {new.what}{of}")
    return number
