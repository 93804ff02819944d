"""No object of v1 gets lost: where one is not followed, its use says so; on a part of what ``tests.travel`` tries."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import convert
from tests.travel import KINDS, Shape, project, shapes, silent, travel

SHAPES = (
    *("args", "args_forward", "attrgetter", "base_super", "contextvar", "dataclass_param", "decorator_inject"),
    *("deque", "dict_pop", "enum", "getattr_delegate", "globals", "itemgetter", "lambda_argument", "map", "registry"),
    *("registry_decorator", "setdefault", "template_method", "thread_local", "vars_"),
)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("modules", [1, 2])
def test_a_workspace_is_followed_or_told_of(shape: str, modules: int, tmp_path: Path) -> None:
    seen = travel(shape, "workspace", modules, tmp_path)
    assert seen is None or seen.line == ""


def test_every_shape_makes_and_uses_what_travels() -> None:
    for shape in shapes().values():
        assert "MAKE" in shape.before + shape.body
        assert "USE(" in shape.body


def test_what_can_stand_in_a_module_of_its_own_does() -> None:
    files = project(Shape("obj = MAKE\n", "USE(obj)\n"), KINDS["compute"], 2)
    assert files["main.py"].endswith("from shared import obj\nobj.delete()\n")
    assert files["shared.py"].endswith('obj = ComputeTarget(ws, "cpu")\n')


def test_a_use_of_which_nothing_is_said_is_found() -> None:
    converted = convert("def show(config):\n    print(config.anything.compute_targets['cpu'])\n")
    assert list(silent(converted, KINDS["workspace"])) == ["print(config.anything.compute_targets['cpu'])"]


@pytest.mark.parametrize("kind", ["dataset", "published", "endpoint", "schedule"])
@pytest.mark.parametrize("shape", ["generator_for", "dict_cache", "dict_values"])
@pytest.mark.parametrize("modules", [1, 2])
def test_what_has_no_counterpart_is_told_of_also_one_by_one(
    shape: str, kind: str, modules: int, tmp_path: Path
) -> None:
    seen = travel(shape, kind, modules, tmp_path)
    assert seen is None or seen.line == ""
