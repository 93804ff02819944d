"""Files that ``%run`` runs: as in IPython, their variables are those of the notebook from there on.

The line is shown as ``from PLACEHOLDER.run_NAME import *``, which says the same; the name of the file is in hexadecimal
digits, since it may have dots, dashes and blanks.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

_RUN = re.compile(
    r"[ \t]*%run[ \t]+(?:-N[ \t]*\d+[ \t]+|-[a-ln-zA-MO-Z][ \t]+)*"
    r"(?:(?P<quote>[\"'])(?P<quoted>[^\"'\r\n]+)(?P=quote)|(?P<plain>[^\s\"'-][^\s\"']*))(?:[ \t\r\n]|\Z)"
)
ENDINGS = ("", ".py", ".ipynb")
"""What may be left out at the end of a name."""
_GOES_ON = re.compile(r"\\[ \t]*\r?\n[ \t]*")
_MODULE = re.compile(r"__aml_magic_\d+__\.run_(?P<name>[0-9a-f]+)")
_SHOWN = re.compile(r"\bfrom (?P<holder>__aml_magic_\d+__)\.run_[0-9a-f]+ import \*")
_TAKES = re.compile(
    r"(?m)^[ \t]*from __aml_magic_\d+__\.run_[0-9a-f]+ import (?:\([^)]*\)|[^*\r\n][^\r\n]*)(?:\r\n|\r|\n|\Z)"
)


def file_run(command: str) -> str:
    """The file that a line runs, as it is written; empty for any other line, and when only running it tells."""
    match = _RUN.match(_GOES_ON.sub(" ", command))
    target = (match["quoted"] or match["plain"]).replace("\\", "/") if match is not None else ""
    return "" if re.search(r"[{}$~]", target) or target.startswith("/") else target


def commands_of(cell: str) -> list[str]:
    """The lines of a cell, each with those in which it goes on."""
    return _GOES_ON.sub(" ", cell).splitlines()


def shown_as_import(holder: str, target: str) -> str:
    """The Python that stands for a line that runs a file."""
    return f"from {holder}.run_{target.encode().hex()} import *"


def with_run_lines(text: str) -> str:
    """A cell with the placeholders alone for the lines; what was added to import from there is there without."""
    return _SHOWN.sub(lambda match: match["holder"], _TAKES.sub("", text)) if ".run_" in text else text


def is_run(dotted: str) -> bool:
    """Whether a name stands for a file that a line runs, which gives all its names, also those with an underscore."""
    return _MODULE.match(dotted) is not None


def places_run(path: PurePosixPath, dotted: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The files that a line may run that is shown as an import, the likeliest first, with what is taken from it."""
    match = _MODULE.match(dotted)
    if match is None:
        return
    target = posixpath.normpath(posixpath.join(str(path.parent), bytes.fromhex(match["name"]).decode()))
    rest = tuple(part for part in dotted[match.end() :].split(".") if part)
    for ending in ENDINGS:
        yield target + ending, rest
