"""The values that the trials of a sweep get.

The expressions are those of azure.ai.ml.sweep; their definitions are on the page of the YAML schema:
https://learn.microsoft.com/azure/machine-learning/reference-yaml-job-sweep#parameter-expressions
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from migrate.run.plan import RunError, as_text

Expression = Mapping[str, Any]


def sample(space: Mapping[str, Expression], sampling: str, trials: int, seed: int) -> list[dict[str, str]]:
    """The values of each trial, as text, by the name of the input.

    Args:
        space: an expression for each input.
        sampling: ``grid`` for every combination, in order; anything else draws at random.
        trials: at most so many.
        seed: of the random numbers; the same seed gives the same trials.

    Raises:
        RunError: an expression is unknown, or not one that a grid can have.
    """
    for name, expression in space.items():
        if expression.get("type") not in _DRAWS:
            raise RunError(f"the sweep draws {name} from {expression.get('type')!r}, which is no known expression")
    draws = _grid(space) if sampling == "grid" else _random(space, random.Random(seed))
    return [{name: as_text(value) for name, value in values.items()} for values in itertools.islice(draws, trials)]


def combinations(space: Mapping[str, Expression]) -> int:
    """The size of a grid."""
    return math.prod(len(expression.get("values", ())) for expression in space.values())


def _grid(space: Mapping[str, Expression]) -> Iterator[dict[str, object]]:
    for name, expression in space.items():
        if expression.get("type") != "choice":
            raise RunError(f"a grid has choices only, and {name} is of type {expression.get('type')}")
    for values in itertools.product(*(expression["values"] for expression in space.values())):
        yield dict(zip(space, values, strict=True))


def _random(space: Mapping[str, Expression], source: random.Random) -> Iterator[dict[str, object]]:
    while True:
        # in the order of the names: v1 and v2 may declare the same space in another order, v1 with hyphens
        names = sorted(space, key=lambda name: name.replace("-", "_"))
        drawn = {name: _DRAWS[space[name]["type"]](space[name], source) for name in names}
        yield {name: drawn[name] for name in space}


def _number(expression: Expression, name: str) -> float:
    try:
        return float(expression[name])
    except (KeyError, TypeError, ValueError):
        raise RunError(f"the expression {expression.get('type')} of a sweep has no {name}") from None


def _uniform(expression: Expression, source: random.Random) -> float:
    return source.uniform(_number(expression, "min_value"), _number(expression, "max_value"))


def _normal(expression: Expression, source: random.Random) -> float:
    return source.gauss(_number(expression, "mu"), _number(expression, "sigma"))


def _choice(expression: Expression, source: random.Random) -> object:
    return source.choice(list(expression["values"]))


def _randint(expression: Expression, source: random.Random) -> int:
    return source.randrange(int(_number(expression, "upper")))


_Draw = Callable[[Expression, random.Random], object]
_DrawNumber = Callable[[Expression, random.Random], float]


def _exp(draw: _DrawNumber) -> _DrawNumber:
    return lambda expression, source: math.exp(draw(expression, source))


def _stepped(draw: _DrawNumber) -> _DrawNumber:
    def stepped(expression: Expression, source: random.Random) -> float:
        step = _number(expression, "q")
        return round(draw(expression, source) / step) * step

    return stepped


_DRAWS: Mapping[str, _Draw] = {
    "choice": _choice,
    "randint": _randint,
    "uniform": _uniform,
    "quniform": _stepped(_uniform),
    "loguniform": _exp(_uniform),
    "qloguniform": _stepped(_exp(_uniform)),
    "normal": _normal,
    "qnormal": _stepped(_normal),
    "lognormal": _exp(_normal),
    "qlognormal": _stepped(_exp(_normal)),
}
