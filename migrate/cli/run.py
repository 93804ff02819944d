"""``azureml-migrate run``: run a v2 pipeline on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from migrate.run.data import Given
    from migrate.run.local import Options
    from migrate.run.pipelines import LoadedPipeline
    from migrate.run.record import RunRecord

DEFAULT_OUTPUT = Path("local_run")


def run(
    pipeline: Annotated[
        Path,
        typer.Argument(
            metavar="PIPELINE", help="A module or notebook that builds it, or its YAML.", show_default=False
        ),
    ],
    inputs: Annotated[
        list[str] | None, typer.Option("--input", metavar="NAME=PATH", help="Local data for an input; repeatable.")
    ] = None,
    parameters: Annotated[
        list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help="Value of a parameter; repeatable.")
    ] = None,
    inputs_file: Annotated[
        Path | None, typer.Option("--inputs", metavar="FILE", help="YAML with inputs and parameters.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where to write.")] = DEFAULT_OUTPUT,
    name: Annotated[
        str | None, typer.Option("--pipeline", metavar="NAME", help="Which, when the module builds several.")
    ] = None,
    root: Annotated[
        Path | None, typer.Option("--root", metavar="DIR", help="Folder of the project (default: that of PIPELINE).")
    ] = None,
    timeout: Annotated[
        float | None, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="Longest time for each node.")
    ] = None,
    trials: Annotated[int, typer.Option("--trials", metavar="N", min=1, help="Most trials of a sweep.")] = 4,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="For what a sweep draws at random.")] = 0,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Programs at a time (default: processors).")
    ] = None,
    python: Annotated[
        str | None, typer.Option("--python", metavar="PATH", help="Interpreter for the scripts (default: this one).")
    ] = None,
    memory: Annotated[
        int | None, typer.Option("--memory", metavar="MB", min=64, help="Most memory (address space) of a program.")
    ] = None,
    allow_network: Annotated[bool, typer.Option("--allow-network", help="Let the scripts use the network.")] = False,
    trust_code: Annotated[bool, typer.Option("--trust-code", help="Let the pipeline's code run.")] = False,
) -> None:
    """Run a v2 pipeline on this machine, without Azure.

    The scripts get no network, no credentials and a HOME of their own, and write below DIR only.

    Exit code: 1 when a node fails, 2 on wrong usage or a pipeline that cannot run locally.
    """
    import sys

    from migrate.run.data import read_given
    from migrate.run.local import Options
    from migrate.run.pipelines import load_pipeline

    given = read_given(inputs or (), parameters or (), inputs_file)
    options = Options(
        output=output,
        python=python or sys.executable,
        at_once=jobs,
        timeout=timeout,
        trials=trials,
        seed=seed,
        network=allow_network,
        memory=memory,
    )
    loaded = load_pipeline(pipeline, trust_code=trust_code, root=root, name=name)
    result = _run(loaded, given, options)
    raise typer.Exit(0 if _print(result) else 1)


def _run(loaded: LoadedPipeline, given: Given, options: Options) -> RunRecord:
    from rich.console import Console

    from migrate.run.local import run_job
    from migrate.run.show import Bar

    with Bar(Console(stderr=True)) as bar:
        return run_job(loaded.job, loaded.extras, loaded.base, given, options, trust_code=True, watcher=bar)


def _print(result: RunRecord) -> bool:
    """Print the table to standard output and what there is to say to standard error; whether all went well."""
    from rich.console import Console

    from migrate.cli import messages
    from migrate.run.show import failures, notes, summary

    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    console.print(summary(result))
    for text in failures(result):
        messages.error(text)
    for text in (*notes(result), f"the scripts were held in: {result.guard}"):
        messages.note(text)
    typer.echo(f"Written to: {result.folder}")
    return result.well
