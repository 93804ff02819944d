"""``azureml-migrate scan``: what there is of v1, what ``convert`` would make of it, and a gate against more."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.convert import Paths


class Format(str, Enum):
    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"
    CSV = "csv"


def scan(
    paths: Paths,
    form: Annotated[Format, typer.Option("--format", help="What is printed.")] = Format.TABLE,
    report: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write the inventory to a file as well; the ending (.json, .md, .csv, .txt) is its format.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 when there are uses that are not known.")] = False,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="The uses that are known.", show_default=False),
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Write what there is to the file of --baseline.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes to use; by default all.", show_default=False),
    ] = None,
) -> None:
    """Take the inventory of SDK v1 code: uses by construct, file and pipeline, what convert would make of them, effort.

    Nothing is written but what --report and --write-baseline name. Exit code: 0 done; 1 with --check: there are new
    uses; 2 wrong usage, or files that could not be read or parsed (with --baseline: that it does not know).
    """
    from migrate.cli import parts
    from migrate.cli.inventory import Gate, take

    gate = Gate(check, baseline, write_baseline)
    raise typer.Exit(take(paths, form.value, tuple(report or ()), gate, jobs, parts.converter))
