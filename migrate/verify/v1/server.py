"""Processes that have the v1 SDK imported and wait for files to trace."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from migrate.verify.isolation import clean_environment

_NOT_COPIED = {".git", ".hg", ".svn", "__pycache__", "node_modules", ".tox", ".nox", ".mypy_cache", ".pytest_cache"}
_LARGEST_COPIED = 64 << 20  # bytes; larger files are data, which no pipeline reads while it is built
_START = 180.0  # seconds to import the SDK, which unzips 64 MB on its first import


class Server:
    """One process; it serves one request at a time, each in a forked child."""

    def __init__(self, base: Path) -> None:
        home = Path(tempfile.mkdtemp(prefix="server-", dir=base))
        environment = clean_environment(os.environ, str(home))
        ours = str(Path(__file__).resolve().parents[3])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [ours, os.environ.get("PYTHONPATH", "")]))
        self._errors = open(home / "errors.txt", "wb")  # noqa: SIM115  closed in close()
        self._process: subprocess.Popen[str] = subprocess.Popen(
            [sys.executable, "-m", "migrate.verify.v1.runner"],
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

    def ask(self, request: dict[str, Any], timeout: float) -> dict[str, Any]:
        """Send a request; ``{"died": True}`` when no answer comes."""
        if not self._ready:
            self._exchange(None, _START)
            self._ready = True
        return self._exchange(request, timeout)

    def _exchange(self, request: dict[str, Any] | None, timeout: float) -> dict[str, Any]:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
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

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()


class Pool:
    """Some servers, started when they are first needed. Use it as a context manager."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = max(1, workers)
        self._temporary = tempfile.TemporaryDirectory(prefix="azureml-migrate-", ignore_cleanup_errors=True)
        self.base = Path(os.path.realpath(self._temporary.name))
        self._idle: queue.SimpleQueue[Server | None] = queue.SimpleQueue()
        for _ in range(self.workers):
            self._idle.put(None)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for _worker in range(self.workers):
            server = self._idle.get()
            if server is not None:
                server.close()
        self._temporary.cleanup()

    @contextmanager
    def server(self) -> Iterator[Server]:
        """A server for one request."""
        server = self._idle.get() or Server(self.base)
        try:
            yield server
        finally:
            # without fork, a server serves once
            if server.alive and hasattr(os, "fork"):
                self._idle.put(server)
            else:
                server.close()
                self._idle.put(None)


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
