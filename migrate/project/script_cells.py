"""Scripts in the shape of a notebook: those that Databricks exports, and those with ``# %%`` between the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.project.run_files import file_run

_DATABRICKS = re.compile(r"\A# Databricks notebook source\b")
_PERCENT = re.compile(r"(?m)^#[ \t]*%%(?:[ \t]|\r?$)")
_TEXT = r"(?P<text>\"[^\"\\\r\n]+\"|'[^'\\\r\n]+')"
_CALL = rf"get_ipython\(\)\.(?:run_line_magic\([\"']run[\"'],[ \t]*|magic\((?=[\"']%?run )){_TEXT}\)"
"""What nbconvert makes of the line."""


def is_databricks(text: str) -> bool:
    """Whether Databricks exported a script, so that what is no Python stands behind ``# MAGIC``."""
    return _DATABRICKS.match(text) is not None


def has_cells(text: str) -> bool:
    """Whether a script has cells, in which Jupytext and VS Code put a comment sign before ``%`` and ``!``."""
    return _PERCENT.search(text) is not None


def lines_that_run(text: str) -> Iterator[tuple[int, int, str]]:
    """The lines of a script that run other files as ``%run`` does: where each begins and ends, and the file."""
    sign = r"# MAGIC[ \t]+" if is_databricks(text) else r"#[ \t]*" if has_cells(text) else ""
    commented = rf"{sign}(?P<line>%run[ \t][^\r\n]*)" if sign else r"(?P<line>(?!))"
    for match in re.finditer(rf"(?m)^(?:{commented}|{_CALL})(?=[ \t]*\r?$)", text):
        words = re.sub(r"\A%?(?:run )?", "", match["text"][1:-1]) if match["text"] else ""
        target = file_run(match["line"] or f"%run {words}")
        if target:
            yield *match.span(), target
