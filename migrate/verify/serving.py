"""The isolated side of proving: one process with an SDK imported, and a forked child for each request.

Reads one request a line (JSON) from standard input, answers one line each. Nothing of one script reaches the next: its
child leaves network, home and credentials behind before any code of the project runs. Where there is no fork
(Windows), one process serves one request. Runs in the interpreter of the v1 SDK as well: Python 3.8 or later.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from migrate.verify import isolation, process_limit

_GRACE = 30.0  # seconds for reading what a script built before its time was over
_NAMESPACE, _REFUSED = "network namespace", "python sockets refused"
_LOOK = 0.005  # seconds between looks at the child
_COUNT_EVERY = 4  # looks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    Run: TypeAlias = "Callable[[dict[str, Any]], dict[str, Any]]"


def serve(warm_up: Callable[[], None], run: Run) -> int:
    """Serve until standard input ends.

    Args:
        warm_up: imports the SDK.
        run: runs the code of a request and gives the answer. The folder and the names are those of the request:
            ``folder``, ``scratch``, ``result``, ``real_home``, ``environment``, ``timeout`` (seconds), ``memory``
            (megabytes), and ``preload`` (modules that some scripts need and all later ones then have).
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    # whatever the SDK or a script prints must not mix with the answers
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    warm_up()
    isolation.adopt_orphans()
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line), run, answers)), file=answers, flush=True)
    return 0


def _preload(modules: Sequence[str]) -> None:
    for name in modules:
        with contextlib.suppress(Exception):  # optional parts fail in their own ways
            importlib.import_module(name)


def _answer(request: dict[str, Any], run: Run, answers: TextIO) -> dict[str, Any]:
    """Run one request and wait for it; never longer than its time limit, nor with more processes than it may have."""
    _preload(request.get("preload", ()))
    if not hasattr(os, "fork"):
        return _held(request, run, _REFUSED)
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        answers.close()  # what a script leaves running must not keep the caller waiting for more answers
        with contextlib.suppress(BaseException):
            _isolate(request, run)
        os._exit(1)
    deadline = started + float(request["timeout"]) + _GRACE
    looks = 0
    stopped = ""
    while not os.waitpid(child, os.WNOHANG)[0]:
        looks += 1
        if time.monotonic() > deadline:
            stopped = "timed_out"
        elif looks % _COUNT_EVERY == 0 and process_limit.too_many(os.getpid(), process_limit.MOST):
            stopped = "too_many"
        if stopped:
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)  # and with it all that is in its namespace
            process_limit.end_descendants(os.getpid())
            return {stopped: True, "seconds": time.monotonic() - started}
        time.sleep(_LOOK)
    process_limit.end_descendants(os.getpid())
    try:
        answer: dict[str, Any] = json.loads(Path(request["result"]).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        answer = {"died": True}
    answer["seconds"] = time.monotonic() - started
    return answer


def _isolate(request: dict[str, Any], run: Run) -> None:
    """In the first child: leave the network behind, then run in a second child, which is process 1 in there."""
    os.setsid()
    isolation.die_with_parent()
    confined = isolation.enter_namespaces()
    inner = os.fork() if confined else 0
    if inner:
        os.waitpid(inner, 0)
        os._exit(0)
    isolation.die_with_parent()
    if confined:
        isolation.hide_credentials(str(request["real_home"]))
    try:
        answer = _held(request, run, _NAMESPACE if confined else _REFUSED)
    except BaseException:  # the script's own exceptions are caught further in: this is a bug of ours
        answer = {"bug": traceback.format_exc()}
    Path(request["result"]).write_text(json.dumps(answer, default=str), encoding="utf-8")
    os._exit(0)


def _held(request: dict[str, Any], run: Run, network: str) -> dict[str, Any]:
    """Run the code within the guards that this system has, and tell which these were."""
    scratch = str(request["scratch"])
    os.environ.clear()
    os.environ.update(request["environment"])
    tempfile.tempdir = None  # found out anew: the folder of the server may not be written to
    isolation.limit_memory(int(request["memory"]))
    process_limit.limit_processes(process_limit.MOST)
    landlocked = isolation.forbid_writes([scratch])
    confined = network == _NAMESPACE
    isolation.install_hooks(
        [scratch],
        guard_writes=not landlocked,
        guard_processes=not confined,
        hidden=() if confined else isolation.credential_places(str(request["real_home"])),
    )
    output = os.open(os.path.join(scratch, "output.txt"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    answer = run(request)
    writes = "held by Landlock" if landlocked else "refused in Python"
    answer["guard"] = f"{network}; writes {writes}; {process_limit.told(process_limit.MOST)}"
    return answer
