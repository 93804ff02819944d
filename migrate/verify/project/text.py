"""What strings of Python 3.8 cannot do; the isolated process may run in one as old as that."""

from __future__ import annotations


def without_prefix(text: str, prefix: str) -> str:
    return text[len(prefix) :] if text.startswith(prefix) else text


def without_suffix(text: str, suffix: str) -> str:
    return text[: -len(suffix)] if suffix and text.endswith(suffix) else text
