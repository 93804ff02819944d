"""What every run of a script has its own of, made the same for both sides: the clock, random numbers and identifiers.

Code of the project only: the SDKs have their own modules. Isolated process only.
"""

from __future__ import annotations

import builtins
import datetime
import random
import time
import uuid
from collections.abc import Callable
from types import ModuleType
from typing import Any

from migrate.verify.project.context import Context

_START = 1_767_614_400.0
"""Noon of 5 January 2026, UTC. Any time would do that is the same for both."""
_PATIENT = 1000
"""How often the clock is asked before it goes on by itself: a loop may wait for a time to come."""
_STEP = 60.0


class Clock:
    """Stands still, except while the script sleeps."""

    def __init__(self) -> None:
        self._now, self._asked = _START, 0

    def __call__(self) -> float:
        self._asked += 1
        if self._asked > _PATIENT:
            self._now += _STEP
        return self._now

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
        self._now += seconds


def install(context: Context) -> None:
    """Give code of the project the modules of this run wherever it imports them."""
    clock = Clock()
    modules = {
        "datetime": _copy(datetime, _dates(clock)),
        "random": _copy(random, _numbers()),
        "time": _copy(time, _times(clock)),
        "uuid": _copy(uuid, _identifiers()),
    }
    real = builtins.__import__

    def load(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        if level == 0 and name in modules and context.asking() is not None:
            return modules[name]
        return real(name, globals, locals, fromlist, level)

    builtins.__import__ = load


def _copy(module: ModuleType, changed: dict[str, Any]) -> ModuleType:
    made = ModuleType(module.__name__, module.__doc__)
    made.__dict__.update(vars(module))
    made.__dict__.update(changed)
    return made


def _dates(clock: Clock) -> dict[str, Any]:
    class Kind(type):
        """Makes objects of the real classes, and takes them for its own."""

        def __call__(cls, *positional: Any, **keywords: Any) -> Any:
            real = _REAL.get(cls)
            return type.__call__(cls, *positional, **keywords) if real is None else real(*positional, **keywords)

        def __instancecheck__(cls, item: object) -> bool:
            return isinstance(item, _REAL[cls]) if cls in _REAL else type.__instancecheck__(cls, item)

        def __subclasscheck__(cls, other: type) -> bool:
            return issubclass(other, _REAL[cls]) if cls in _REAL else type.__subclasscheck__(cls, other)

    class Date(datetime.date, metaclass=Kind):
        @classmethod
        def today(cls) -> Any:
            return datetime.date.fromtimestamp(clock())

    class DateTime(datetime.datetime, metaclass=Kind):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.datetime.fromtimestamp(clock(), tz)

        @classmethod
        def today(cls) -> Any:
            return cls.now()

        @classmethod
        def utcnow(cls) -> Any:
            return datetime.datetime.fromtimestamp(clock(), datetime.timezone.utc).replace(tzinfo=None)

    _REAL: dict[type, type] = {Date: datetime.date, DateTime: datetime.datetime}
    for cls, real in _REAL.items():
        cls.__name__, cls.__qualname__, cls.__module__ = real.__name__, real.__qualname__, real.__module__
    return {"date": Date, "datetime": DateTime}


def _times(clock: Clock) -> dict[str, Any]:
    def of(function: Callable[[float], Any]) -> Callable[..., Any]:
        def asked(seconds: float | None = None) -> Any:
            return function(clock() if seconds is None else seconds)

        return asked

    return {
        "time": clock,
        "time_ns": lambda: int(clock()) * 10**9,
        "localtime": of(time.localtime),
        "gmtime": of(time.gmtime),
        "ctime": of(time.ctime),
        "strftime": lambda form, given=None: time.strftime(form, given or time.localtime(clock())),
        "asctime": lambda given=None: time.asctime(given or time.localtime(clock())),
        "sleep": clock.sleep,
    }


def _numbers() -> dict[str, Any]:
    source = random.Random(0)
    return {name: getattr(source, name) for name in dir(source) if not name.startswith("_") and hasattr(random, name)}


def _identifiers() -> dict[str, Any]:
    source = random.Random(1)

    def uuid1(*_: Any) -> uuid.UUID:
        return uuid.UUID(int=source.getrandbits(128), version=1)

    def uuid4() -> uuid.UUID:
        return uuid.UUID(int=source.getrandbits(128), version=4)

    return {"uuid1": uuid1, "uuid4": uuid4}
