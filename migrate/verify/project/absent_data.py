"""Stands for the rows of data files that the project does not have: they are seldom checked in.

Isolated process only. A pipeline is made of where data is, not of what is in it, nor of how pandas shows it; what the
script does with the rows comes to nothing on both sides alike.
"""

from __future__ import annotations

import builtins
import functools
import sys
from collections.abc import Callable
from typing import Any, Final

from migrate.verify.project.context import Context
from migrate.verify.project.handlers import copes
from migrate.verify.project.offline import Offline

_READERS = ("read_csv", "read_table", "read_excel", "read_json", "read_parquet", "read_pickle", "read_feather")
_EXPECTED = {"FileNotFoundError", "OSError", "IOError", "EnvironmentError"}


def install(context: Context) -> None:
    """Let pandas read what is not there, for code of the project that does not expect it to be missing.

    It takes settings that it no longer has, too: ``display.max_colwidth`` of -1 is an error in pandas 3.1.
    """
    real = builtins.__import__

    def load(name: str, *rest: Any, **keywords: Any) -> Any:
        module = real(name, *rest, **keywords)
        pandas = sys.modules.get("pandas") if name.partition(".")[0] == "pandas" else None
        if pandas is not None and context.called_by_project():
            for member, lenient in _LENIENT.items():
                function = getattr(pandas, member, None)
                if callable(function) and not isinstance(function, Offline) and not hasattr(function, "_offline"):
                    setattr(pandas, member, lenient(function, context))
        return module

    builtins.__import__ = load


def _reading(real: Callable[..., Any], context: Context) -> Callable[..., Any]:
    @functools.wraps(real)
    def read(*positional: Any, **keywords: Any) -> Any:
        try:
            return real(*positional, **keywords)
        except FileNotFoundError as error:
            asking = context.asking()
            if asking is None or error.filename is None or copes(*asking, _EXPECTED):
                raise
            context.note(f"stand-in for the rows of {error.filename}, which is not there")
            return Offline("rows")

    read._offline = True  # type: ignore[attr-defined]
    return read


def _setting(real: Callable[..., Any], context: Context) -> Callable[..., Any]:
    @functools.wraps(real)
    def set_option(*positional: Any, **keywords: Any) -> Any:
        try:
            return real(*positional, **keywords)
        except (ValueError, KeyError) as error:
            if not context.called_by_project():
                raise
            context.note(f"a setting that the pandas here does not take: {error}")
            return None

    set_option._offline = True  # type: ignore[attr-defined]
    return set_option


_LENIENT: Final = {**dict.fromkeys(_READERS, _reading), "set_option": _setting}
