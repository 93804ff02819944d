"""HTTP and waiting: refused and real until a pipeline is there, without meaning afterwards. Isolated process only."""

from __future__ import annotations

import importlib
import io
import itertools
import json
import time
import urllib.request
from typing import Any

from migrate.verify.isolation import NetworkRefused
from migrate.verify.project.context import Context


def install(context: Context) -> None:
    """Put answers in place of the network, in this process."""
    _http(context)
    _sleep(context)


def _http(context: Context) -> None:
    """Refuse HTTP until a whole graph is there; then nothing matters any more, and anything is answered."""
    request: Any = urllib.request
    try:
        requests: Any = importlib.import_module("requests")
    except ImportError:
        requests = None

    def refuse(target: object) -> None:
        if not context.complete:
            raise NetworkRefused(
                f"no network while a pipeline is being proved (asked for {str(target).partition('?')[0]})"
            )

    def send(self: Any, prepared: Any, **_: Any) -> Any:
        refuse(prepared.url)
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = 200, prepared.url, prepared
        answer._content = json.dumps({"Id": "offline-run"}).encode()
        answer.raw = io.BytesIO(answer._content)
        return answer

    def urlopen(url: Any, *_: Any, **__: Any) -> Any:
        refuse(getattr(url, "full_url", url))
        return io.BytesIO(b"")

    def urlretrieve(url: str, filename: str | None = None, *_: Any, **__: Any) -> Any:
        refuse(url)
        return filename, {}

    if requests is not None:
        requests.Session.send = send
    request.urlopen, request.urlretrieve = urlopen, urlretrieve


_PATIENT = 1000
"""How often code may wait once a whole pipeline is there: what it waits for never comes."""


def _sleep(context: Context) -> None:
    real, waited = time.sleep, itertools.count(1)

    def sleep(seconds: float) -> None:
        if not context.complete:
            real(seconds)
        elif next(waited) > _PATIENT:
            context.note(f"waited {_PATIENT} times for the end of something that only the service knows")
            raise SystemExit(0)

    time.sleep = sleep
