"""Objects of v1 that travel through all shapes of Python code: ``python -m tests.travel [NAME ...]``.

Each shape of ``shapes.txt`` hands an object on before it is used. Small projects with every kind of object in every
shape, in one module and over two, are converted; what still uses v1 afterwards has to say so in a TODO.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.conversion import Converted, convert_project

_IMPORTS = """\
import contextlib
import copy
import functools
import itertools
import operator
import threading
from abc import ABC, abstractmethod
from collections import OrderedDict, defaultdict, deque, namedtuple
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache, partial
from types import SimpleNamespace
from typing import NamedTuple

from azureml.core import Dataset, Datastore, Environment, Run, Workspace
from azureml.core.compute import ComputeTarget
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import (
    Pipeline,
    PipelineData,
    PipelineEndpoint,
    PipelineParameter,
    PublishedPipeline,
    Schedule,
)
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
"""
_STEP = 'PythonScriptStep("x.py", source_directory="s", compute_target="cpu"'
_TODO = "TODO(azureml-migrate"
_USE = re.compile(r"USE\((?P<object>.*)\)$", re.MULTILINE)
_BOUND = re.compile(r"^(?:async )?(?:def|class) (\w+)|^(\w+)(?:, (\w+))?(?:, \*\w+)? = |^    (obj) = ", re.MULTILINE)


class Kind(NamedTuple):
    """A kind of object: how v1 code makes one and uses it, and what shows that a line still does."""

    makes: str
    uses: str
    stays: str
    bound: bool = False
    """Whether a variable gets what the use gives."""


class Shape(NamedTuple):
    """How an object travels: what hands it on, which may stand in another module, and what uses it."""

    before: str
    body: str


class Seen(NamedTuple):
    """What became of an object: ``silent`` when some use of v1 is left of which nothing is said."""

    shape: str
    kind: str
    modules: int
    state: str
    line: str = ""


KINDS = {
    "workspace": Kind("Workspace.from_config()", 'print(X.compute_targets["cpu"])', r"\.compute_targets\["),
    "compute": Kind('ComputeTarget(ws, "cpu")', "X.delete()", r"\.delete\(\)"),
    "environment": Kind('Environment.get(ws, "e")', "X.register(ws)", r"\.register\("),
    "datastore": Kind('Datastore.get(ws, "d")', 'X.upload(src_dir="a", target_path="b")', r"\.upload\(src_dir"),
    "dataset": Kind(
        'Dataset.get_by_name(ws, "d")',
        "print(X.to_pandas_dataframe())",
        r"^(?!.*(mltable|load\()).*\.to_pandas_dataframe",
    ),
    "run": Kind("Run.get_context()", 'X.log("loss", 1)', r"(?<!mlflow)\.log\("),
    "configuration": Kind("RunConfiguration()", f"Pipeline(ws, steps=[{_STEP}, runconfig=X)])", r"ScriptStep\(", True),
    "data": Kind(
        'PipelineData("d")', f"Pipeline(ws, steps=[{_STEP}, arguments=[X], outputs=[X])])", r"ScriptStep\(", True
    ),
    "parameter": Kind(
        'PipelineParameter("p", 1)', f"Pipeline(ws, steps=[{_STEP}, arguments=[X])])", r"ScriptStep\(", True
    ),
    "step": Kind(f"{_STEP})", "Pipeline(ws, steps=[X])", r"(?<!\.)\bPipeline\(", True),
    "pipeline": Kind(f"Pipeline(ws, steps=[{_STEP})])", 'X.publish(name="p")', r"\.publish\(", True),
    "published": Kind('PublishedPipeline.get(ws, "1")', "X.disable()", r"\.disable\(\)"),
    "endpoint": Kind('PipelineEndpoint.get(ws, name="e")', "X.list_versions()", r"\.list_versions\(\)"),
    "schedule": Kind('Schedule.get(ws, "1")', "X.disable()", r"\.disable\(\)"),
}


@lru_cache
def shapes() -> dict[str, Shape]:
    """The shapes, by name."""
    text = (Path(__file__).parent / "shapes.txt").read_text(encoding="utf-8")
    found = {}
    for section in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        name, _, rest = section.partition("\n")
        before, _, body = rest.partition("---\n")
        found[name] = Shape(before, body)
    return found


def project(shape: Shape, kind: Kind, modules: int) -> dict[str, str]:
    """The files of a project; none when the shape has nothing that can stand in a module of its own."""

    def used(match: re.Match[str]) -> str:
        line = shape.body[: match.start()].rpartition("\n")[2]
        return ("pipeline = " if kind.bound and not line.strip() else "") + kind.uses.replace("X", match["object"])

    body = _USE.sub(used, shape.body).replace("MAKE", kind.makes)
    before = shape.before.replace("MAKE", kind.makes)
    if modules == 1:
        return {"main.py": f"{_IMPORTS}{before}{body}"}
    names = dict.fromkeys(name for match in _BOUND.findall(before) for name in match if name)
    taken = [name for name in names if re.search(rf"\b{name}\b", body)]
    if not taken:
        return {}
    return {"main.py": f"{_IMPORTS}from shared import {', '.join(taken)}\n{body}", "shared.py": f"{_IMPORTS}{before}"}


def travel(shape: str, kind: str, modules: int, folder: Path) -> Seen | None:
    """What becomes of an object; None when the shape cannot be taken apart into two modules."""
    files = project(shapes()[shape], KINDS[kind], modules)
    if not files:
        return None
    converted = convert_project(folder, files)
    lines = list(silent(converted["main.py"], KINDS[kind]))
    if lines:
        return Seen(shape, kind, modules, "silent", lines[0])
    left = any(one.manual for one in converted.values())
    return Seen(shape, kind, modules, "todo" if left else "converted")


def silent(converted: Converted, kind: Kind) -> Iterator[str]:
    """The lines that use v1 and say nothing of it."""
    text = converted.text
    tree, lines = ast.parse(text), text.splitlines()
    for number, line in enumerate(lines, 1):
        if re.search(kind.stays, line) and not line.lstrip().startswith("#") and not _is_told(tree, lines, number):
            yield line.strip()


def _is_told(tree: ast.Module, lines: list[str], number: int) -> bool:
    """Whether a TODO stands above a statement that the line is part of."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= number <= (node.end_lineno or node.lineno):
            above = node.lineno - 2
            while above >= 0 and lines[above].lstrip().startswith("#"):
                if _TODO in lines[above]:
                    return True
                above -= 1
    return False


def main() -> int:
    """Let every object travel, and print where something stays v1 and nothing says so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="shapes or kinds of objects; all when none is given")
    arguments = parser.parse_args()
    counted: Counter[tuple[str, str]] = Counter()
    for shape in shapes():
        for kind in KINDS if not arguments.names or shape in arguments.names else KINDS.keys() & arguments.names:
            for modules in (1, 2):
                with TemporaryDirectory() as folder:
                    seen = travel(shape, kind, modules, Path(folder))
                if seen is not None:
                    counted[kind, seen.state] += 1
                    if seen.state == "silent":
                        print(f"{shape}, {kind}, {modules} modules: {seen.line}")
    for kind, state in sorted(counted):
        print(f"{kind:14} {state:10} {counted[kind, state]}")
    return 1 if any(state == "silent" for _, state in counted) else 0


if __name__ == "__main__":
    sys.exit(main())
