"""The options that say how user code is started, for the commands that run it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrate.errors import UsageError

if TYPE_CHECKING:
    from migrate.verify.project.launch import Launch

Entry = Annotated[
    list[str] | None,
    typer.Option(
        "--entry",
        metavar="MODULE:FUNCTION",
        help="Call this function, in v1 and v2 alike, for pipelines that no file builds when it is run; repeatable.",
        show_default=False,
    ),
]
Args = Annotated[
    str | None,
    typer.Option("--args", metavar="TEXT", help="Command line arguments of the code that is run.", show_default=False),
]
EnvFile = Annotated[
    Path | None,
    typer.Option(
        "--env-file",
        metavar="FILE",
        help="NAME=value lines for the environment of the code that is run.",
        show_default=False,
    ),
]


def launch_of(entry: Sequence[str] | None, args: str | None, env_file: Path | None) -> Launch:
    """What the options say.

    Raises:
        UsageError: a value that does not mean anything.
    """
    from migrate.verify.project.launch import Launch

    try:
        words = tuple(shlex.split(args or ""))
    except ValueError as error:
        raise UsageError(f"--args cannot be split into words: {str(error).lower()}", advice="close the quote") from None
    return Launch(tuple(entry or ()), words, env_file)
