"""The command line: one file per command. The parts that do the work are imported inside the commands."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

import migrate
from migrate.cli import messages
from migrate.cli.convert import convert
from migrate.cli.explain import explain
from migrate.cli.report import report
from migrate.cli.rules import rules
from migrate.cli.run import run
from migrate.cli.scan import scan
from migrate.cli.undo import undo
from migrate.cli.verify import verify
from migrate.errors import LedgerError, MigrateError

DONE, LEFT_TO_A_PERSON, USER_ERROR, BUG = 0, 1, 2, 3
"""Exit codes."""

INTERRUPTED, TERMINATED = 130, 143
"""Exit codes as shells have them: 128 and the number of the signal."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

app = typer.Typer(
    name="azureml-migrate",
    help="Convert Azure Machine Learning Python SDK v1 code to SDK v2, show every change, and prove the result.",
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(scan)
app.command()(convert)
app.command()(verify)
app.command()(run)
app.command()(undo)
app.command()(report)
app.command()(explain)
app.command()(rules)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"azureml-migrate {migrate.__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Convert Azure Machine Learning Python SDK v1 code to SDK v2, show every change, and prove the result."""


def main() -> None:
    """The console script."""
    # a CI server ends a job with SIGTERM: what Ctrl-C leaves in order, that should, too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    sys.exit(invoke(sys.argv[1:]))


def invoke(arguments: Sequence[str]) -> int:
    """Run a command; the exit code. No error of a user's making shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a name in a report may hold letters that the terminal's encoding lacks
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=list(arguments), prog_name="azureml-migrate")
    except SystemExit as exit_:
        if exit_.code in (INTERRUPTED, TERMINATED):
            messages.error("interrupted")
        return exit_.code if isinstance(exit_.code, int) else DONE
    except LedgerError as error:
        messages.error(str(error))
        messages.crash("", _traceback())
        return BUG
    except MigrateError as error:
        messages.error(str(error))
        return USER_ERROR
    except KeyboardInterrupt:
        messages.error("interrupted")
        return INTERRUPTED
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:  # what is written to disk has a message of its own
            messages.error(f"the output cannot be written: {error.strerror}")
            return USER_ERROR
        messages.error(f"{type(error).__name__}: {error}")
        messages.crash("", _traceback())
        return BUG
    return DONE


def _traceback() -> str:
    import traceback

    return traceback.format_exc() if os.environ.get("AZUREML_MIGRATE_DEBUG") == "1" else ""
