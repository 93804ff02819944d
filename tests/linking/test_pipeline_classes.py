"""Classes that make a pipeline for other modules: what these ask an instance for stays one of its attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import convert_project

PROJECT = Path(__file__).parents[1] / "projects" / "pipeline_class" / "before"


def converts(folder: Path, more: dict[str, str]) -> bool:
    """Whether the pipeline of the class converts beside other files."""
    own = {
        path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8")
        for path in PROJECT.rglob("*.py")
        if "src" not in path.parts
    }
    return "@dsl.pipeline(" in convert_project(folder, {**own, **more})["pipelines/sales.py"].text


@pytest.mark.parametrize(
    "more",
    [
        'def show(definition):\n    print(definition.workspace.name, "clean")\n',
        "clean = 1\n_prep = clean\n",
        'def named(things):\n    return getattr(things, "rows")\n',
    ],
)
def test_what_others_do_not_ask_for_moves(more: str, tmp_path: Path) -> None:
    assert converts(tmp_path, {"other.py": more})


@pytest.mark.parametrize(
    "more",
    [
        "def show(definition):\n    print(definition.clean)\n",
        "def make(definition):\n    return definition._prep()\n",
        'def named(definition):\n    return getattr(definition, "clean")\n',
        "from pipelines.sales import SalesPipeline\n\n\nclass Fast(SalesPipeline):\n    pass\n",
    ],
    ids=["data", "method", "by name", "heir"],
)
def test_what_others_ask_for_stays(more: str, tmp_path: Path) -> None:
    assert not converts(tmp_path, {"other.py": more})
