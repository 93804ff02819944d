"""Replacing parts of the v1 SDK, which differ a little from release to release."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any


def load(name: str) -> Any:
    """A module of the SDK, or None where this release (or this installation) does not have it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def put(owner: Any, name: str, value: Any) -> None:
    """Replace an attribute that exists; what a release does not have needs no replacement."""
    if owner is not None and hasattr(owner, name):
        setattr(owner, name, value)


def put_static(owner: Any, name: str, function: Callable[..., Any]) -> None:
    put(owner, name, staticmethod(function))


def put_property(owner: Any, name: str, function: Callable[[Any], Any]) -> None:
    put(owner, name, property(function))


def argument(positional: tuple[Any, ...], keywords: dict[str, Any], index: int, name: str, default: Any = None) -> Any:
    """An argument of a call whose signature only the SDK knows."""
    if name in keywords:
        return keywords[name]
    return positional[index] if len(positional) > index else default
