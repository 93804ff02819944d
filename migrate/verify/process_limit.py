"""Bounding how many processes user code has at a time, for code that forks without end.

The kernel's own limits come first: the range of process numbers within a namespace of our own (since Linux 6.14), and
``RLIMIT_NPROC``, which does not hold root. Who waits for the code counts its processes besides (``too_many``) and ends
them all. Runs in the interpreter of the v1 SDK as well: Python 3.8 or later.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable

MOST = 128
"""Processes that the code of a pipeline may have at a time while it is proved."""
_RESERVED = 300  # process numbers that the kernel does not use again (RESERVED_PIDS)
_THREADS = 4  # the kernel counts threads, and libraries start one for each processor
_PATIENCE = 20.0  # seconds until all that was killed is gone


def limit_processes(most: int) -> None:
    """Let the kernel refuse to start more processes, as far as it does; for this process and its children.

    Args:
        most: processes; threads count for the kernel too, so it allows some more.
    """
    most *= _THREADS
    if os.getpid() == 1:  # of a namespace of our own, with a view of /proc of our own
        with contextlib.suppress(OSError), open("/proc/sys/kernel/pid_max", "w") as stream:
            stream.write(str(_RESERVED + most))
    try:
        import resource
    except ImportError:  # Windows
        return
    running = _tasks_of_user()
    if running is not None:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NPROC, (running + most, running + most))


def told(most: int) -> str:
    """How the report says what holds here."""
    return f"at most {most} processes" if os.path.exists("/proc/stat") else "any number of processes"


def too_many(parent: int, most: int) -> bool:
    """Whether a process has more descendants than it may; False where the system has no ``/proc``."""
    running = _numbers()
    if len(running) <= most:  # of all, so it needs no look at each
        return False
    return len(_descendants(parent, running)) > most


def end_descendants(parent: int) -> None:
    """Kill whatever a process started; all are stopped before, so that none starts another one meanwhile."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        left = _descendants(parent, _numbers())
        for order in (signal.SIGSTOP, signal.SIGKILL):
            for process in left:
                with contextlib.suppress(OSError):
                    os.kill(process, order)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not left or time.monotonic() > deadline:
            return
        time.sleep(0.005)


def _descendants(parent: int, running: Iterable[int]) -> set[int]:
    """The processes below one, without those that have ended and wait to be noticed."""
    children: dict[int, list[int]] = {}
    ended = set()
    for process in running:
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as stream:
                state, above = stream.read().rpartition(")")[2].split()[:2]
        except (OSError, ValueError):  # it ended just now
            continue
        children.setdefault(int(above), []).append(process)
        if state in "ZX":
            ended.add(process)
    found: set[int] = set()
    further = [parent]
    while further:
        below = [process for process in children.get(further.pop(), ()) if process not in found]
        found.update(below)
        further += below
    return found - ended


def _numbers() -> list[int]:
    with contextlib.suppress(OSError):
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return []


def _tasks_of_user() -> int | None:
    """The processes and threads that the user has now, which all count for the limit; None where that is not known."""
    user, found = os.getuid(), 0
    for process in _numbers():
        with contextlib.suppress(OSError):
            if os.stat(f"/proc/{process}").st_uid == user:
                found += len(os.listdir(f"/proc/{process}/task"))
    return found or None
