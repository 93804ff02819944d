"""``azureml-migrate undo``: what a conversion replaced, back in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def undo(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A folder or file that a conversion wrote to.")] = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Also files that were edited after the conversion; the edits are lost.")
    ] = False,
) -> None:
    """Undo the newest conversion that wrote at or below PATH, byte for byte; call it again for the one before.

    Exit code: 0 all undone; 1 files that were edited afterwards stay as they are; 2 wrong usage, or files that could
    not be written.
    """
    import time

    from migrate.cli import messages
    from migrate.errors import UsageError
    from migrate.project import undoing
    from migrate.report.terminal import one_line

    undone = undoing.undo(path, force=force)
    if undone is None:
        raise UsageError("no conversion to undo", path=str(path), advice="name the folder that was written to")
    root = undone.run.root
    for failure in undone.failed:
        messages.error(f"{messages.shown(root, failure.path)}: {failure.reason}")
    for name in undone.edited:
        messages.error(
            f"{messages.shown(root, name)}: was edited after the conversion, left as it is "
            "(--force gives back what it replaced; the edit is lost then)"
        )
    for name in undone.needed:
        messages.note(f"{messages.shown(root, name)}: stays, since what was edited may need it")
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(undone.run.started))
    typer.echo(f"Undone:         the conversion of {when} in {root}")
    for label, names in (("Given back", undone.restored), ("Removed", [*undone.removed, *undone.folders])):
        typer.echo(f"{label + ':':<16}{len(names):>5}")
        for name in names:
            typer.echo(f"  {one_line(messages.shown(root, name))}")
    raise typer.Exit(2 if undone.failed else 1 if undone.edited else 0)
