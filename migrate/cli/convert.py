"""``azureml-migrate convert``: v1 code in, v2 code and reports out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.launching import Args, Entry, EnvFile, launch_of
from migrate.cli.levels import ProofLevel
from migrate.conversion import Style

Paths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH", help="Python files, notebooks, or folders with them.", show_default=False),
]


def convert(
    paths: Paths,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Where to write; by default v2_output/.", show_default=False
        ),
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Replace the source files.")] = False,
    force: Annotated[bool, typer.Option("--force", help="With --in-place: also files that are not committed.")] = False,
    style: Annotated[
        Style | None,
        typer.Option(help="Components as builders in the code (default), or as YAML files.", show_default=False),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if something would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print the changes as a diff instead of writing them.")] = False,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODES", help="Apply only rules with these codes, such as AML5,AML601.", show_default=False
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="CODES", help="Do not apply rules with these codes.", show_default=False),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes to use; by default all.", show_default=False),
    ] = None,
    verify: Annotated[
        ProofLevel | None,
        typer.Option(help="Prove up to this level; by default conforming.", show_default=False),
    ] = None,
    trust_code: Annotated[
        bool, typer.Option("--trust-code", help="Let verification run the code, in a process of its own.")
    ] = False,
    inputs: Annotated[
        Path | None,
        typer.Option("--inputs", metavar="FILE", help="YAML with local data, for --verify runs.", show_default=False),
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
            help="Write a report; the ending (.json, .html, .md, .sarif, .csv, .xml, .patch) is its format.",
            show_default=False,
        ),
    ] = None,
    embed_sources: Annotated[
        bool,
        typer.Option("--embed-sources", help="The JSON report holds the code too; report makes any format of it."),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print errors only, and with --diff the changes.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="List every file, and all that a person should look at."),
    ] = False,
) -> None:
    """Convert SDK v1 code to SDK v2. The source stays as it is; the result goes to a folder of its own.

    Exit code: 0 all done; 1 done, but something is left to a person (with --check: something would change);
    2 wrong usage, or files that could not be read or written; 3 a bug in the tool.
    """
    from migrate.cli import messages, parts
    from migrate.cli.configuration import read_configuration
    from migrate.cli.request import CommandLine, make_request
    from migrate.cli.session import run
    from migrate.project.discovery import common_root

    line = CommandLine(
        output=output,
        in_place=in_place,
        force=force,
        style=style,
        check=check,
        diff=diff,
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        jobs=jobs,
        verify=verify.level if verify else None,
        trust_code=trust_code,
        inputs=inputs,
        v1_python=v1_python,
        launch=launch_of(entry, args, env_file),
        reports=tuple(report or ()),
        embed_sources=embed_sources,
        quiet=quiet,
        verbose=verbose,
    )
    defaults = read_configuration(common_root(paths))
    messages.be_quiet(quiet)
    request = make_request(paths, line, defaults, lambda: [rule.code for rule in parts.rules()])
    raise typer.Exit(run(request, parts.converter, parts.prove()))
