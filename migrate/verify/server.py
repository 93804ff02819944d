"""Processes that have an SDK imported and wait for code to run, and the copies of projects that they run it in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from migrate.verify.isolation import clean_environment

_NOT_COPIED = {".git", ".hg", ".svn", "__pycache__", "node_modules", ".tox", ".nox", ".mypy_cache", ".pytest_cache"}
_LARGEST_COPIED = 64 << 20  # bytes; larger files are data, which no pipeline reads while it is built


class Server:
    """A process with an SDK imported; it serves one request at a time, each in a forked child where forks exist.

    Args:
        base: folder for what the process needs for itself.
        module: what it runs (``python -m``): reads requests as lines of JSON, writes an empty answer when it is ready.
        start: seconds to import the SDK.
        python: the interpreter, when it is not ours; ``ours`` is then the folder with a copy of this package.
    """

    def __init__(
        self, base: Path, module: str, start: float, python: Path | None = None, ours: Path | None = None
    ) -> None:
        home = Path(tempfile.mkdtemp(prefix="server-", dir=base))
        environment = clean_environment(os.environ, str(home))
        where = str(ours or Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [where, os.environ.get("PYTHONPATH", "")]))
        self._told = home / "errors.txt"
        self._errors = open(self._told, "wb")  # noqa: SIM115  closed in close()
        self._process: subprocess.Popen[str] = subprocess.Popen(
            [str(python or sys.executable), "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=home,
            env=environment,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self.alive = True
        self._ready = False
        self._start = start

    def ask(self, request: dict[str, Any], timeout: float) -> dict[str, Any]:
        """Send a request; ``{"died": True}`` when no answer comes, with ``reason`` when the SDK cannot be imported."""
        if not self._ready:
            if "died" in self._exchange(None, self._start):
                return {"died": True, "reason": self._last_error()}
            self._ready = True
        return self._exchange(request, timeout)

    def _exchange(self, request: dict[str, Any] | None, timeout: float) -> dict[str, Any]:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        # A process that hangs is stopped from here; its children die with it.
        timer = threading.Timer(timeout, self._process.kill)
        timer.start()
        try:
            if request is not None:
                requests.write(json.dumps(request) + "\n")
                requests.flush()
            answer = answers.readline()
        except OSError:
            answer = ""
        finally:
            timer.cancel()
        if not answer:
            self.alive = False
            return {"died": True}
        result: dict[str, Any] = json.loads(answer)
        return result

    def _last_error(self) -> str:
        lines = self._told.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), f"no answer in {self._start:g} s")

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()


def copy_project(root: Path, target: Path) -> None:
    """Copy a project without what no pipeline is built from."""

    def ignored(folder: str, names: list[str]) -> set[str]:
        here = Path(folder)
        return {name for name in names if name in _NOT_COPIED or _too_much(here / name)}

    shutil.copytree(root, target, ignore=ignored, symlinks=False, ignore_dangling_symlinks=True)


def _too_much(path: Path) -> bool:
    if path.is_dir():
        return (path / "pyvenv.cfg").is_file()
    return not path.is_file() or path.stat().st_size > _LARGEST_COPIED
