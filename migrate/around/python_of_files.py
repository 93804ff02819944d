"""Conda files that name no Python, of which v1 made environments with a Python of its own choice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import PurePosixPath

from migrate.conversion import ConvertedFile, FileKind
from migrate.decisions.files.packages import Said
from migrate.errors import ReadError
from migrate.ledger import Kind, Location, Outcome, Use
from migrate.project.conda_file import with_python
from migrate.project.text_file import read_text
from migrate.rules.conda_file import RULE
from migrate.v1.conda import CREATE_PYTHON

_ENDINGS = (".yml", ".yaml")
_MESSAGE = (
    f"the file names no Python: v1 put its own default there ({CREATE_PYTHON} in azureml-core 1.61, 3.8.13 in 1.50), "
    "and conda alone takes the newest"
)


def ask_for_python(
    files: Collection[str],
    data: Callable[[str], bytes],
    results: Iterable[ConvertedFile],
    found: dict[str, ConvertedFile],
) -> None:
    """Name the Python that v1 put there in the files that environments of v2 are made from.

    Args:
        files: those of the project.
        data: what a file holds.
        results: the converted code.
        found: the files around it that are read already; others are added.
    """
    made = {jobs.path for result in results if not result.error for jobs in result.packages_of_jobs if jobs.of_v2}
    for name in sorted(made):
        if name not in files or PurePosixPath(name).suffix.lower() not in _ENDINGS:
            continue
        try:
            known = found.get(name) or ConvertedFile(read_text(name, data(name), FileKind.CONDA))
        except (OSError, ReadError):
            continue
        added = None if known.error else with_python(known.cells.get(0, known.document.cells[0]), CREATE_PYTHON)
        if added is None:
            continue
        known.cells[0], line = added
        found[name] = known
        verdict = Said(RULE.code, RULE.url).verdict(Outcome.CHANGED, _MESSAGE, f"python={CREATE_PYTHON}")
        known.ledger.add(Use(Kind.FILE, "python", "", Location(name, line), verdict, line))
