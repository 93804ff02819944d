"""The isolated side of ``builds``: ``python -m migrate.verify.runner``.

Reads one request a line (JSON) from standard input, answers one line each. The SDK is imported once; every request is
run in a forked child, so that nothing of one script reaches the next. Where there is no fork (Windows), one process
serves one request.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from migrate.verify import isolation

_GRACE = 30.0  # seconds for examining what a script built before its time was over


def main() -> int:
    """Serve until standard input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    # whatever the SDK or a script prints must not mix with the answers
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _warm_up()
    isolation.adopt_orphans()
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(_serve(request, answers)), file=answers, flush=True)
    return 0


def _warm_up() -> None:
    """Do once what every script would do again: imports, and the schemas that the SDK makes when it first validates."""
    import logging
    import warnings

    warnings.simplefilter("ignore")
    import azure.ai.ml.automl
    import azure.ai.ml.parallel
    import azure.ai.ml.sweep
    import azure.identity  # noqa: F401
    from azure.ai.ml import command, dsl

    import migrate.verify.collect
    import migrate.verify.examine
    import migrate.verify.execute
    import migrate.verify.stub_client  # noqa: F401

    # set to INFO by the import; tells of experimental classes inside the SDK
    logging.getLogger("azure.ai.ml").setLevel(logging.ERROR)
    component = command(command="true", environment="azureml:any:1")

    def warm() -> None:
        component()

    decorate: Any = dsl.pipeline
    job = decorate(default_compute="any")(warm)()
    job._validate()
    job._to_dict()


def _serve(request: dict[str, Any], answers: TextIO) -> dict[str, Any]:
    """Run one request and wait for it; never longer than its time limit."""
    if not hasattr(os, "fork"):
        return _run(request, network="python sockets refused")
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        answers.close()  # what a script leaves running must not keep the caller waiting for more answers
        with contextlib.suppress(BaseException):
            _isolate_and_run(request)
        os._exit(1)
    deadline = started + float(request["timeout"]) + _GRACE
    while True:
        finished, _ = os.waitpid(child, os.WNOHANG)
        if finished:
            break
        if time.monotonic() > deadline:
            with contextlib.suppress(OSError):
                os.killpg(child, signal.SIGKILL)
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            isolation.end_orphans()
            return {"timed_out": True, "seconds": time.monotonic() - started}
        time.sleep(0.01)
    isolation.end_orphans()
    try:
        answer: dict[str, Any] = json.loads(Path(request["result"]).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        answer = {"died": True}
    answer["seconds"] = time.monotonic() - started
    return answer


def _isolate_and_run(request: dict[str, Any]) -> None:
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
        answer = _run(request, network="network namespace" if confined else "python sockets refused")
    except BaseException:  # the script's own exceptions are caught further in: this is a bug of ours
        answer = {"bug": traceback.format_exc()}
    Path(request["result"]).write_text(json.dumps(answer, default=str), encoding="utf-8")
    os._exit(0)


def _run(request: dict[str, Any], network: str) -> dict[str, Any]:
    from migrate.verify.execute import execute

    scratch = str(request["scratch"])
    os.environ.clear()
    os.environ.update(request["environment"])
    tempfile.tempdir = None  # found out anew: the server's own folder may not be written to
    isolation.limit_memory(int(request["memory"]))
    landlocked = isolation.forbid_writes([scratch])
    confined = network.startswith("network namespace")
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
    outcome = asdict(execute(request))
    outcome["guard"] = f"{network}; writes {'held by Landlock' if landlocked else 'refused in Python'}"
    return outcome


if __name__ == "__main__":
    sys.exit(main())
