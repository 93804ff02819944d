"""What the trials of a sweep get."""

from __future__ import annotations

import math
from typing import Any

import pytest

from migrate.run.plan import RunError
from migrate.run.sampling import sample


def draw(expression: dict[str, Any], count: int = 300) -> list[float]:
    return [float(values["x"]) for values in sample({"x": expression}, "random", count, seed=1)]


def test_a_grid_is_every_combination_in_order() -> None:
    space: dict[str, dict[str, Any]] = {
        "a": {"type": "choice", "values": [1, 2]},
        "b": {"type": "choice", "values": ["x", "y z"]},
    }
    expected = [{"a": a, "b": b} for a in ("1", "2") for b in ("x", "y z")]
    assert sample(space, "grid", 10, seed=0) == expected
    assert sample(space, "grid", 3, seed=5) == expected[:3]


def test_the_seed_decides_and_the_order_of_the_space_does_not() -> None:
    one = {"type": "uniform", "min_value": 0, "max_value": 1}
    two = {"type": "choice", "values": [1, 2, 3]}
    both: dict[str, dict[str, Any]] = {"a": one, "b": two}
    assert sample(both, "random", 5, 3) == sample(dict(reversed(both.items())), "random", 5, 3)
    assert sample({"a": one}, "random", 5, 3) != sample({"a": one}, "random", 5, 4)


@pytest.mark.parametrize(
    ("expression", "low", "high"),
    [
        ({"type": "uniform", "min_value": 2, "max_value": 3}, 2, 3),
        ({"type": "loguniform", "min_value": -2, "max_value": 1}, math.exp(-2), math.exp(1)),
        ({"type": "randint", "upper": 5}, 0, 4),
    ],
)
def test_bounds(expression: dict[str, Any], low: float, high: float) -> None:
    values = draw(expression)
    assert all(low <= value <= high for value in values)
    assert max(values) - min(values) > (high - low) / 2


@pytest.mark.parametrize(
    "expression",
    [
        {"type": "quniform", "min_value": 0, "max_value": 10, "q": 0.5},
        {"type": "qloguniform", "min_value": 0, "max_value": 3, "q": 0.5},
        {"type": "qnormal", "mu": 5, "sigma": 2, "q": 0.5},
        {"type": "qlognormal", "mu": 1, "sigma": 0.5, "q": 0.5},
    ],
)
def test_steps(expression: dict[str, Any]) -> None:
    assert all(value % 0.5 == 0 for value in draw(expression))


def test_normal_and_lognormal() -> None:
    values = draw({"type": "normal", "mu": 10, "sigma": 2}, 2000)
    assert abs(sum(values) / len(values) - 10) < 0.2
    logs = [math.log(value) for value in draw({"type": "lognormal", "mu": 1, "sigma": 0.5}, 2000)]
    assert abs(sum(logs) / len(logs) - 1) < 0.1


def test_text_of_the_values() -> None:
    space = {"x": {"type": "choice", "values": [True, 1, 0.5, "a b"]}}
    assert [values["x"] for values in sample(space, "grid", 4, 0)] == ["True", "1", "0.5", "a b"]


@pytest.mark.parametrize(
    ("expression", "sampling", "message"),
    [
        ({"type": "magic"}, "random", "no known expression"),
        ({"type": "uniform", "min_value": 0}, "random", "has no max_value"),
        ({"type": "uniform", "min_value": 0, "max_value": 1}, "grid", "a grid has choices only"),
    ],
)
def test_what_cannot_be_drawn(expression: dict[str, Any], sampling: str, message: str) -> None:
    with pytest.raises(RunError, match=message):
        sample({"x": expression}, sampling, 2, 0)
