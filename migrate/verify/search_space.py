"""The expressions of a search space, which have the same names in v1 and v2."""

from __future__ import annotations

RANGES = {
    "randint": ("upper",), "normal": ("mu", "sigma"), "lognormal": ("mu", "sigma"), "qnormal": ("mu", "sigma", "q"),
    "qlognormal": ("mu", "sigma", "q"), "uniform": ("min_value", "max_value"), "loguniform": ("min_value", "max_value"),
    "quniform": ("min_value", "max_value", "q"), "qloguniform": ("min_value", "max_value", "q"),
}  # fmt: skip
"""Arguments of the expressions of a search space, in the order of the v1 functions of the same names."""
