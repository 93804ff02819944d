"""Names that converted code reads and that nothing in it binds, without a word about it: ``python -m tests.undefined``.

Each such name is a mistake of the converter: what v1 code bound, v2 code binds, or a TODO says why it does not.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from migrate.conversion import FileKind
from migrate.verify.cells import code_cells

_NAME = re.compile(r"`(?P<name>[^`]+)`")
_TODO = "TODO(azureml-migrate"


class Unbound(NamedTuple):
    """A name that nothing binds; the cell is 1-based as ruff counts, None for a script."""

    path: str
    name: str
    cell: int | None
    line: int


def untold(before: Path, after: Path) -> list[Unbound]:
    """What nothing binds in a converted folder, but in the one before, and no TODO tells."""
    known = {(one.path, one.name) for one in unbound(before)}
    found = [one for one in unbound(after) if (one.path, one.name) not in known]
    return [one for one in found if not _is_told(after / one.path, one)]


def unbound(folder: Path) -> Iterator[Unbound]:
    """The names of a folder that ruff finds undefined."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--no-respect-gitignore"]
    command += ["--select", "F821,F823", "--output-format", "json", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    for one in json.loads(done.stdout):
        name = _NAME.search(one["message"])
        if one["code"] in ("F821", "F823") and name is not None:
            path = Path(one["filename"]).relative_to(folder.resolve()).as_posix()
            yield Unbound(path, name["name"], one.get("cell"), one["location"]["row"])


def _is_told(path: Path, one: Unbound) -> bool:
    """Whether a TODO stands at a statement that the name is part of."""
    if path.suffix == ".ipynb":
        source = json.loads(path.read_text(encoding="utf-8"))["cells"][(one.cell or 1) - 1]["source"]
        text = source if isinstance(source, str) else "".join(source)
        data = json.dumps({"cells": [{"cell_type": "code", "source": text}]}).encode()
        text = next(iter(code_cells(data, FileKind.NOTEBOOK))).text
    else:
        text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt) and node.lineno <= one.line <= (node.end_lineno or node.lineno):
            above = node.lineno - 2
            while above >= 0 and lines[above].lstrip().startswith("#"):
                if _TODO in lines[above]:
                    return True
                above -= 1
    return False


def main() -> int:
    """Convert each folder alone, and print what nothing binds."""
    from migrate.cli import invoke

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    number = 0
    for folder in parser.parse_args().folders:
        with TemporaryDirectory() as output:
            invoke(["convert", str(folder), "-o", output, "--quiet"])
            for one in untold(folder, Path(output)):
                number += 1
                place = f" cell {one.cell}" if one.cell is not None else ""
                print(f"{folder}/{one.path}{place}:{one.line}: {one.name}")
    print(f"{number} names that nothing binds")
    return 1 if number else 0


if __name__ == "__main__":
    sys.exit(main())
