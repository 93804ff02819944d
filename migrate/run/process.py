"""Starting the programs of a node: environment, log, time limit, and nothing left behind."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from migrate.run import small_shell
from migrate.run.guard import Guard
from migrate.verify.isolation import clean_environment
from migrate.verify.process_limit import too_many

_POLL, _GRACE = 0.02, 1.0  # seconds
_PROXY = re.compile("_PROXY$", re.IGNORECASE)
_RECORDING = Path(__file__).with_name("recording")


@dataclass(frozen=True)
class Ended:
    """How a program ended.

    Args:
        code: exit code; None when it was stopped.
        reason: why it was stopped, or could not be started.
    """

    code: int | None
    reason: str = ""

    @property
    def well(self) -> bool:
        return self.code == 0


@dataclass(frozen=True)
class Surroundings:
    """What all nodes of one run share.

    Args:
        scratch: temporary folder.
        python: interpreter for the scripts.
        slots: one for each program that may be at work at a time.
        stop: set when the run is given up.
        bash: path of bash; None where there is none.
        guard: what holds the programs in.
        writable: files and folders that the node may write to.
    """

    scratch: Path
    python: str
    slots: threading.BoundedSemaphore
    stop: threading.Event
    bash: str | None
    guard: Guard
    writable: tuple[Path, ...] = ()

    def environment(self, home: Path, variables: Mapping[str, str], record: Path | None) -> dict[str, str]:
        """The environment of a node: nothing that signs in anywhere, the interpreter first in the path.

        Args:
            home: folder for HOME and temporary files; it is made.
            variables: the node's own.
            record: folder that takes the argument vectors of the programs, if they are wanted.
        """
        home.mkdir(parents=True, exist_ok=True)
        environment = clean_environment(os.environ, str(home))
        if self.guard.network:
            environment.update({name: value for name, value in os.environ.items() if _PROXY.search(name)})
        # sets of text would otherwise differ from run to run, and with them what many scripts write
        environment.setdefault("PYTHONHASHSEED", "0")
        environment["PYTHONIOENCODING"] = "utf-8"
        environment["PATH"] = os.pathsep.join((str(self._programs()), environment.get("PATH", "")))
        environment.update(variables)
        if record is not None:
            record.mkdir(parents=True, exist_ok=True)
            environment["MIGRATE_RUN_RECORD"] = str(record)
        hooks = self.guard.variables(self.writable)
        environment.update(hooks)
        if record is not None or hooks:
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_RECORDING), environment.get("PYTHONPATH")]))
        return environment

    def _programs(self) -> Path:
        """A folder in which ``python`` and ``python3`` are the interpreter."""
        folder = Path(self.python).parent
        names = [folder / name for name in ("python", "python3")]
        if os.name == "nt" or all(name.exists() and name.samefile(self.python) for name in names):
            return folder
        made = self.scratch / "programs"
        for name in ("python", "python3", "pip"):
            file = made / name
            if not file.exists():
                made.mkdir(exist_ok=True)
                words = f'"{self.python}" -m pip' if name == "pip" else f'"{self.python}"'
                partial = made / f".{name}-{threading.get_ident()}"
                partial.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
                partial.chmod(0o755)
                partial.replace(file)
        return made


def find_bash() -> str | None:
    """bash, except on Windows, where it is that of another system with other paths."""
    return None if os.name == "nt" else shutil.which("bash")


def run_shell(
    line: str, around: Surroundings, environment: Mapping[str, str], folder: Path, log: IO[bytes], limit: float | None
) -> Ended:
    """Run a line as ``bash -ec`` does."""
    if around.bash is not None:
        return run_program([around.bash, "-ec", line], around, environment, folder, log, limit)
    deadline = None if limit is None else time.monotonic() + limit
    last = Ended(0)

    def start(words: Sequence[str], out: IO[bytes]) -> int:
        nonlocal last
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        last = run_program(words, around, environment, folder, log, left, out)
        return -1 if last.code is None else last.code

    try:
        code = small_shell.execute(line, environment, folder, log, start)
    except small_shell.NeedsBash as error:
        return Ended(None, f"there is no bash here, which the command needs for {error}")
    return last if last.code is None else Ended(code)


def run_program(
    words: Sequence[str],
    around: Surroundings,
    environment: Mapping[str, str],
    folder: Path,
    log: IO[bytes],
    limit: float | None,
    out: IO[bytes] | None = None,
) -> Ended:
    """Run a program to its end.

    Args:
        limit: seconds; None for no limit.
        out: takes standard output in place of the log.
    """
    with around.slots:
        if around.stop.is_set():
            return Ended(None, "stopped")
        program = shutil.which(words[0], path=environment.get("PATH")) or words[0]
        try:
            if os.sep not in program:
                raise FileNotFoundError("there is no such program")
            process = subprocess.Popen(
                around.guard.words([program, *words[1:]], around.writable),
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=out or log,
                stderr=log,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:  # no such program; a zero byte in a word
            reason = f"{words[0]} cannot be started: {error}"
            log.write(f"{reason}\n".encode("utf-8", "replace"))
            log.flush()
            return Ended(127, reason)
        try:
            return _wait(process, around, limit)
        finally:
            _end(process)


def _wait(process: subprocess.Popen[bytes], around: Surroundings, limit: float | None) -> Ended:
    deadline = None if limit is None else time.monotonic() + limit
    while True:
        try:
            return Ended(process.wait(_POLL))
        except subprocess.TimeoutExpired:
            if around.stop.is_set():
                return Ended(None, "stopped")
            if too_many(process.pid, around.guard.processes):
                return Ended(None, f"more than {around.guard.processes} processes at a time")
            if deadline is not None and time.monotonic() > deadline:
                return Ended(None, f"still running after {limit:g} s")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop the program, and whatever it left in the background."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        if process.poll() is None:
            process.terminate()  # what started it ends what no group holds (``confined``)
            process.wait(_GRACE)
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    with contextlib.suppress(OSError):
        process.wait()


def recorded(folder: Path) -> list[list[str]]:
    """The argument vectors that the programs of a node were started with, in the order of their start."""
    found = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        with contextlib.suppress(OSError, ValueError):
            words = json.loads(path.read_text(encoding="utf-8", errors="replace"))
            found.append(["python", *words[1:]])
    return found
