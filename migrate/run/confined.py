"""What a program of a node is started by: ``python -I confined.py SETTINGS PROGRAM WORD…``.

Leaves network, other processes, credentials and the right to write behind, then starts the program and ends as it did.
Whatever the program leaves running ends with it. Without a program, tells which guards this system allows.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from migrate.verify import isolation, process_limit

_REFUSED, _NOT_STARTED = 126, 127  # what a shell gives for a program that may not, or cannot, be started


def main(arguments: list[str]) -> NoReturn:
    settings: dict[str, Any] = json.loads(arguments[0])
    if not arguments[1:]:
        _tell()
    isolation.die_with_parent()
    if settings["namespaces"]:
        _end_as(_run_in_namespaces(settings, arguments[1:]))
    isolation.adopt_orphans()
    signal.signal(signal.SIGTERM, _give_up)
    status = _run(settings, arguments[1:])
    process_limit.end_descendants(os.getpid())
    _end_as(status)


def _tell() -> NoReturn:
    """Print which guards the kernel grants: namespaces, and Landlock within them."""
    with contextlib.suppress(OSError):  # this process gives up its own rights
        namespaces = isolation.enter_namespaces()
        writes = isolation.forbid_writes([])
        print(json.dumps({"namespaces": namespaces, "writes": writes}), flush=True)
    os._exit(0)


def _run_in_namespaces(settings: dict[str, Any], words: list[str]) -> int:
    """Run the program below a process 1 of our own, with which everything in its namespace ends."""
    if not isolation.enter_namespaces(cut_network=not settings["network"]):
        _refuse("no namespaces")
    reading, writing = os.pipe()
    inner = os.fork()
    if inner:
        os.close(writing)
        with os.fdopen(reading) as stream:
            told = stream.read()
        os.waitpid(inner, 0)
        return int(told) if told else signal.SIGKILL
    os.close(reading)
    isolation.die_with_parent()
    isolation.hide_credentials(settings["home"])
    if not settings["network"]:
        isolation.raise_loopback()
    isolation.drop_capabilities()
    os.write(writing, str(_run(settings, words)).encode())
    os._exit(0)


def _run(settings: dict[str, Any], words: list[str]) -> int:
    """The wait status of the program."""
    if settings["memory"]:
        isolation.limit_memory(settings["memory"])
    process_limit.limit_processes(settings["processes"])
    if settings["writes"] is not None and not isolation.forbid_writes(settings["writes"]):
        _refuse("no Landlock")
    child = os.fork()
    if not child:
        isolation.die_with_parent()
        for name in ("SIGPIPE", "SIGXFSZ", "SIGTERM"):  # the first two are ignored by this interpreter
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        try:
            os.execvp(words[0], words)
        except OSError as error:
            print(f"{words[0]} cannot be started: {error}", file=sys.stderr, flush=True)
        os._exit(_NOT_STARTED)
    while True:
        ended, status = os.wait()  # also those that the program left to process 1
        if ended == child:
            return status


def _refuse(what: str) -> NoReturn:
    print(f"not started: this system gives {what}, although it did before", file=sys.stderr, flush=True)
    os._exit(_REFUSED)


def _give_up(number: int, frame: FrameType | None) -> NoReturn:
    process_limit.end_descendants(os.getpid())
    os._exit(128 + number)


def _end_as(status: int) -> NoReturn:
    """End with the exit code, or by the signal, that the program ended with."""
    if os.WIFSIGNALED(status):
        isolation.limit_core()
        with contextlib.suppress(OSError):  # SIGKILL has no handler to reset
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.WEXITSTATUS(status))


if __name__ == "__main__":
    main(sys.argv[1:])
