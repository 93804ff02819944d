"""A pool of processes that have the v1 SDK imported and wait for files to trace."""

from __future__ import annotations

import os
import queue
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migrate.verify.server import Server
from migrate.verify.v1.interpreter import copy_package

_RUNNER = "migrate.verify.v1.runner"
_START = 180.0  # seconds to import the SDK, which unzips 64 MB on its first import


class Pool:
    """Some servers, started when they are first needed. Use it as a context manager.

    Args:
        python: the interpreter that the v1 SDK is installed for; None for ours.
    """

    def __init__(self, workers: int = 1, python: Path | None = None) -> None:
        self.workers = max(1, workers)
        self._temporary = tempfile.TemporaryDirectory(prefix="azureml-migrate-", ignore_cleanup_errors=True)
        self.base = Path(os.path.realpath(self._temporary.name))
        self._python = python
        self._ours = copy_package(self.base) if python is not None else None
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
        server = self._idle.get() or Server(self.base, _RUNNER, _START, self._python, self._ours)
        try:
            yield server
        finally:
            # without fork, a server serves once
            if server.alive and hasattr(os, "fork"):
                self._idle.put(server)
            else:
                server.close()
                self._idle.put(None)
