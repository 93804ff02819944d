"""One file per v1 construct. Adding a rule is adding a file with a ``RULE``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrate.decisions.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules of this package, in the order of their codes."""
    modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted((module.RULE for module in modules), key=lambda rule: rule.code))
