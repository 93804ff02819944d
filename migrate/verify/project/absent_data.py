"""Stands for the rows of data files that the project does not have: they are seldom checked in.

Isolated process only. A pipeline is made of where data is, not of what is in it; what the script does with the rows
comes to nothing on both sides alike.
"""

from __future__ import annotations

import builtins
import functools
import sys
from collections.abc import Callable
from typing import Any

from migrate.verify.project.context import Context
from migrate.verify.project.handlers import copes
from migrate.verify.project.offline import Offline

_READERS = ("read_csv", "read_table", "read_excel", "read_json", "read_parquet", "read_pickle", "read_feather")
_EXPECTED = {"FileNotFoundError", "OSError", "IOError", "EnvironmentError"}


def install(context: Context) -> None:
    """Let pandas read what is not there, for code of the project that does not expect it to be missing."""
    real = builtins.__import__

    def load(name: str, *rest: Any, **keywords: Any) -> Any:
        module = real(name, *rest, **keywords)
        pandas = sys.modules.get("pandas") if name.partition(".")[0] == "pandas" else None
        if pandas is not None and context.called_by_project():
            for reader in _READERS:
                function = getattr(pandas, reader, None)
                if callable(function) and not isinstance(function, Offline) and not hasattr(function, "_offline"):
                    setattr(pandas, reader, _lenient(function, context))
        return module

    builtins.__import__ = load


def _lenient(real: Callable[..., Any], context: Context) -> Callable[..., Any]:
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
