"""The v1 side in another Python: what runs there keeps to Python 3.8, and comes without the packages around it."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.errors import UsageError
from migrate.verify.v1.interpreter import copy_package, missing
from migrate.verify.v1.trace import TraceRequest, TraceSession, trace_pipelines

EXAMPLE = Path(__file__).parents[3] / "v1_examples" / "batch_scoring"
OURS = Path(sys.executable)

NEWER = {"removeprefix", "removesuffix", "unparse", "pairwise", "functools.cache", "UnionType", "is_relative_to"}
"""Names that Python 3.8 does not have where code of ours might use them."""
GENERIC = {
    "Callable",
    "Iterable",
    "Iterator",
    "Mapping",
    "Sequence",
    "dict",
    "frozenset",
    "list",
    "set",
    "tuple",
}
"""Types that take ``[]`` at run time from Python 3.9 on, unless they are those of ``typing``."""


def imported(module: str, seen: set[str]) -> set[str]:
    """The modules of ours that a module leads to, whenever it imports them."""
    spec = importlib.util.find_spec(module)
    if module in seen or spec is None or spec.origin is None:
        return seen
    seen.add(module)
    for node in ast.walk(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            if name.split(".")[0] == "migrate" and _is_module(name):
                imported(name, seen)
    return seen


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


CHILD = sorted(imported("migrate.verify.v1.runner", set()))


def evaluated(tree: ast.AST) -> Iterator[ast.AST]:
    """All of a tree but its annotations, which ``from __future__ import annotations`` leaves as text."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child
                yield from evaluated(child)


def newer_than_3_8(text: str) -> list[str]:
    tree = ast.parse(text, feature_version=(3, 8))
    typing = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "typing"
        for alias in node.names
    }
    found = []
    for node in evaluated(tree):
        if isinstance(node, ast.Attribute) and {node.attr, ast.unparse(node)} & NEWER:
            found.append(f"line {node.lineno}: {node.attr}")
        if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") in GENERIC - typing:
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.keyword) and node.arg in ("strict", "slots", "kw_only"):
            found.append(f"line {node.value.lineno}: {node.arg}=")
    return found


def test_the_isolated_process_needs_little_of_ours() -> None:
    assert "migrate.verify.v1.kinds" in CHILD
    assert "migrate.verify.v1.trace" not in CHILD
    apart = [name for name in CHILD if name.count(".") > 1 and not name.startswith("migrate.verify")]
    assert apart == [f"migrate.project.{name}" for name in ("inlaid", "magics", "run_files", "script_cells")], (
        "what else the isolated process needs of the package has to be copied"
    )


@pytest.mark.parametrize("module", CHILD)
def test_it_keeps_to_python_3_8(module: str) -> None:
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    text = Path(spec.origin).read_text(encoding="utf-8")
    # reading graphs back happens on our side only
    reading = text.find("def graph_from_json")
    assert newer_than_3_8(text[:reading] if reading > 0 else text) == []


@pytest.mark.parametrize(
    "text",
    [
        "'ab'.removeprefix('a')",
        "X = tuple[int, ...]",
        "class A(list[str]): pass",
        "zip(a, b, strict=True)",
        "import functools\n@functools.cache\ndef f(): pass",
    ],
)
def test_what_is_newer_is_found(text: str) -> None:
    assert newer_than_3_8(text)


@pytest.mark.parametrize("text", ["match x:\n    case 1: pass", "with (a as b, c as d):\n    pass"])
def test_newer_syntax_is_found(text: str) -> None:
    with pytest.raises(SyntaxError):
        newer_than_3_8(text)


def test_what_is_old_enough() -> None:
    text = "from __future__ import annotations\nfrom typing import List\n"
    assert newer_than_3_8(text + "class A(List[str]):\n    x: list[str] | None = None") == []


def test_our_package_comes_alone(tmp_path: Path) -> None:
    parent = copy_package(tmp_path)
    assert [path.name for path in parent.iterdir()] == ["migrate"]
    for module in CHILD:
        path = parent.joinpath(*module.split("."))
        assert path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def test_interpreters_that_cannot_trace(tmp_path: Path) -> None:
    assert "not a Python that works" in missing(tmp_path / "python")
    (tmp_path / "talks").write_text("#!/bin/sh\necho hello\n")
    (tmp_path / "talks").chmod(0o755)
    assert "not a Python that works" in missing(tmp_path / "talks")
    (tmp_path / "old").write_text('#!/bin/sh\necho \'{"version": [3, 7], "missing": []}\'\n')
    (tmp_path / "old").chmod(0o755)
    assert missing(tmp_path / "old").endswith("is Python 3.7; 3.8 is the oldest that works")
    (tmp_path / "bare").write_text('#!/bin/sh\necho \'{"version": [3, 8], "missing": ["azureml.core"]}\'\n')
    (tmp_path / "bare").chmod(0o755)
    assert missing(tmp_path / "bare").startswith("azureml.core is not installed for")
    with pytest.raises(UsageError, match=r"azureml\.core is not installed for"):
        trace_pipelines(EXAMPLE, "pipeline.py", trust_code=True, python=tmp_path / "bare")


def test_the_graph_is_the_same_with_a_named_interpreter(session: TraceSession) -> None:
    if session.python is not None or missing(OURS):
        pytest.skip("another SDK fills in other values")
    named = trace_pipelines(EXAMPLE, "pipeline.py", trust_code=True, python=OURS)
    assert (named.failures, named.notes) == ((), ())
    assert named.graphs == session.trace(EXAMPLE, TraceRequest("pipeline.py")).graphs


def test_an_sdk_that_cannot_be_imported_is_named(tmp_path: Path) -> None:
    """With azureml-core 1.50 and setuptools 71, the SDK is found, but its import fails."""
    python = tmp_path / "python"
    python.write_text(
        f"""#!/bin/sh
if [ "$1" = -c ]; then echo '{{"version": [3, 8], "missing": []}}'
else exec {OURS} -c "raise ModuleNotFoundError(\\"No module named 'pkg_resources.extern'\\")"
fi
"""
    )
    python.chmod(0o755)
    found = trace_pipelines(EXAMPLE, "pipeline.py", trust_code=True, python=python)
    assert found.reason == (
        "pipeline.py:0: ProcessDied: the v1 SDK could not be imported: "
        "ModuleNotFoundError: No module named 'pkg_resources.extern'"
    )
