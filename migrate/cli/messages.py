"""What goes to standard error: errors, notes and progress. Results go to standard output."""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ISSUES = "the project's issue tracker"

_quiet = False


def be_quiet(quiet: bool) -> None:
    """Whether notes and progress are left out from now on; errors are always told."""
    global _quiet
    _quiet = quiet


def error(text: str, secrets: Iterable[str] = ()) -> None:
    """Tell of an error; ``secrets`` are those that the conversion found, whatever they look like."""
    _say("error", text, secrets)


def note(text: str, secrets: Iterable[str] = ()) -> None:
    if not _quiet:
        _say("note", text, secrets)


def crash(path: str, trace: str) -> None:
    """Ask to report a bug of ours; its traceback is shown only when it was asked for."""
    asked = os.environ.get("AZUREML_MIGRATE_DEBUG") == "1"
    where = f" on {path}" if path else ""
    how = "" if asked else "; AZUREML_MIGRATE_DEBUG=1 shows the traceback to send with it"
    error(f"a bug in azureml-migrate{where}: please report it at {ISSUES}{how}")
    if asked:
        print(trace, file=sys.stderr)


def _say(label: str, text: str, secrets: Iterable[str] = ()) -> None:
    from migrate.report.secrets import mask

    line = " ".join(mask(text, secrets).split())
    print(f"{label}: {''.join(char if char.isprintable() else ascii(char)[1:-1] for char in line)}", file=sys.stderr)


def shown(root: Path, name: str) -> str:
    """A path below ``root`` as the user would name it."""
    path = root / name
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar with rate and time left on a terminal, silent elsewhere; yields what to call after each item."""
    if _quiet or not sys.stderr.isatty() or total < 2 or os.environ.get("TERM") == "dumb":
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total, rate="")
        started = time.monotonic()
        count = itertools.count(1)
        yield lambda: bar.update(task, advance=1, rate=_rate(next(count), time.monotonic() - started))


def _rate(items: int, seconds: float) -> str:
    """How many a second, or how many seconds one takes."""
    if seconds <= 0:
        return ""
    return f"{items / seconds:.1f}/s" if items >= seconds else f"{seconds / items:.1f} s each"
